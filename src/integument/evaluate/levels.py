"""How sure a segmenter was, pixel by pixel, in 2 × 256 numbers: enough for every threshold.

A prediction in 256 steps, counted separately over the pixels that are truly in the mask and those
that are not, gives the confusion counts at any threshold. A thousand pictures fit into memory, and
a curve of a hundred thresholds costs a table look-up instead of a hundred passes over the pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integument.evaluate.metrics import Counts

STEPS = 256
"""Steps of a stored probability: value / 255."""

_EXACT = 1e-6
"""0.4 × 255 is 102.00000000000001 in floating point; it still means level 102."""


def quantise(probability: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Probabilities in [0, 1] to the nearest of 256 steps, ``(H, W) uint8``.

    The decision at the threshold 0.5 never changes by it; one at another threshold may for
    probabilities within 0.002 of it.
    """
    return np.rint(np.asarray(probability, np.float32) * 255.0).astype(np.uint8)


def level_of(threshold: float) -> int:
    """The lowest level that counts as predicted at ``threshold``; 0 marks every pixel.

    >>> level_of(0.5), level_of(0.4), level_of(0.0), level_of(1.0)
    (128, 102, 0, 255)
    """
    return max(0, math.ceil(threshold * 255.0 - _EXACT))


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Pixels by predicted level, of one label of one picture.

    Attributes
    ----------
    inside : (256,) int32, pixels of each level where the truth is set
    outside : (256,) int32, pixels of each level where it is not
    """

    inside: NDArray[np.int32]
    outside: NDArray[np.int32]

    @classmethod
    def measure(
        cls,
        predicted: NDArray[np.uint8],
        truth: NDArray[np.bool_],
        ignored: NDArray[np.bool_] | None = None,
    ) -> Levels:
        """Count the levels of ``predicted`` ``(H, W) uint8``, ignored pixels left out."""
        assert predicted.shape == truth.shape and predicted.dtype == np.uint8
        seen = slice(None) if ignored is None else ~ignored
        levels, inside = predicted[seen].ravel(), truth[seen].ravel()
        everything = np.bincount(levels, minlength=STEPS)
        within = np.bincount(levels[inside], minlength=STEPS)
        return cls(within.astype(np.int32), (everything - within).astype(np.int32))

    def counts(self, threshold: float) -> Counts:
        """The confusion counts when pixels from ``threshold`` on are marked."""
        level = level_of(threshold)
        hits, extras = int(self.inside[level:].sum()), int(self.outside[level:].sum())
        return Counts(hits, extras, int(self.inside.sum()) - hits, int(self.outside.sum()) - extras)
