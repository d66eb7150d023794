"""One training picture from one sample: geometry, clothes, occluders, then the look.

The aim is a network that has only seen generated people and meets a real photograph: strange
light, any colours, small or cut-off people, cheap cameras, much compression.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.colour import ColourSettings, develop
from integument.data.geometry import (
    Canvas,
    GeometrySettings,
    any_of,
    canvas_of,
    occlude,
    resized,
    targets,
    warp,
)
from integument.data.redress import RedressSettings, redress
from integument.data.sample import Sample


@dataclass(frozen=True, slots=True)
class AugmentSettings:
    geometry: GeometrySettings = field(default_factory=GeometrySettings)
    colour: ColourSettings = field(default_factory=ColourSettings)
    empty: GeometrySettings = field(
        default_factory=lambda: GeometrySettings(
            quarter_turn=0.6, occlude=0.6, occluder_size=(0.15, 0.9)
        )
    )
    """For pictures of nobody, of which there are never enough: which way is up says nothing about
    them, and pieces of two make a third."""
    redress: RedressSettings = field(default_factory=RedressSettings)
    untouched: float = 0.05
    """Probability that the look is left alone: clean studio pictures exist as well."""


class Example(NamedTuple):
    """What the network is shown and asked.

    ``image (H, W, 3) uint8 RGB``; ``masks`` and ``void (L, H / stride, W / stride) uint8``;
    ``flags (L,) bool``, false for labels about which nothing is known.
    """

    image: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    void: NDArray[np.uint8]
    flags: NDArray[np.bool_]


def augment(
    sample: Sample,
    labels: Sequence[str],
    size: int,
    stride: int,
    settings: AugmentSettings,
    rng: np.random.Generator,
    people_free: Sequence[NDArray[np.uint8]] = (),
) -> Example:
    """A random training example of ``size × size`` pixels.

    ``people_free`` are pictures ``(H, W, 3) uint8 RGB`` without anybody, used behind a picture
    that is smaller than the crop and, cut up, in front of it; where it is empty, flat grounds
    are used and nothing occludes.
    """
    canvas, flags = canvas_of(sample, labels)
    geometry = settings.geometry if canvas.masks.any() else settings.empty
    canvas = warp(canvas, size, geometry, rng, any_of(people_free, rng))
    canvas = redress(canvas, labels, settings.redress, rng, people_free)
    cover = any_of(people_free, rng)
    if cover is not None and rng.random() < geometry.occlude:
        canvas = occlude(canvas, geometry, rng, cover)
    image = canvas.image
    if rng.random() >= settings.untouched:
        image = develop(image, settings.colour, rng)
    return Example(image, *targets(canvas, stride), flags)


def plain_example(sample: Sample, labels: Sequence[str], size: int, stride: int) -> Example:
    """The whole picture, unchanged but for its size: for validation.

    Its longest side becomes ``size``; below and to the right the square is black and void.
    """
    canvas, flags = canvas_of(sample, labels)
    height, width = sample.shape
    scale = size / max(height, width)
    fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
    inside = (..., slice(fitted[1]), slice(fitted[0]))
    image = np.zeros((size, size, 3), np.uint8)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    image[: fitted[1], : fitted[0]] = cv2.resize(canvas.image, fitted, interpolation=way)
    masks = np.zeros((len(labels), size, size), np.uint8)
    masks[inside] = resized(canvas.masks, fitted)
    void = np.full((len(labels), size, size), 255, np.uint8)
    void[inside] = resized(canvas.void, fitted)
    canvas = Canvas(image, masks, void)
    return Example(canvas.image, *targets(canvas, stride), flags)
