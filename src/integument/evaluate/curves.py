"""Threshold and precision–recall curves (He et al. 2019, Fig. 6).

The rules for empty masks are those of :mod:`integument.evaluate.metrics`, at every threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from integument.evaluate.levels import Levels, level_of

THRESHOLDS = tuple(step / 100 for step in range(101))
"""0 to 1 in steps of 0.01."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """IoU, precision and recall of every picture at every threshold.

    Attributes
    ----------
    thresholds : (T,) float64
    iou, precision, recall : (pictures, T) float64 in [0, 1]
    pooled_precision, pooled_recall : (T,) float64, over the pixels of all pictures together
    """

    thresholds: NDArray[np.float64]
    iou: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    pooled_precision: NDArray[np.float64]
    pooled_recall: NDArray[np.float64]

    @property
    def mean_iou(self) -> NDArray[np.float64]:
        """(T,) IoU averaged over the pictures."""
        return self.iou.mean(axis=0)

    @property
    def best(self) -> tuple[float, float]:
        """The threshold with the highest mean IoU (the lowest of equals), and that IoU.

        Chosen on the pictures it is measured on: a ceiling, not a score.
        """
        where = int(self.mean_iou.argmax())
        return float(self.thresholds[where]), float(self.mean_iou[where])

    @property
    def average_precision(self) -> float:
        """Area under the pooled precision–recall curve, as a sum of steps."""
        # Thresholds rise, so recall falls along the arrays; the sum runs from recall 0 upwards.
        recall = np.append(self.pooled_recall, 0.0)
        return float(np.sum((recall[:-1] - recall[1:]) * self.pooled_precision))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: the means and the pools, not picture by picture."""
        threshold, iou = self.best
        return {
            "best_threshold": threshold,
            "best_iou": round(iou, 6),
            "average_precision": round(self.average_precision, 6),
            "thresholds": self.thresholds.tolist(),
            "mean_iou": self.mean_iou.round(6).tolist(),
            "pooled_precision": self.pooled_precision.round(6).tolist(),
            "pooled_recall": self.pooled_recall.round(6).tolist(),
        }


def curves(pictures: Sequence[Levels], thresholds: Sequence[float] = THRESHOLDS) -> Curves:
    """The curves of one label over some pictures (at least one)."""
    assert pictures, "a curve needs a picture"
    levels = [level_of(threshold) for threshold in thresholds]
    inside = np.stack([picture.inside for picture in pictures]).astype(np.int64)
    outside = np.stack([picture.outside for picture in pictures]).astype(np.int64)
    hits, extras = _from(inside)[:, levels], _from(outside)[:, levels]
    misses = inside.sum(axis=1)[:, None] - hits
    pooled = [part.sum(axis=0) for part in (hits, extras, misses)]
    return Curves(
        thresholds=np.asarray(thresholds, np.float64),
        iou=_share(hits, hits + extras + misses, extras + misses),
        precision=_share(hits, hits + extras, extras + misses),
        recall=_share(hits, hits + misses, extras + misses),
        pooled_precision=_precision_of_pool(*pooled),
        pooled_recall=_share(pooled[0], pooled[0] + pooled[2], pooled[1] + pooled[2]),
    )


def _from(histogram: NDArray[np.int64]) -> NDArray[np.int64]:
    """Per row, the pixels at each level or above."""
    return histogram[:, ::-1].cumsum(axis=1)[:, ::-1]


def _share(
    part: NDArray[np.int64], whole: NDArray[np.int64], wrong: NDArray[np.int64]
) -> NDArray[np.float64]:
    empty = np.where(wrong > 0, 0.0, 1.0)
    return np.where(whole > 0, part / np.maximum(whole, 1), empty)


def _precision_of_pool(
    hits: NDArray[np.int64], extras: NDArray[np.int64], _misses: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Precision where nothing is marked is 1: the curve starts in that corner by convention."""
    marked = hits + extras
    return np.where(marked > 0, hits / np.maximum(marked, 1), 1.0)
