"""Scores of soft masks: 8-bit grey values compared as they are, without a threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def iou_bitwise_u8(
    predicted: NDArray[np.uint8],
    truth: NDArray[np.uint8],
    ignored: NDArray[np.bool_] | None = None,
) -> float:
    """Σ (p AND t) / Σ (p OR t) of grey values, bit by bit. 1 if both are black throughout.

    Published tables of skin segmentation use it under the name mIoU. It is *not* an intersection
    over union: 127 and 128 share no bit, so their agreement counts as none. It is here to
    reproduce those tables; :attr:`integument.evaluate.metrics.Counts.iou` is the real one.
    """
    predicted, truth = _seen(predicted, ignored), _seen(truth, ignored)
    either = int((predicted | truth).sum(dtype=np.int64))
    return int((predicted & truth).sum(dtype=np.int64)) / either if either else 1.0


def mean_absolute_error(
    predicted: NDArray[np.uint8],
    truth: NDArray[np.uint8],
    ignored: NDArray[np.bool_] | None = None,
) -> float:
    """Mean of |p − t| in grey values, 0 to 255. 0 where every pixel is ignored."""
    predicted, truth = _seen(predicted, ignored), _seen(truth, ignored)
    if not truth.size:
        return 0.0
    larger, smaller = np.maximum(predicted, truth), np.minimum(predicted, truth)
    return float((larger - smaller).mean(dtype=np.float64))


def _seen(values: NDArray[np.uint8], ignored: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    assert values.dtype == np.uint8, values.dtype
    return values if ignored is None else values[~ignored]
