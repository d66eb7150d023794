"""New clothes: cloth painted over in a training picture, folds and shadows kept.

Generated people wear what the generator can sew. Photographs show more: beige, tan and rose cloth
that a network takes for skin, and real patterns. Both are cheap to add where the clothes of a
picture are known: colour is replaced, the light on it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.geometry import Canvas, Range, any_of, cut_square

CLOTHES, SKIN = "clothes", "skin"
FEWEST = 50
"""Pixels of cloth or skin below which there is nothing to paint, or no colour to take."""

PAINTS = ("own skin", "any skin", "pattern", "plain")


@dataclass(frozen=True, slots=True)
class RedressSettings:
    """Shares are in [0, 1]. No source states these."""

    probability: float = 0.0
    paints: tuple[float, ...] = (0.2, 0.2, 0.4, 0.2)
    """How often each of :data:`PAINTS`. ``own skin`` is the mean colour of the skin in the
    picture, a little off; ``any skin`` a colour between pale rose and dark brown; ``pattern``
    a piece of a people-free photograph; ``plain`` any colour."""
    halves: float = 0.6
    """How often only what lies above, or below, some height is painted, as tops and trousers
    differ."""
    off: float = 0.12
    """Deviation by which each channel of a skin colour is multiplied, as a logarithm."""
    light: Range = (0.3, 2.0)
    """Smallest and largest light that is kept, relative to the mean over the cloth."""
    relief: Range = (0.5, 1.2)
    """Exponent of the light: how deep folds look."""


PALEST = np.array([246, 214, 190], np.float64)
DARKEST = np.array([66, 40, 28], np.float64)
"""sRGB of the ends of what skin looks like in photographs."""


def redress(
    canvas: Canvas,
    labels: Sequence[str],
    settings: RedressSettings,
    rng: np.random.Generator,
    people_free: Sequence[NDArray[np.uint8]] = (),
) -> Canvas:
    """The canvas, perhaps with other clothes; masks and void are unchanged.

    ``labels`` name the planes of ``canvas.masks``; without ``clothes`` among them, or without cloth
    in the picture, it stays as it is. ``people_free`` are pictures ``(h, w, 3) uint8 RGB`` without
    anybody, for patterns.
    """
    if rng.random() >= settings.probability or CLOTHES not in labels:
        return canvas
    cloth = _part(canvas.masks[labels.index(CLOTHES)], settings, rng)
    if cv2.countNonZero(cloth) < FEWEST:
        return canvas
    skin = canvas.masks[labels.index(SKIN)] if SKIN in labels else np.zeros_like(cloth)
    paint = _paint(canvas.image, skin, settings, rng, people_free)
    lit = _light(canvas.image, cloth, settings, rng)
    painted = np.clip(paint * lit[:, :, None], 0, 255)
    share = cloth[:, :, None].astype(np.float32) / 255
    image = np.rint(canvas.image + (painted - canvas.image) * share).astype(np.uint8)
    return Canvas(image, canvas.masks, canvas.void)


def _part(
    cloth: NDArray[np.uint8], settings: RedressSettings, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """All of the cloth, or what lies on one side of a height."""
    if rng.random() >= settings.halves:
        return cloth
    rows = np.flatnonzero(cloth.max(1))
    if not len(rows):
        return cloth
    height = int(rng.integers(rows[0], rows[-1] + 1))
    part = np.zeros_like(cloth)
    side = slice(0, height) if rng.random() < 0.5 else slice(height, None)
    part[side] = cloth[side]
    return part


def _paint(
    image: NDArray[np.uint8],
    skin: NDArray[np.uint8],
    settings: RedressSettings,
    rng: np.random.Generator,
    people_free: Sequence[NDArray[np.uint8]],
) -> NDArray[np.float32]:
    """A colour ``(3,)``, or ``(H, W, 3)`` of a pattern; float32, 0 to 255."""
    kind = PAINTS[int(rng.choice(len(PAINTS), p=settings.paints))]
    if kind == "pattern" and (photograph := any_of(people_free, rng)) is not None:
        return _pattern(photograph, image.shape[:2], rng)
    bare = (skin >= 128).astype(np.uint8)
    if kind == "own skin" and cv2.countNonZero(bare) >= FEWEST:
        colour = np.array(cv2.mean(image, bare)[:3])
    elif kind in ("own skin", "any skin"):
        colour = PALEST + (DARKEST - PALEST) * rng.uniform()
    else:
        return rng.uniform(0, 255, 3).astype(np.float32)
    return (colour * np.exp(rng.normal(0, settings.off, 3))).astype(np.float32)


def _pattern(
    photograph: NDArray[np.uint8], shape: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float32]:
    """A square of the photograph, an eighth to all of its shorter side, filling ``shape``."""
    square = cut_square(photograph, (0.125, 1.0), rng)
    if rng.random() < 0.5:
        square = np.rot90(square)
    way = cv2.INTER_AREA if len(square) > max(shape) else cv2.INTER_LINEAR
    filled = cv2.resize(np.ascontiguousarray(square), shape[::-1], interpolation=way)
    return filled.astype(np.float32)


def _light(
    image: NDArray[np.uint8],
    cloth: NDArray[np.uint8],
    settings: RedressSettings,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """(H, W) float32: luma relative to its mean over the cloth, in :attr:`settings.light`."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    mean = max(cv2.mean(grey, cloth)[0], 8.0)
    values = np.clip(np.arange(256) / mean, *settings.light) ** rng.uniform(*settings.relief)
    return cv2.LUT(grey, values).astype(np.float32)
