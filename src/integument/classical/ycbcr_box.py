"""A box in Cb and Cr, at any brightness."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.classical.cleaning import check_cleaning, clean
from integument.classical.rule import SkinRule, check_range


@dataclass(frozen=True)
class YCbCrBoxSettings:
    """Settings of :class:`YCbCrBox`.

    Attributes
    ----------
    cb_low, cb_high, cr_low, cr_high : 0 to 255, grey is 128
    ellipse, blur : see :func:`~integument.classical.cleaning.clean`
    """

    cb_low: int = 85
    cb_high: int = 135
    cr_low: int = 137
    cr_high: int = 180
    ellipse: int = 3
    blur: int = 3

    def __post_init__(self) -> None:
        check_range("cb", self.cb_low, self.cb_high, 255)
        check_range("cr", self.cr_low, self.cr_high, 255)
        check_cleaning(self.ellipse, self.blur)


class YCbCrBox(SkinRule[YCbCrBoxSettings]):
    """Skin where Cb and Cr both lie in their range."""

    name = "ycbcr"
    settings_type = YCbCrBoxSettings

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        return clean(ycbcr_mask(rgb, self.settings), self.settings.ellipse, self.settings.blur)


def ycbcr_mask(rgb: NDArray[np.uint8], settings: YCbCrBoxSettings) -> NDArray[np.uint8]:
    """The mask before cleaning: ``(H, W) uint8``, 0 or 255."""
    return cv2.inRange(
        cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb),
        (0, settings.cr_low, settings.cb_low),
        (255, settings.cr_high, settings.cb_high),
    )
