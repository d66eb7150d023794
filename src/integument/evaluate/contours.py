"""Distances between outlines, in pixels: Hausdorff, its 95th percentile, mean, boundary IoU.

The contour of a mask is ``mask ∧ ¬erode(mask)`` with the 4-neighbourhood, the outlines of holes
included; beyond the picture's edge lies background, so a mask that reaches the edge has a contour
there. One stray pixel decides the Hausdorff distance, which is why the other two stand beside it.

Empty masks: both empty agree, so all distances are 0; where one is empty every distance is the
picture's diagonal, and ``undefined`` says so. Ignored pixels are taken to be right, so they add no
outline of their own to one side.

References
----------
Huttenlocher et al. (1993), doi:10.1109/34.232073 (Hausdorff distance of pictures).
Cheng et al. (2021), arXiv:2103.16562 (boundary IoU).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

BAND = 0.02
"""Width of the band of boundary IoU, as a share of the picture's diagonal (Cheng et al., §4)."""

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_SQUARE = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Outline:
    """How far the outline of a prediction is from the true one.

    Attributes
    ----------
    hausdorff : the largest distance from a point of one contour to the other contour, pixels
    hausdorff95 : the larger of the two directed 95th percentiles, pixels
    mean_distance : mean over the points of both contours together, pixels
    boundary_iou : IoU of the bands along the inside of both outlines, in [0, 1]
    diagonal : of the picture, pixels
    undefined : True if exactly one mask was empty and distances are the diagonal
    """

    hausdorff: float
    hausdorff95: float
    mean_distance: float
    boundary_iou: float
    diagonal: float
    undefined: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {key: round(v, 4) if key != "undefined" else v for key, v in asdict(self).items()}


def outline(
    predicted: NDArray[np.bool_],
    truth: NDArray[np.bool_],
    ignored: NDArray[np.bool_] | None = None,
    *,
    side: int | None = None,
) -> Outline:
    """Compare the outlines of two ``(H, W) bool`` masks.

    Parameters
    ----------
    ignored : (H, W) bool, pixels that are taken to be predicted as they are; None for none
    side : first resize both masks to ``side × side`` (nearest), for tables that were measured
        so; default the picture's own size
    """
    assert predicted.shape == truth.shape, (predicted.shape, truth.shape)
    if ignored is not None:
        predicted = np.where(ignored, truth, predicted)
    if side is not None:
        predicted, truth = _resized(predicted, side), _resized(truth, side)
    diagonal = float(np.hypot(*truth.shape))
    if not predicted.any() or not truth.any():
        agree = predicted.any() == truth.any()
        distance = 0.0 if agree else diagonal
        return Outline(distance, distance, distance, float(agree), diagonal, not agree)
    here, there = contour(predicted), contour(truth)
    away, back = _distances(here, there), _distances(there, here)
    return Outline(
        hausdorff=float(max(away.max(), back.max())),
        hausdorff95=float(max(np.percentile(away, 95), np.percentile(back, 95))),
        mean_distance=float((away.sum() + back.sum()) / (away.size + back.size)),
        boundary_iou=boundary_iou(predicted, truth),
        diagonal=diagonal,
    )


def contour(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W) bool: the pixels of a mask that touch the background or the picture's edge."""
    return mask & ~_eroded(mask, _CROSS, 1)


def boundary_iou(
    predicted: NDArray[np.bool_], truth: NDArray[np.bool_], band: float = BAND
) -> float:
    """IoU of the pixels within ``band`` diagonals of the outline, inside each mask.

    Two empty masks agree: 1.
    """
    width = max(1, round(band * float(np.hypot(*truth.shape))))
    here = predicted & ~_eroded(predicted, _SQUARE, width)
    there = truth & ~_eroded(truth, _SQUARE, width)
    union = np.count_nonzero(here | there)
    return np.count_nonzero(here & there) / union if union else 1.0


def _eroded(mask: NDArray[np.bool_], shape: NDArray[np.uint8], times: int) -> NDArray[np.bool_]:
    outside: Any = 0
    return cv2.erode(
        mask.view(np.uint8),
        shape,
        iterations=times,
        borderType=cv2.BORDER_CONSTANT,
        borderValue=outside,
    ).view(bool)


def _distances(points: NDArray[np.bool_], others: NDArray[np.bool_]) -> NDArray[np.float64]:
    """From each of ``points`` to the nearest of ``others``: exact Euclidean, pixels."""
    field = cv2.distanceTransform(
        (~others).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE, dstType=cv2.CV_32F
    )
    return field[points].astype(np.float64)


def _resized(mask: NDArray[np.bool_], side: int) -> NDArray[np.bool_]:
    return cv2.resize(
        mask.view(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST_EXACT
    ).view(bool)
