"""Alterations of a picture that break segmenters; its truth stays as it is.

Each takes a :class:`Sample` and returns its picture altered, ``(H, W, 3) uint8`` RGB.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import LIGHT, to_bytes
from integument.data.sample import HALF, Sample

Alter = Callable[[Sample], NDArray[np.uint8]]

SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]], np.float32)
"""Rows give red, green and blue of the tinted picture from RGB: the usual matrix."""

LIGHTS = {"red": (1.0, 0.35, 0.3), "green": (0.4, 1.0, 0.4), "blue": (0.35, 0.5, 1.0)}
"""Gains of linear red, green and blue. Strong stage light; no source gives numbers."""

BLOND = np.array([(140, 104, 62), (240, 212, 164)], np.float32)
"""The darkest and the lightest strands of dyed hair, RGB: close to light skin on purpose."""

SKIN = (198, 150, 124)
"""RGB of the background where a picture's own skin is not known."""


def grey(sample: Sample) -> NDArray[np.uint8]:
    """Without colour."""
    return np.dstack([cv2.cvtColor(sample.image, cv2.COLOR_RGB2GRAY)] * 3)


def sepia(sample: Sample) -> NDArray[np.uint8]:
    """Brown like an old print."""
    return to_bytes(sample.image @ SEPIA.T)


def light(colour: str) -> Alter:
    """Under strong light of a colour in :data:`LIGHTS`."""
    table = _light_table(LIGHTS[colour])
    return lambda sample: cv2.LUT(sample.image, table)


def skin_background(sample: Sample) -> NDArray[np.uint8]:
    """Everything but the body in the colour of the person's skin, the old scene faintly in it."""
    skin = sample.masks.get("skin")
    known = skin is not None and (skin >= HALF).any()
    tone = np.median(sample.image[skin >= HALF], axis=0) if known else np.array(SKIN)
    scene = cv2.cvtColor(sample.image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    shade = 1.0 + 0.25 * (scene - scene.mean()) / 128.0
    wall = np.clip(tone.astype(np.float32) * shade[:, :, None], 0, 255)
    return _blend(wall, sample.image, sample.masks["body"])


def blond_hair(sample: Sample) -> NDArray[np.uint8]:
    """Hair dyed blond, its light and shade kept."""
    hair = sample.masks["hair"]
    if not (hair >= HALF).any():
        return sample.image
    brightness = cv2.cvtColor(sample.image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    dark, bright = np.percentile(brightness[hair >= HALF], [5, 95])
    place = np.clip((brightness - dark) / max(bright - dark, 1.0), 0, 1)[:, :, None]
    return _blend(sample.image, BLOND[0] + place * (BLOND[1] - BLOND[0]), hair)


def hsv(degrees: int, saturation: float, value: float) -> Alter:
    """Hue turned, saturation and value scaled, in OpenCV's 8-bit HSV (hue in steps of 2°)."""
    turned = ((np.arange(256) + degrees // 2) % 180).astype(np.uint8)
    scales = [np.rint(np.arange(256) * factor).astype(np.uint8) for factor in (saturation, value)]
    table = np.dstack([turned, *scales])

    def alter(sample: Sample) -> NDArray[np.uint8]:
        planes = cv2.LUT(cv2.cvtColor(sample.image, cv2.COLOR_RGB2HSV), table)
        return cv2.cvtColor(planes, cv2.COLOR_HSV2RGB)

    return alter


def _light_table(gains: tuple[float, float, float]) -> NDArray[np.uint8]:
    """(1, 256, 3) uint8: sRGB values under a light, by way of linear light."""
    lit = LIGHT[:, None] * np.array(gains)
    again = np.where(lit <= 0.0031308, lit * 12.92, 1.055 * lit ** (1 / 2.4) - 0.055)
    return np.rint(again * 255).astype(np.uint8)[None]


def _blend(
    outside: NDArray[np.generic], inside: NDArray[np.generic], coverage: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    share = coverage.astype(np.float32)[:, :, None] / 255
    return to_bytes(inside * share + outside * (1 - share))
