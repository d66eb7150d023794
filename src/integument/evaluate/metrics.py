"""Counts of right and wrong pixels, and the five numbers made from them.

Empty sets are decided once, here: a mask that is rightly empty scores 1 in everything, and where
only one side is empty there is no agreement and IoU, precision, recall and F1 are 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

METRICS = ("iou", "precision", "recall", "f1", "accuracy")
"""Names of the numbers that :meth:`Counts.metrics` gives."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Pixels by what was predicted and what is true. Adding two pools them.

    Attributes
    ----------
    hits : predicted and true (true positives)
    extras : predicted, not true (false positives)
    misses : true, not predicted (false negatives)
    rest : neither (true negatives)
    """

    hits: int = 0
    extras: int = 0
    misses: int = 0
    rest: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.hits + other.hits,
            self.extras + other.extras,
            self.misses + other.misses,
            self.rest + other.rest,
        )

    @property
    def total(self) -> int:
        """Pixels counted."""
        return self.hits + self.extras + self.misses + self.rest

    @property
    def iou(self) -> float:
        """Intersection over union (Jaccard index)."""
        return self._share(self.hits, self.hits + self.extras + self.misses)

    @property
    def precision(self) -> float:
        """Share of the predicted pixels that are true."""
        return self._share(self.hits, self.hits + self.extras)

    @property
    def recall(self) -> float:
        """Share of the true pixels that were predicted."""
        return self._share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (Dice coefficient)."""
        return self._share(2 * self.hits, 2 * self.hits + self.extras + self.misses)

    @property
    def accuracy(self) -> float:
        """Share of all pixels that are right."""
        return (self.hits + self.rest) / self.total if self.total else 1.0

    def metrics(self) -> dict[str, float]:
        """All of :data:`METRICS` by name."""
        return {name: getattr(self, name) for name in METRICS}

    def _share(self, part: int, whole: int) -> float:
        if whole:
            return part / whole
        return 0.0 if self.extras or self.misses else 1.0


def count(
    predicted: NDArray[np.bool_],
    truth: NDArray[np.bool_],
    ignored: NDArray[np.bool_] | None = None,
) -> Counts:
    """Compare two masks pixel by pixel.

    Parameters
    ----------
    predicted, truth : (H, W) bool
    ignored : (H, W) bool, pixels that count neither for nor against; None counts all
    """
    assert predicted.shape == truth.shape, (predicted.shape, truth.shape)
    assert predicted.dtype == truth.dtype == np.bool_, (predicted.dtype, truth.dtype)
    total = truth.size
    if ignored is not None:
        assert ignored.shape == truth.shape, (ignored.shape, truth.shape)
        seen = ~ignored
        predicted, truth = predicted & seen, truth & seen
        total = int(np.count_nonzero(seen))
    hits = int(np.count_nonzero(predicted & truth))
    extras = int(np.count_nonzero(predicted)) - hits
    misses = int(np.count_nonzero(truth)) - hits
    return Counts(hits, extras, misses, total - hits - extras - misses)


def mean(per_image: Iterable[Counts]) -> dict[str, float]:
    """Each metric averaged over images: every picture weighs the same. NaN without pictures."""
    rows = [counts.metrics() for counts in per_image]
    return {name: _average([row[name] for row in rows]) for name in METRICS}


def pooled(per_image: Iterable[Counts]) -> dict[str, float]:
    """Each metric over all pixels together: every pixel weighs the same. NaN without pictures."""
    rows = list(per_image)
    if not rows:
        return dict.fromkeys(METRICS, float("nan"))
    return sum(rows, start=Counts()).metrics()


def _average(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
