"""The 26 fixed variants of a training picture, after a public skin-segmentation project.

======  ===========================================================================
1-6     hue turned round the circle
7-11    saturation times 0.5, 0.3, 0, 1.2, 1.5
12-16   contrast and brightness ``|α x + β|``
17-24   towards sepia
25      a dense lattice of black lines across the people
26      a coarser one, across their lower part
======  ===========================================================================

Only the lattices touch the masks: what a line covers is nobody any more. Two tables exist.
``reference_exact`` gives what that project's code does; its defects are corrected otherwise:

- sepia ran on blue-green-red pictures (which made them bluish), with .349 for .272 in its third
  row, at strengths up to 1.75, which overshoots, and from 0, which changes nothing;
- its sixth hue was the whole circle, so nothing but rounding changed. The corrected six are
  sevenths of the circle, and the eight sepias eighths: 26 variants that all differ.

Never for pictures that are used to evaluate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.lattice import LatticeSettings, lattice
from integument.data.sample import Sample

Picture = NDArray[np.uint8]

SATURATIONS = (0.5, 0.3, 0.0, 1.2, 1.5)
CONTRASTS = ((1.0, 5.0), (1.5, 0.0), (0.7, 5.0), (0.7, 0.0), (1.5, 5.0))
"""α and β, the latter in levels of 255."""

HUE_STEP = 30
"""OpenCV units of two degrees, of the reference."""
HUES = tuple(round(180 * seventh / 7) for seventh in range(1, 7))
"""OpenCV units, corrected."""

REFERENCE_SEPIAS = tuple(k / 4 for k in range(8))
SEPIAS = tuple(k / 8 for k in range(1, 9))
"""Strengths, corrected: 1 is full sepia."""

DENSE = LatticeSettings(spacing=20)
PARTIAL = LatticeSettings(spacing=40)
PARTIAL_FROM = (0.25, 0.5)
"""The first row of the partial lattice, as a range of shares of the height."""

COUNT = 26


@dataclass(frozen=True, slots=True)
class Static26:
    """Makes the variants of a sample: ``static26(sample, rng)`` yields 26 samples.

    They are called ``<name>_01`` to ``<name>_26`` and say in ``attributes["augmentation"]`` what
    was done. Chance is only in the lattices.
    """

    reference_exact: bool = False

    name = "static26"
    suffixes = tuple(f"{number:02}" for number in range(1, COUNT + 1))

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Iterator[Sample]:
        """Yield the variants one after another."""
        looks = reference_looks(sample.image) if self.reference_exact else looks_of(sample.image)
        number = 0
        for number, (what, image) in enumerate(looks, 1):
            yield _variant(sample, number, what, image=image)
        for settings, what in ((DENSE, "dense lattice"), (PARTIAL, "partial lattice")):
            number += 1
            first_row = 0
            if settings is PARTIAL:
                low, high = (round(share * sample.shape[0]) for share in PARTIAL_FROM)
                first_row = int(rng.integers(low, high + 1))
            image, masks = crossed_out(sample, lattice(sample.shape, settings, rng, first_row))
            yield _variant(sample, number, what, image=image, masks=masks)
        assert number == COUNT, number


def looks_of(image: Picture) -> Iterator[tuple[str, Picture]]:
    """Variants 1 to 24 of ``(H, W, 3) uint8 RGB``, corrected, each with its name."""
    for units in HUES:
        yield f"hue {2 * units}", hue_turned(image, units)
    yield from _saturations_and_contrasts(image)
    for strength in SEPIAS:
        yield f"sepia {strength:g}", cv2.transform(image, sepia_matrix(strength))


def reference_looks(image: Picture) -> Iterator[tuple[str, Picture]]:
    """Variants 1 to 24 of ``(H, W, 3) uint8 RGB`` as the reference makes them, with its slips."""
    turned = image
    for step in range(1, 7):
        turned = hue_turned(turned, HUE_STEP)  # each from the last, rounding errors included
        yield f"hue {2 * HUE_STEP * step}", turned
    yield from _saturations_and_contrasts(image)
    backwards = np.ascontiguousarray(image[:, :, ::-1])
    for strength in REFERENCE_SEPIAS:
        blended = cv2.transform(backwards, sepia_matrix(strength, third_row=0.349))
        yield f"sepia {strength:g}", np.ascontiguousarray(blended[:, :, ::-1])


def hue_turned(image: Picture, units: int) -> Picture:
    """The hue of ``(H, W, 3) uint8 RGB`` turned by ``units`` of two degrees."""
    table = ((np.arange(256) + units) % 180).astype(np.uint8)
    return _hsv_mapped(image, 0, table)


def saturation_scaled(image: Picture, factor: float) -> Picture:
    """The HSV saturation of ``(H, W, 3) uint8 RGB`` times ``factor``, at most full."""
    table = np.clip(np.arange(256) * factor, 0, 255).astype(np.uint8)
    return _hsv_mapped(image, 1, table)


def sepia_matrix(strength: float, third_row: float = 0.272) -> NDArray[np.float64]:
    """``(3, 3)``, from RGB to RGB: 0 changes nothing, 1 is sepia.

    ``third_row`` is by how much the first number of the third row shrinks; the reference has .349,
    so that its strength 0 takes some red from the blue channel.
    """
    q = 1 - strength
    return np.array(
        [
            [0.393 + 0.607 * q, 0.769 - 0.769 * q, 0.189 - 0.189 * q],
            [0.349 - 0.349 * q, 0.686 + 0.314 * q, 0.168 - 0.168 * q],
            [0.272 - third_row * q, 0.534 - 0.534 * q, 0.131 + 0.869 * q],
        ]
    )


def crossed_out(
    sample: Sample, lines: NDArray[np.uint8]
) -> tuple[Picture, dict[str, NDArray[np.uint8]]]:
    """Picture and masks where ``lines (H, W) uint8`` (0 or 255) have been drawn over the people.

    People are wherever any label is. Picture and masks are darkened by lines and people at once;
    where these are partly there, so is the line.
    """
    people = np.zeros(sample.shape, np.uint8)
    for mask in sample.masks.values():
        np.maximum(people, mask, out=people)
    drawn = cv2.bitwise_and(lines, people)
    image = cv2.subtract(sample.image, cv2.merge([drawn] * 3))
    return image, {label: cv2.subtract(mask, drawn) for label, mask in sample.masks.items()}


def _saturations_and_contrasts(image: Picture) -> Iterator[tuple[str, Picture]]:
    for factor in SATURATIONS:
        yield f"saturation {factor:g}", saturation_scaled(image, factor)
    for alpha, beta in CONTRASTS:
        changed = cv2.convertScaleAbs(image, alpha=alpha, beta=beta)
        yield f"contrast {alpha:g} brightness {beta:g}", changed


def _hsv_mapped(image: Picture, channel: int, table: NDArray[np.uint8]) -> Picture:
    """``image`` with one channel of its 8-bit HSV (hue in 0..179) looked up in ``table``."""
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    hsv[:, :, channel] = cv2.LUT(hsv[:, :, channel], table)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)


def _variant(sample: Sample, number: int, what: str, **changes: object) -> Sample:
    attributes = {**sample.attributes, "source": sample.name, "augmentation": what}
    name = f"{sample.name}_{number:02}"
    return replace(sample, name=name, attributes=attributes, **changes)
