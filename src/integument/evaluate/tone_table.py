"""Scores by skin tone: how many pictures, their mean, the gap, the worst, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from integument.evaluate.tone import TONES

FEWEST_PICTURES = 5
"""A tone with fewer pictures is listed, and left out of the gap and of the worst: one hard
picture would decide them."""

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 0
"""Of the bootstrap over pictures, the usual ones."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number and the bounds between which it lies with :data:`CONFIDENCE`."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Plain data for JSON."""
        return {name: round(getattr(self, name), 6) for name in ("value", "low", "high")}


@dataclass(frozen=True, slots=True)
class ToneRow:
    """The pictures of one tone: how many, and their mean score; None if there are none."""

    tone: str
    pictures: int
    score: Interval | None


@dataclass(frozen=True, slots=True)
class ToneTable:
    """Scores by tone.

    Attributes
    ----------
    rows : one for each of :data:`TONES`, in their order
    untold : pictures that have no tone
    gap : best tone less worst tone; None with fewer than two tones of enough pictures
    worst : the tone with the lowest mean; None where there is no gap
    darkest_gap : all other tones' pictures less those of tone VI; None without enough of either
    source : where the tones are from, in words
    """

    rows: tuple[ToneRow, ...]
    untold: int
    gap: Interval | None
    worst: str | None
    darkest_gap: Interval | None
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, with the limits of the estimate in words."""
        return {
            "source": self.source,
            "tones": {
                row.tone: {
                    "pictures": row.pictures,
                    "score": None if row.score is None else row.score.to_dict(),
                }
                for row in self.rows
            },
            "untold": self.untold,
            "gap": None if self.gap is None else self.gap.to_dict(),
            "worst": self.worst,
            "darkest_gap": None if self.darkest_gap is None else self.darkest_gap.to_dict(),
            "confidence": CONFIDENCE,
            "fewest_pictures": FEWEST_PICTURES,
        }


def tabulate(
    scores: Mapping[str, float], tones: Mapping[str, str | None], *, source: str, seed: int = SEED
) -> ToneTable:
    """Mean score by tone, with intervals by the bootstrap over pictures.

    The gap is taken anew in every resample, within which each tone keeps its number of pictures.
    Being a greatest less a least, it is above 0 by chance alone; so is its interval.

    Parameters
    ----------
    scores : picture → its score, such as IoU
    tones : picture → its tone; pictures without one, or with None, are counted and left out
    source : where the tones are from, in words
    seed : of the resamples
    """
    groups = {
        tone: np.array([score for picture, score in scores.items() if tones.get(picture) == tone])
        for tone in TONES
    }
    rng = np.random.default_rng(seed)
    resampled = {tone: _resampled_means(group, rng) for tone, group in groups.items()}
    rows = tuple(
        ToneRow(tone, len(group), _interval(group.mean(), resampled[tone]) if len(group) else None)
        for tone, group in groups.items()
    )
    counted = [tone for tone in TONES if len(groups[tone]) >= FEWEST_PICTURES]
    gap = worst = None
    if len(counted) >= 2:
        means = [groups[tone].mean() for tone in counted]
        resamples = np.stack([resampled[tone] for tone in counted])
        gap = _interval(max(means) - min(means), resamples.max(axis=0) - resamples.min(axis=0))
        worst = counted[int(np.argmin(means))]
    return ToneTable(
        rows=rows,
        untold=sum(tones.get(picture) is None for picture in scores),
        gap=gap,
        worst=worst,
        darkest_gap=_darkest_gap(groups, rng),
        source=source,
    )


def _darkest_gap(
    groups: Mapping[str, NDArray[np.float64]], rng: np.random.Generator
) -> Interval | None:
    darkest = groups[TONES[-1]]
    others = np.concatenate([groups[tone] for tone in TONES[:-1]])
    if min(len(darkest), len(others)) < FEWEST_PICTURES:
        return None
    resampled = _resampled_means(others, rng) - _resampled_means(darkest, rng)
    return _interval(others.mean() - darkest.mean(), resampled)


def _resampled_means(values: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The mean of each of many resamples with replacement: ``(RESAMPLES,)``; empty of nothing."""
    if not len(values):
        return np.empty(0)
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(RESAMPLES)]
    return np.array(means)


def _interval(value: float, resampled: Sequence[float] | NDArray[np.float64]) -> Interval:
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(resampled, (tail, 1 - tail))
    return Interval(float(value), float(low), float(high))
