"""Two mixtures of Gaussians learned anew from every picture, from a first guess at its skin.

The first guess is the rule of :mod:`~integument.classical.rgb_rules`. How many Gaussians and
pixels are choices made here: the use of the method in the literature leaves them open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integument.classical import gaussians
from integument.classical.cleaning import as_probability
from integument.classical.mixtures import posterior
from integument.classical.rgb_rules import rgb_mask
from integument.classical.rule import SkinRule
from integument.errors import UsageError

FEWEST = 100
"""With fewer pixels than this on one side the guess itself is the answer: nothing to learn from."""


@dataclass(frozen=True)
class AdaptiveMixturesSettings:
    """Settings of :class:`AdaptiveMixtures`.

    Attributes
    ----------
    gaussians : in each of the two mixtures
    pixels : at most so many of either side are learned from
    rounds : of fitting, at most
    prior : how likely any pixel is skin before its colour is seen
    seed : of drawing the pixels
    """

    gaussians: int = 5
    pixels: int = 50_000
    rounds: int = 200
    prior: float = 0.3
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.prior < 1:
            raise UsageError(f"prior: expected above 0 and below 1, got {self.prior:g}")
        if self.gaussians < 1 or self.pixels < FEWEST or self.rounds < 1:
            raise UsageError(
                f"gaussians, pixels, rounds: expected at least 1, {FEWEST} and 1, "
                f"got {self.gaussians}, {self.pixels} and {self.rounds}"
            )


class AdaptiveMixtures(SkinRule[AdaptiveMixturesSettings]):
    """Skin where the colour is likelier inside the first guess than outside it."""

    name = "adaptive-mixtures"
    settings_type = AdaptiveMixturesSettings

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        guess = rgb_mask(rgb)
        inside, outside = rgb[guess > 0], rgb[guess == 0]
        if min(len(inside), len(outside)) < FEWEST:
            return as_probability(guess)
        skin, other = self._fit(inside), self._fit(outside)
        # Pictures repeat colours, so each colour is looked at once.
        packed = rgb.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
        found, places = np.unique(packed, return_inverse=True)
        colours = np.stack([found >> 16, (found >> 8) & 255, found & 255], axis=1)
        ratio = skin.log_density(colours) - other.log_density(colours)
        return posterior(ratio, self.settings.prior)[places].reshape(guess.shape)

    def _fit(self, colours: NDArray[np.uint8]) -> gaussians.Mixture:
        chosen = self.settings
        if len(colours) > chosen.pixels:
            rng = np.random.default_rng(chosen.seed)
            colours = colours[rng.choice(len(colours), chosen.pixels, replace=False)]
        return gaussians.fit(
            colours,
            chosen.gaussians,
            rounds=chosen.rounds,
            regularisation=1.0,  # colours are whole numbers: nothing is narrower than a step
            seed=chosen.seed,
        )
