"""A box in hue, saturation and value."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.classical.cleaning import check_cleaning, clean
from integument.classical.rule import SkinRule, check_range


@dataclass(frozen=True)
class HsvRangeSettings:
    """Settings of :class:`HsvRange`, in OpenCV's units: hue in degrees / 2, the rest to 255.

    Attributes
    ----------
    hue_low, hue_high : 0 to 179
    saturation_low, saturation_high, value_low, value_high : 0 to 255
    subtract_red, subtract_green, subtract_blue : taken off the picture first, stopping at 0
    ellipse, blur : see :func:`~integument.classical.cleaning.clean`
    """

    hue_low: int = 0
    hue_high: int = 20
    saturation_low: int = 48
    saturation_high: int = 255
    value_low: int = 80
    value_high: int = 255
    subtract_red: int = 0
    subtract_green: int = 0
    subtract_blue: int = 0
    ellipse: int = 1
    blur: int = 3

    def __post_init__(self) -> None:
        check_range("hue", self.hue_low, self.hue_high, 179)
        check_range("saturation", self.saturation_low, self.saturation_high, 255)
        check_range("value", self.value_low, self.value_high, 255)
        for colour, offset in zip(("red", "green", "blue"), self.subtract, strict=True):
            check_range(f"subtract_{colour}", offset, offset, 255)
        check_cleaning(self.ellipse, self.blur)

    @property
    def subtract(self) -> tuple[int, int, int]:
        """What is taken off red, green and blue."""
        return self.subtract_red, self.subtract_green, self.subtract_blue


class HsvRange(SkinRule[HsvRangeSettings]):
    """Skin where hue, saturation and value all lie in their range."""

    name = "hsv"
    settings_type = HsvRangeSettings

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        return clean(hsv_mask(rgb, self.settings), self.settings.ellipse, self.settings.blur)


def hsv_mask(rgb: NDArray[np.uint8], settings: HsvRangeSettings) -> NDArray[np.uint8]:
    """The mask before cleaning: ``(H, W) uint8``, 0 or 255."""
    if any(settings.subtract):
        rgb = cv2.subtract(rgb, (*settings.subtract, 0))
    return cv2.inRange(
        cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV),
        (settings.hue_low, settings.saturation_low, settings.value_low),
        (settings.hue_high, settings.saturation_high, settings.value_high),
    )
