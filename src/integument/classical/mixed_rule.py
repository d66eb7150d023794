"""One rule out of three colour spaces: RGB, or else HSV and YCbCr together.

The rule of the authors of the abdominal skin data set, whose code is in MATLAB; so hue is of
the blurred picture, and YCbCr has MATLAB's range, in which luminance runs from 16 to 235.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.classical.cleaning import as_probability
from integument.classical.rule import SkinRule
from integument.errors import UsageError

# Rows: Y, Cb, Cr. BT.601 with "studio" range, for red, green and blue from 0 to 255, and offset.
_STUDIO_RANGE = (
    np.array(
        [
            [65.481, 128.553, 24.966, 16 * 255],
            [-37.797, -74.203, 112.0, 128 * 255],
            [112.0, -93.786, -18.214, 128 * 255],
        ],
        np.float32,
    )
    / 255
)


@dataclass(frozen=True)
class MixedRuleSettings:
    """Settings of :class:`MixedRule`.

    Attributes
    ----------
    blur_sigma : standard deviation in pixels of the blur before hue is taken; 0 for none
    """

    blur_sigma: float = 3.0

    def __post_init__(self) -> None:
        if not 0 <= self.blur_sigma <= 50:
            raise UsageError(f"blur_sigma: expected 0 to 50 pixels, got {self.blur_sigma:g}")


class MixedRule(SkinRule[MixedRuleSettings]):
    """Skin where the RGB rule holds, or both the HSV rule and the YCbCr rule; answers 0 or 1."""

    name = "mixed"
    settings_type = MixedRuleSettings

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        mask = _reddish(rgb) | (self._warm_hue(rgb) & _skin_chrominance(rgb))
        return as_probability(mask.view(np.uint8) * np.uint8(255))

    def _warm_hue(self, rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Hue below 72 or above 288 degrees."""
        sigma = self.settings.blur_sigma
        if sigma > 0:
            width = 2 * int(np.ceil(2 * sigma)) + 1  # as MATLAB's imgaussfilt
            rgb = cv2.GaussianBlur(rgb, (width, width), sigma, borderType=cv2.BORDER_REPLICATE)
        hue = cv2.extractChannel(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV), 0)  # degrees / 2
        return (hue < 36) | (hue > 144)


def _reddish(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    red, green, blue = cv2.split(rgb)
    return (red > 95) & (green > 40) & (blue > 20) & (cv2.subtract(red, green) > 15) & (red > blue)


def _skin_chrominance(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    y, cb, cr = cv2.split(cv2.transform(rgb.astype(np.float32), _STUDIO_RANGE))
    return (cr > 135) & (cb > 85) & (y > 80) & (cr <= 1.5862 * cb + 20)
