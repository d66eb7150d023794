"""IoU Top-1 rate: on what share of the pictures a method is the best of those compared.

The rate depends on which methods are compared and is only given together with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class TopOne:
    """Shares of the pictures, each (methods,) float64 that sums to 1.

    Attributes
    ----------
    first : a tie goes to the method listed first, as in published tables
    split : a tie is split evenly
    ties : pictures with more than one best method
    """

    first: NDArray[np.float64]
    split: NDArray[np.float64]
    ties: int


def top_one(iou: ArrayLike) -> TopOne:
    """Who wins how often.

    Parameters
    ----------
    iou : (methods, pictures) scores, at least one of each; higher is better
    """
    iou = np.asarray(iou, np.float64)
    methods, pictures = iou.shape
    assert methods and pictures, iou.shape
    best = iou == iou.max(axis=0)
    winners = best.sum(axis=0)
    first = np.bincount(best.argmax(axis=0), minlength=methods) / pictures
    return TopOne(first, (best / winners).mean(axis=1), int(np.count_nonzero(winners > 1)))


def top_one_curve(iou: ArrayLike) -> NDArray[np.float64]:
    """(methods, T) Top-1 rates from (methods, pictures, T) scores, ties to the first listed."""
    iou = np.asarray(iou, np.float64)
    winner = iou.argmax(axis=0)
    return np.stack([(winner == method).mean(axis=0) for method in range(iou.shape[0])])
