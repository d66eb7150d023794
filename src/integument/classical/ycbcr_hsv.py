"""What the box in YCbCr and the box in HSV agree on.

That the two are intersected, and before the mask is cleaned, is a choice made here: the method
was published without saying how they combine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integument.classical.cleaning import clean
from integument.classical.hsv_range import HsvRangeSettings, hsv_mask
from integument.classical.rule import SkinRule
from integument.classical.ycbcr_box import YCbCrBoxSettings, ycbcr_mask


@dataclass(frozen=True)
class YCbCrHsvSettings(YCbCrBoxSettings, HsvRangeSettings):
    """The settings of both; ``ellipse`` and ``blur`` are those of the box in YCbCr."""

    def __post_init__(self) -> None:
        YCbCrBoxSettings.__post_init__(self)
        HsvRangeSettings.__post_init__(self)


class YCbCrHsv(SkinRule[YCbCrHsvSettings]):
    """Skin where both boxes say so."""

    name = "ycbcr-hsv"
    settings_type = YCbCrHsvSettings

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        both = ycbcr_mask(rgb, self.settings) & hsv_mask(rgb, self.settings)
        return clean(both, self.settings.ellipse, self.settings.blur)
