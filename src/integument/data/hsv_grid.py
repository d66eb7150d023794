"""The colour-invariant grid: one picture in many hues, saturations and brightnesses.

After Xu et al., "Color Invariant Skin Segmentation" (CVPR workshops 2022): a network that should
find skin by its shape is shown all of these for one mask. The whole grid measures robustness;
for training one factor is changed at a time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.sample import Sample

HUES = (0, 60, 120, 180, 240, 300)
"""Degrees added."""
SATURATIONS = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
"""Factors."""
VALUES = (1.0, 0.8, 0.6, 0.4, 0.2)
"""Factors of HSV's V."""


class Point(NamedTuple):
    """One place in the grid. The default is the picture itself."""

    hue: int = 0
    saturation: float = 1.0
    value: float = 1.0

    def __str__(self) -> str:
        return f"hue {self.hue} saturation {self.saturation:g} value {self.value:g}"


FULL = tuple(Point(*point) for point in itertools.product(HUES, SATURATIONS, VALUES))
"""All 180 points."""

ONE_AT_A_TIME = (
    Point(),
    *(Point(hue=hue) for hue in HUES[1:]),
    *(Point(saturation=saturation) for saturation in SATURATIONS[1:]),
    *(Point(value=value) for value in VALUES[1:]),
)
"""The picture itself and 14 changes of one factor."""


@dataclass(frozen=True, slots=True)
class HsvGrid:
    """Makes the variants of a sample, called ``<name>_000`` and on; masks are never touched."""

    full: bool = False

    name = "grid"

    @property
    def points(self) -> tuple[Point, ...]:
        """The places in the grid, in order."""
        return FULL if self.full else ONE_AT_A_TIME

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What is added to the name of a sample for each of its variants."""
        return tuple(f"{number:03}" for number in range(len(self.points)))

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Iterator[Sample]:
        """Yield the variants one after another; nothing is left to chance."""
        for suffix, point in zip(self.suffixes, self.points, strict=True):
            attributes = {"source": sample.name, "augmentation": str(point)}
            yield replace(
                sample,
                name=f"{sample.name}_{suffix}",
                image=moved(sample.image, point),
                attributes={**sample.attributes, **attributes},
            )


def moved(image: NDArray[np.uint8], point: Point) -> NDArray[np.uint8]:
    """``(H, W, 3) uint8 RGB`` at a place in the grid. At the default it comes back as it was."""
    if point == Point():
        return image
    levels = np.arange(256)
    tables = (
        (levels + point.hue // 2) % 180,  # OpenCV counts hue in steps of two degrees
        np.rint(levels * point.saturation),
        np.rint(levels * point.value),
    )
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    hsv = cv2.LUT(hsv, np.stack(tables, -1).astype(np.uint8)[None])
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
