"""Two mixtures of sixteen Gaussians over RGB, one of skin and one of everything else.

From Jones and Rehg, "Statistical color models with application to skin detection",
International Journal of Computer Vision 46 (2002), table 2; learned from about a billion
pixels of the early web. Bayes' rule makes a probability of the two densities.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from integument.classical.gaussians import Mixture
from integument.classical.rule import SkinRule
from integument.errors import UsageError

# Mean red, green, blue; variance of red, green, blue; weight.
_SKIN = """
 73.53  29.94  17.76    765.40  121.44  112.80   .0294
249.71 233.94 217.49     39.94  154.44  396.05   .0331
161.68 116.25  96.95    291.03   60.48  162.85   .0654
186.07 136.62 114.40    274.95   64.60  198.27   .0756
189.26  98.37  51.18    633.18  222.40  250.69   .0554
247.00 152.20  90.84     65.23  691.53  609.92   .0314
150.10  72.66  37.76    408.63  200.77  257.57   .0454
206.85 171.09 156.34    530.08  155.08  572.79   .0469
212.78 152.82 120.04    160.57   84.52  243.90   .0956
234.87 175.43 138.94    163.80  121.57  279.22   .0763
151.19  97.74  74.59    425.40   73.56  175.11   .1100
120.52  77.55  59.82    330.45   70.34  151.82   .0676
192.20 119.62  82.32    152.76   92.14  259.15   .0755
214.29 136.08  87.24    204.90  140.17  270.19   .0500
 99.57  54.33  38.06    448.13   90.18  151.29   .0667
238.88 203.08 176.91    178.38  156.27  404.99   .0749
"""
_OTHER = """
254.37 254.41 253.82      2.77    2.81    5.46   .0637
  9.39   8.09   8.52     46.84   33.59   32.48   .0516
 96.57  96.95  91.53    280.69  156.79  436.58   .0864
160.44 162.49 159.06    355.98  115.89  591.24   .0636
 74.98  63.23  46.33    414.84  245.95  361.27   .0747
121.83  60.88  18.31   2502.24 1383.53  237.18   .0365
202.18 154.88  91.04    957.42 1766.94 1582.52   .0349
193.06 201.93 206.55    562.88  190.23  447.28   .0649
 51.88  57.14  61.55    344.11  191.77  433.40   .0656
 30.88  26.84  25.32    222.07  118.65  182.41   .1189
 44.97  85.96 131.95    651.32  840.52  963.67   .0362
236.02 236.27 230.70    225.03  117.29  331.95   .0849
207.86 191.20 164.12    494.04  237.69  533.52   .0368
 99.83 148.11 188.17    955.88  654.95  916.70   .0389
135.06 131.92 123.10    350.35  130.30  388.43   .0943
135.96 103.89  66.88    806.44  642.20  350.36   .0477
"""


def _read(table: str) -> Mixture:
    rows = np.array(table.split(), np.float64).reshape(16, 7)
    covariances = rows[:, 3:6, None] * np.eye(3)
    return Mixture(weights=rows[:, 6], means=rows[:, :3], covariances=covariances)


SKIN, OTHER = _read(_SKIN), _read(_OTHER)
"""The mixtures, as published: the weights add to 0.9992 and 0.9996."""


@dataclass(frozen=True)
class MixturesSettings:
    """Settings of :class:`Mixtures`.

    Attributes
    ----------
    prior : how likely any pixel is skin before its colour is seen
    least_ratio : if above 0, the answer is 1 where skin is so many times as dense as the rest
        (0.4 is often quoted) and 0 elsewhere; if 0, the answer is the probability, which is
        one half where the ratio is (1 - prior) / prior
    bins : colours are told apart in so many steps a channel; 256 is exact and takes seconds to
        set up
    """

    prior: float = 0.3
    least_ratio: float = 0.0
    bins: int = 64

    def __post_init__(self) -> None:
        if not 0 < self.prior < 1:
            raise UsageError(f"prior: expected above 0 and below 1, got {self.prior:g}")
        if not self.least_ratio >= 0:
            raise UsageError(f"least_ratio: expected at least 0, got {self.least_ratio:g}")
        if self.bins not in (32, 64, 128, 256):
            raise UsageError(f"bins: expected 32, 64, 128 or 256, got {self.bins}")


class Mixtures(SkinRule[MixturesSettings]):
    """Skin by the densities of its colour in the two mixtures."""

    name = "mixtures"
    settings_type = MixturesSettings

    def __init__(self, settings: MixturesSettings | None = None) -> None:
        super().__init__(settings)
        log_ratio = _table(self.settings.bins)
        if self.settings.least_ratio:
            answers = (log_ratio >= np.log(self.settings.least_ratio)).astype(np.float32)
        else:
            answers = posterior(log_ratio, self.settings.prior)
        self._answers = answers

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        return self._answers.take(colour_cells(rgb, self.settings.bins))


def log_ratio(rgb: NDArray) -> NDArray[np.float64]:
    """How much denser skin is than the rest, as a logarithm: ``(N,)`` for colours ``(N, 3)``."""
    return SKIN.log_density(rgb) - OTHER.log_density(rgb)


def posterior(log_ratio: NDArray[np.float64], prior: float) -> NDArray[np.float32]:
    """The probability of skin, ``float32``, by Bayes' rule."""
    log_odds = log_ratio + np.log(prior / (1 - prior))
    return (0.5 + 0.5 * np.tanh(0.5 * log_odds)).astype(np.float32)  # the sigmoid, safe far out


def probability_table(bins: int, prior: float) -> NDArray[np.float32]:
    """The probability of skin of every cell of :func:`colour_cells`: ``(bins³,)``."""
    return posterior(_table(bins), prior)


def colour_cells(rgb: NDArray[np.uint8], bins: int) -> NDArray[np.int32]:
    """The place ``(...,)`` of colours ``(..., 3) uint8`` in a flat table of bins³ colours."""
    red, green, blue = np.moveaxis(rgb // (256 // bins), -1, 0).astype(np.int32)
    return (red * bins + green) * bins + blue


@cache
def _table(bins: int) -> NDArray[np.float64]:
    """The log ratio in the middle of every cell: ``(bins³,)``."""
    width = 256 // bins
    middle = np.arange(bins) * width + (width - 1) / 2
    colours = np.stack(np.meshgrid(middle, middle, middle, indexing="ij"), axis=-1)
    return log_ratio(colours.reshape(-1, 3))
