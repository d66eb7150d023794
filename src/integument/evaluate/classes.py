"""Scores of several classes at once: mIoU, mAcc and pixel accuracy (hair segmentation tables).

Published numbers differ in what they average over, so all three readings have a name
(:data:`READINGS`). A class that is neither predicted nor true has no IoU and is left out of the
mean, and so is one that is not true from mAcc; without any class left, the score is 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

CLASSES = ("background", "hair", "skin")
"""Number of a class → its name. Hair lies over skin: a pixel marked as both is hair."""

READINGS: Mapping[str, tuple[str, ...]] = {
    "hair": ("hair",),
    "hair, skin": ("hair", "skin"),
    "background, hair, skin": CLASSES,
}
"""The three sets of classes over which published tables take their means."""


def class_map(hair: NDArray[np.bool_], skin: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """(H, W) uint8 numbers of :data:`CLASSES` from two masks."""
    return np.where(hair, np.uint8(1), skin.astype(np.uint8) * np.uint8(2))


def confusion(
    predicted: NDArray[np.uint8],
    truth: NDArray[np.uint8],
    classes: int = len(CLASSES),
    ignored: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """(classes, classes) pixels: row = true class, column = predicted class. Add them to pool."""
    assert predicted.shape == truth.shape, (predicted.shape, truth.shape)
    pairs = truth.astype(np.int64) * classes + predicted
    if ignored is not None:
        pairs = pairs[~ignored]
    return np.bincount(pairs.ravel(), minlength=classes**2).reshape(classes, classes)


def class_scores(
    matrix: NDArray[np.int64],
    over: Sequence[str] = CLASSES,
    names: Sequence[str] = CLASSES,
) -> dict[str, float]:
    """``miou`` and ``macc`` averaged over the classes in ``over``, and ``accuracy`` of all pixels.

    mIoU = mean of n_ii / (t_i + Σ_j n_ji − n_ii), mAcc = mean of n_ii / t_i,
    accuracy = Σ n_ii / Σ t_i, with n_ij the pixels of class i predicted as j and t_i = Σ_j n_ij.
    """
    right, true, marked = matrix.diagonal(), matrix.sum(axis=1), matrix.sum(axis=0)
    chosen = np.array([names.index(name) for name in over])
    total = int(true.sum())
    return {
        "miou": _mean(right[chosen], (true + marked - right)[chosen]),
        "macc": _mean(right[chosen], true[chosen]),
        "accuracy": int(right.sum()) / total if total else 1.0,
    }


def _mean(part: NDArray[np.int64], whole: NDArray[np.int64]) -> float:
    there = whole > 0
    return float(np.mean(part[there] / whole[there])) if there.any() else 1.0
