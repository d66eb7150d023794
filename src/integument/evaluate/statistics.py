"""How sure a mean is, and whether two segmenters differ: over pictures, seeded, distribution-free.

The picture is the unit that is drawn: pixels of one picture are not independent of each other.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

SEED = 20190
"""Of every draw here; reports state it."""

RESAMPLES = 2000
"""Draws for an interval: its ends vary by about a hundredth of its width with the seed."""

FLIPS = 10_000
"""Draws of the sign-flip test: the smallest p it can give is 1e-4."""

_EXACT_UP_TO = 13
"""Pairs up to which all 2ⁿ sign patterns are looked at instead of drawn."""

_CHUNK = 1 << 21
"""Numbers drawn at a time, so that memory stays flat."""


class Interval(NamedTuple):
    """A mean with its bootstrap interval."""

    mean: float
    low: float
    high: float


def bootstrap_mean(
    values: ArrayLike, *, confidence: float = 0.95, resamples: int = RESAMPLES, seed: int = SEED
) -> Interval:
    """Percentile bootstrap interval of a mean. NaN without values.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.
    """
    values = np.asarray(values, np.float64)
    if not values.size:
        return Interval(math.nan, math.nan, math.nan)
    rng = np.random.default_rng(seed)
    rows = max(1, _CHUNK // values.size)
    means = np.concatenate(
        [
            values[rng.integers(values.size, size=(min(rows, resamples - start), values.size))]
            .mean(axis=1)
            for start in range(0, resamples, rows)
        ]
    )  # fmt: skip
    tail = 50.0 * (1.0 - confidence)
    low, high = np.percentile(means, [tail, 100.0 - tail])
    return Interval(float(values.mean()), float(low), float(high))


def sign_flip_test(first: ArrayLike, second: ArrayLike, *, seed: int = SEED) -> float:
    """p of "the two have the same mean" for paired values: the paired permutation test.

    Two-sided; exact for up to 13 pairs, else from 10,000 random sign patterns. 1 without pairs.
    """
    differences = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    pairs = differences.size
    if not pairs:
        return 1.0
    observed = abs(differences.sum())
    tolerance = 1e-12 * max(1.0, float(np.abs(differences).sum()))
    if pairs <= _EXACT_UP_TO:
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=pairs)))
        return float(np.mean(np.abs(signs @ differences) >= observed - tolerance))
    rng = np.random.default_rng(seed)
    rows = max(1, _CHUNK // pairs)
    extreme = 0
    for start in range(0, FLIPS, rows):
        signs = rng.integers(2, size=(min(rows, FLIPS - start), pairs)) * 2.0 - 1.0
        extreme += int(np.count_nonzero(np.abs(signs @ differences) >= observed - tolerance))
    return (extreme + 1) / (FLIPS + 1)


def wilcoxon_test(first: ArrayLike, second: ArrayLike) -> float:
    """p of the Wilcoxon signed-rank test: normal approximation, corrected for ties, two-sided.

    Pairs without a difference are left out; 1 if none is left.

    References
    ----------
    Wilcoxon (1945), doi:10.2307/3001968.
    """
    differences = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    differences = differences[differences != 0]
    pairs = differences.size
    if not pairs:
        return 1.0
    ranks, ties = _ranks(np.abs(differences))
    score = float(ranks[differences > 0].sum())
    expected = pairs * (pairs + 1) / 4
    variance = pairs * (pairs + 1) * (2 * pairs + 1) / 24 - float((ties**3 - ties).sum()) / 48
    return math.erfc(abs(score - expected) / math.sqrt(2 * variance))


def holm(p_values: Sequence[float]) -> list[float]:
    """p values corrected for being many (Holm 1979): compare each with the level as before.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected = [0.0] * len(p_values)
    highest = 0.0
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        corrected[index] = highest
    return corrected


def _ranks(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Ranks from 1, equal values sharing their mean rank, and the sizes of the groups of equals."""
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return (last - (sizes - 1) / 2)[group], sizes
