"""Dynamic backgrounds: the people of a picture in front of another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.geometry import Canvas, Range
from integument.data.sample import Sample


@dataclass(frozen=True, slots=True)
class BackdropSettings:
    """No source states these."""

    probability: float = 0.5
    """How often the background is replaced."""
    feather: float = 0.8
    """Deviation in pixels by which hard masks are softened; soft ones (coverage) are used as they
    are. People with staircases around them would be found by these."""
    part: Range = (0.5, 1.0)
    """Size of the piece of the backdrop that is shown, as a share of the largest that fits."""


SUBJECTS = ("body", "head_torso")
"""Labels whose mask holds what stays before another background: the first that was drawn. Of a
person cut out by anything smaller, such as skin, pieces would float in the air."""


def before_another(
    sample: Sample,
    backdrops: Sequence[NDArray[np.uint8]],
    settings: BackdropSettings,
    rng: np.random.Generator,
) -> Sample:
    """Maybe the people of a sample before one of ``backdrops``, which hold nobody.

    Pictures without a mask of :data:`SUBJECTS`, or with nobody in it, stay as they are.
    """
    people = next((sample.masks[label] for label in SUBJECTS if label in sample.masks), None)
    if people is None or not people.any():
        return sample
    unknown = sample.void if sample.void is not None else np.zeros(sample.shape, np.bool_)
    void = np.where(unknown, np.uint8(255), np.uint8(0))[None]
    backdrop = backdrops[int(rng.integers(len(backdrops)))]
    canvas = replace_background(
        Canvas(sample.image, people[None], void), people, backdrop, settings, rng
    )
    return replace(sample, image=canvas.image)


def replace_background(
    canvas: Canvas,
    people: NDArray[np.uint8],
    backdrop: NDArray[np.uint8],
    settings: BackdropSettings,
    rng: np.random.Generator,
) -> Canvas:
    """The canvas with ``backdrop`` wherever there are no ``people``; masks and void are unchanged.

    Void pixels keep their picture, since people may be there.

    Parameters
    ----------
    people : (H, W) uint8 coverage of everybody in the picture; somebody who is not in it vanishes
    backdrop : (h, w, 3) uint8 RGB without people, at any size
    """
    if rng.random() >= settings.probability:
        return canvas
    height, width = canvas.image.shape[:2]
    coverage = np.maximum(people, canvas.void.max(0, initial=0))
    if settings.feather and not ((coverage > 0) & (coverage < 255)).any():
        coverage = cv2.GaussianBlur(coverage, (0, 0), settings.feather)
    ground = _piece(backdrop, width, height, settings, rng).astype(np.float32)
    share = coverage[:, :, None].astype(np.float32) / 255
    image = np.rint(ground + (canvas.image - ground) * share).astype(np.uint8)
    return Canvas(image, canvas.masks, canvas.void)


def _piece(
    picture: NDArray[np.uint8],
    width: int,
    height: int,
    settings: BackdropSettings,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """A random piece of ``picture`` of the aspect ``width : height``, maybe mirrored, resized."""
    largest = min(picture.shape[1] / width, picture.shape[0] / height)
    scale = largest * float(rng.uniform(*settings.part))
    wide, tall = max(1, int(width * scale)), max(1, int(height * scale))
    top = int(rng.integers(0, picture.shape[0] - tall + 1))
    left = int(rng.integers(0, picture.shape[1] - wide + 1))
    piece = picture[top : top + tall, left : left + wide]
    if rng.random() < 0.5:
        piece = piece[:, ::-1]
    way = cv2.INTER_AREA if wide > width else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(piece), (width, height), interpolation=way)
