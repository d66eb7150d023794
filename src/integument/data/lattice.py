"""A lattice of crossing lines at a random angle, to be drawn across people."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LatticeSettings:
    """Sizes in pixels. All but the spacing are the same for both published lattices."""

    spacing: int = 20
    """From one line to the next."""
    width: int = 2
    jitter: int = 3
    """How far a line may be out of place, to either side."""
    angles: tuple[int, int] = (0, 90)
    """Whole degrees by which the lattice is turned, both ends included."""


def lattice(
    shape: tuple[int, int],
    settings: LatticeSettings,
    rng: np.random.Generator,
    first_row: int = 0,
) -> NDArray[np.uint8]:
    """``(H, W) uint8``, 255 on the lines and 0 elsewhere, and 0 above ``first_row``.

    The lines cross the whole picture at every angle, and have hard edges: masks must stay hard.
    """
    height, width = shape
    # A square that covers the picture however it is turned about its middle.
    reach = int(np.ceil(np.hypot(height, width) / 2)) + settings.spacing
    angle = np.deg2rad(int(rng.integers(settings.angles[0], settings.angles[1] + 1)))
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    middle = np.array([(width - 1) / 2, (height - 1) / 2])

    lines = np.zeros(shape, np.uint8)
    offsets = np.arange(-reach, reach + 1, settings.spacing)
    for direction, normal in ((along, across), (across, along)):
        moved = offsets + rng.integers(-settings.jitter, settings.jitter + 1, len(offsets))
        for offset in moved:
            start, end = (middle + offset * normal + way * reach * direction for way in (-1, 1))
            points = [tuple(int(v) for v in np.rint(point)) for point in (start, end)]
            cv2.line(lines, *points, 255, settings.width, cv2.LINE_8)
    lines[:first_row] = 0
    return lines
