"""Whether a probability means what it says: of pixels given 0.8, are 80 % in the mask?

(DeGroot & Fienberg 1983, doi:10.2307/2987588; expected calibration error as in Guo et al. 2017,
arXiv:1706.04599, for one label at a time.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from integument.evaluate.levels import STEPS, Levels

BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Pixels of all pictures together, by predicted probability.

    Attributes
    ----------
    pixels : (bins,) int64, how many fall into each of equally wide bins
    predicted : (bins,) float64, their mean probability; NaN for an empty bin
    true : (bins,) float64, the share of them that is in the mask; NaN for an empty bin
    """

    pixels: NDArray[np.int64]
    predicted: NDArray[np.float64]
    true: NDArray[np.float64]

    @property
    def error(self) -> float:
        """Expected calibration error: the mean distance of both over all pixels, in [0, 1]."""
        filled = self.pixels > 0
        apart = np.abs(self.predicted - self.true)[filled]
        return float(np.average(apart, weights=self.pixels[filled]))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; None where a bin is empty."""
        return {
            "calibration_error": round(self.error, 6),
            "pixels": self.pixels.tolist(),
            "predicted": _rounded(self.predicted),
            "true": _rounded(self.true),
        }


def reliability(pictures: Sequence[Levels], bins: int = BINS) -> Reliability:
    """That of one label over some pictures (at least one).

    >>> sure = Levels(np.bincount([255], minlength=256), np.bincount([255], minlength=256))
    >>> reliability([sure]).error  # certain, and right half of the time
    0.5
    """
    assert pictures, "reliability needs a picture"
    inside = np.sum([picture.inside for picture in pictures], axis=0, dtype=np.int64)
    outside = np.sum([picture.outside for picture in pictures], axis=0, dtype=np.int64)
    level = np.arange(STEPS)
    bin_of = np.minimum(level * bins // (STEPS - 1), bins - 1)
    every = inside + outside
    pixels = np.bincount(bin_of, every, bins)
    with np.errstate(invalid="ignore"):
        predicted = np.bincount(bin_of, every * level, bins) / (STEPS - 1) / pixels
        true = np.bincount(bin_of, inside, bins) / pixels
    return Reliability(pixels.astype(np.int64), predicted, true)


def _rounded(values: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 6) for value in values]
