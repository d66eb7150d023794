"""Masks as polygons, for formats that know nothing else."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

ACCURACY = 0.75
"""A polygon may leave the outline by this many pixels: it halves the points or better, and is less
than the outline itself is sure of."""

SMALLEST = 3
"""Parts with fewer corners are no areas and are left out."""


def polygons(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Outlines of the connected parts of a mask, the largest first.

    A hole is joined to its outline by a seam of no width, so that one polygon holds both; every
    program that fills by the even-odd rule, and nearly all do, leaves the hole empty.

    Parameters
    ----------
    mask : ``(H, W) bool``

    Returns
    -------
    Each ``(N, 2) float64``: x and y in pixels, where (0, 0) is the corner of the picture and
    (0.5, 0.5) the centre of its first pixel.
    """
    outlines, tree = cv2.findContours(mask.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return []
    found = []
    for index, (_, _, first_hole, parent) in enumerate(tree[0]):
        outline = _simple(outlines[index])
        if parent >= 0 or len(outline) < SMALLEST:
            continue
        hole = first_hole
        while hole >= 0:
            inner = _simple(outlines[hole])
            if len(inner) >= SMALLEST:
                outline = _joined(outline, inner)
            hole = tree[0][hole][0]
        found.append(outline)
    found.sort(key=lambda outline: -cv2.contourArea(outline))
    return [outline.astype(np.float64) + 0.5 for outline in found]


def _simple(outline: NDArray[np.int32]) -> NDArray[np.int32]:
    return cv2.approxPolyDP(outline, ACCURACY, True)[:, 0]


def _joined(outer: NDArray[np.int32], inner: NDArray[np.int32]) -> NDArray[np.int32]:
    """One polygon that goes round the outer, over to the inner, round it, and back."""
    # The seam should be short: the corner of the outer that is nearest to one of the inner.
    near = np.abs(outer[:, None] - inner[None, :1]).sum(2)[:, 0].argmin()
    start = np.abs(inner - outer[near]).sum(1).argmin()
    turned = np.roll(inner, -start, axis=0)
    return np.concatenate([outer[: near + 1], turned, turned[:1], outer[near:]])
