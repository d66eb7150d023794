"""Limits on red, green and blue, and on their differences.

The rules for daylight and for flash of Kovač, Peer and Solina, "Human skin colour clustering
for face detection", EUROCON 2003.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.classical.cleaning import as_probability, check_cleaning, clean
from integument.classical.rule import SkinRule

GATE_LOWEST, GATE_HIGHEST = (0, 59, 0), (25, 173, 255)
"""The gate on hue and saturation in OpenCV's units (hue / 2, 255 saturation): 0 to 50 degrees
and 0.23 to 0.68, which is common in the literature on such rules."""


@dataclass(frozen=True)
class RgbRulesSettings:
    """Settings of :class:`RgbRules`.

    Attributes
    ----------
    hsv_gate : whether a pixel must also pass the gate on hue and saturation
    ellipse, blur : see :func:`~integument.classical.cleaning.clean`; the rules have neither
    """

    hsv_gate: bool = False
    ellipse: int = 1
    blur: int = 0

    def __post_init__(self) -> None:
        check_cleaning(self.ellipse, self.blur)


class RgbRules(SkinRule[RgbRulesSettings]):
    """Skin where the rule for daylight or the rule for flash holds; answers 0 or 1."""

    name = "rgb"
    settings_type = RgbRulesSettings

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        mask = rgb_mask(rgb)
        if self.settings.hsv_gate:
            hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
            mask &= cv2.inRange(hsv, GATE_LOWEST, GATE_HIGHEST)
        if self.settings.ellipse > 1 or self.settings.blur > 1:
            return clean(mask, self.settings.ellipse, self.settings.blur)
        return as_probability(mask)


def rgb_mask(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mask of both rules, ``(H, W) uint8`` of 0 and 255, of ``(H, W, 3) uint8`` RGB."""
    red, green, blue = cv2.split(rgb)
    red_above_green = cv2.subtract(red, green)  # 0 where green is above red: nothing wraps round
    # "max - min > 15" of the publication follows from the other conditions.
    daylight = (red > 95) & (green > 40) & (blue > 20) & (red_above_green > 15) & (red > blue)
    flash = (red > 220) & (green > 210) & (blue > 170) & (cv2.absdiff(red, green) <= 15)
    flash &= (red > blue) & (green > blue)
    return (daylight | flash).view(np.uint8) * np.uint8(255)
