"""Mixtures over Cb and Cr, and neighbours that agree unless an edge runs between them.

The mixtures give each pixel its odds of being skin; a Markov random field with a contrast-
sensitive Potts model smooths the labels, solved by iterated conditional modes (Besag 1986) with
all pixels deciding at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.classical import gaussians
from integument.classical.chrominance import chrominance, grid, look_up
from integument.classical.cleaning import check_cleaning, clean
from integument.classical.rule import SkinRule
from integument.errors import UsageError

if TYPE_CHECKING:
    from typing import Self

    from integument.data.pack import Pack


@dataclass(frozen=True)
class MrfSettings:
    """Settings of :class:`Mrf`.

    Attributes
    ----------
    skin_gaussians, other_gaussians : in the two mixtures
    pixels : at most so many of either side are learned from
    rounds : of fitting, at most
    prior : how likely any pixel is skin before its colour is seen
    smoothness : what it costs two alike neighbours to differ, in units of log odds
    sweeps : how often every pixel decides again
    seed : of drawing the pixels
    ellipse, blur : see :func:`~integument.classical.cleaning.clean`
    """

    skin_gaussians: int = 3
    other_gaussians: int = 6
    pixels: int = 500_000
    rounds: int = 200
    prior: float = 0.3
    smoothness: float = 40.0
    sweeps: int = 5
    seed: int = 42
    ellipse: int = 3
    blur: int = 3

    def __post_init__(self) -> None:
        check_cleaning(self.ellipse, self.blur)
        if not 0 < self.prior < 1:
            raise UsageError(f"prior: expected above 0 and below 1, got {self.prior:g}")
        if not self.smoothness >= 0:
            raise UsageError(f"smoothness: expected at least 0, got {self.smoothness:g}")
        if self.sweeps < 0:
            raise UsageError(f"sweeps: expected at least 0, got {self.sweeps}")
        if min(self.skin_gaussians, self.other_gaussians, self.pixels, self.rounds) < 1:
            raise UsageError("gaussians, pixels, rounds: expected at least 1 each")


class Mrf(SkinRule[MrfSettings]):
    """Skin by learned mixtures over Cb and Cr, smoothed by a Markov random field.

    Parameters
    ----------
    skin, other : mixtures over (Cb, Cr); :meth:`learn` fits them
    """

    name = "mrf"
    settings_type = MrfSettings
    needs_pictures = True

    def __init__(
        self,
        skin: gaussians.Mixture,
        other: gaussians.Mixture,
        settings: MrfSettings | None = None,
    ) -> None:
        super().__init__(settings)
        every = np.stack(grid(), axis=-1).reshape(-1, 2)
        ratio = skin.log_density(every) - other.log_density(every)
        odds = ratio + np.log(self.settings.prior / (1 - self.settings.prior))
        self._log_odds = odds.astype(np.float32).reshape(256, 256)

    @classmethod
    def learn(cls, pack: Pack, settings: MrfSettings | None = None) -> Self:
        from integument.classical.colours import draw

        chosen = settings if settings is not None else MrfSettings()
        colours = draw(pack, chosen.pixels, chosen.seed)
        mixtures = [
            gaussians.fit(
                np.stack(chrominance(pixels[None]), axis=-1)[0],
                count,
                rounds=chosen.rounds,
                seed=chosen.seed,
            )
            for pixels, count in (
                (colours.skin, chosen.skin_gaussians),
                (colours.other, chosen.other_gaussians),
            )
        ]
        return cls(*mixtures, settings=chosen)

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        log_odds = look_up(self._log_odds, rgb)
        labels = smooth(log_odds, rgb, self.settings.smoothness, self.settings.sweeps)
        mask = labels.view(np.uint8) * np.uint8(255)
        return clean(mask, self.settings.ellipse, self.settings.blur)


def smooth(
    log_odds: NDArray[np.float32], rgb: NDArray[np.uint8], smoothness: float, sweeps: int
) -> NDArray[np.bool_]:
    """The labels ``(H, W) bool`` after ``sweeps``, from the log odds ``(H, W)`` of each pixel.

    To differ costs a pixel and its neighbour ``smoothness`` exp(-d / 2m), where d is the squared
    distance of their colours in CIELAB and m the mean of d over all neighbours in the picture.
    """
    across, down = _costs(rgb, smoothness)
    labels = log_odds > 0
    for _ in range(sweeps):
        vote = labels * np.float32(2) - 1
        support = log_odds.copy()
        support[:, 1:] += across * vote[:, :-1]
        support[:, :-1] += across * vote[:, 1:]
        support[1:] += down * vote[:-1]
        support[:-1] += down * vote[1:]
        labels = support > 0
    return labels


def _costs(
    rgb: NDArray[np.uint8], smoothness: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What it costs each pixel to differ from the next: ``(H, W-1)`` and ``(H-1, W)``."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    across = ((lab[:, 1:] - lab[:, :-1]) ** 2).sum(axis=2)
    down = ((lab[1:] - lab[:-1]) ** 2).sum(axis=2)
    neighbours = across.size + down.size
    mean = (across.sum() + down.sum()) / neighbours if neighbours else 0.0
    beta = 1 / (2 * mean) if mean > 0 else 0.0  # a picture of one colour has no edges
    return smoothness * np.exp(-beta * across), smoothness * np.exp(-beta * down)
