"""From the network's small probability map to an edge at the photograph's full size.

The fast guided filter with a grey guide: inside a small window the probability is taken to be
a linear function of the photograph's brightness. The function is found on a small copy and
applied to every pixel of the large one, so that the mask follows edges finer than the network
has seen.

References
----------
He, K., Sun, J., Tang, X.: Guided Image Filtering. TPAMI 35(6), 2013, eq. 5-8.
doi:10.1109/TPAMI.2012.213
He, K., Sun, J.: Fast Guided Filter, 2015. arXiv:1505.00996, algorithm 2.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import resize

SOLVE_SCALE = 1 / 8
"""Scale at which the linear functions are solved for large photographs. An eighth of 12
megapixels is 500 x 375: finer than the network's map, and a sixty-fourth of the work."""

REACH = 1.0
"""Half the window's side, in pixels of the network's map: how far an edge may be moved. Networks
misplace edges by about a pixel of their own; a longer reach wipes out fingers and strands."""

EPSILON = 1e-4
"""Brightness variance (brightness in [0, 1]) below which a window counts as flat: an edge of
one percent contrast is noise, one of several percent is followed."""

SURELY_EMPTY = 0.02
"""Maps that stay below this everywhere hold nothing worth an edge; they are only enlarged."""


def grey_guide(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``(H, W, 3) uint8 RGB`` → ``(H, W) uint8`` brightness (Rec. 601 luma)."""
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)


def refine(probability: NDArray[np.float32], guide: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Enlarge a probability map so that its edges follow the guide.

    The result never leaves the range between the map's own minimum and maximum: where the
    network saw nobody, no mass appears.

    Parameters
    ----------
    probability : ``(h, w) float32`` in [0, 1], covering the same area as the guide
    guide : ``(H, W) uint8``, from :func:`grey_guide`

    Returns
    -------
    ``(H, W) float32`` in [0, 1]. Peak memory is about 12 bytes a pixel of the guide.
    """
    height, width = guide.shape
    low, high, _, _ = cv2.minMaxLoc(probability)
    solve_size = _solve_size((height, width), probability.shape)
    if high < SURELY_EMPTY or low == high or solve_size == (height, width):
        return resize(probability, (height, width))

    radius = max(1, round(REACH * max(solve_size) / max(probability.shape)))
    slope, offset = _linear_coefficients(
        resize(guide, solve_size).astype(np.float32) / 255,
        resize(probability, solve_size),
        radius,
    )
    refined = resize(slope, (height, width))
    cv2.multiply(refined, guide, dst=refined, scale=1 / 255, dtype=cv2.CV_32F)
    cv2.add(refined, resize(offset, (height, width)), dst=refined)
    np.clip(refined, low, high, out=refined)
    return refined


def _linear_coefficients(
    guide: NDArray[np.float32], target: NDArray[np.float32], radius: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Slope and offset of ``target ≈ slope · guide + offset``, averaged over all windows."""
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return cv2.blur(values, window, borderType=cv2.BORDER_REFLECT)

    mean_guide, mean_target = mean(guide), mean(target)
    variance = mean(guide * guide) - mean_guide * mean_guide
    covariance = mean(guide * target) - mean_guide * mean_target
    # In flat windows rounding can make the variance a hair negative.
    slope = covariance / (np.maximum(variance, 0) + EPSILON)
    offset = mean_target - slope * mean_guide
    return mean(slope), mean(offset)


def _solve_size(full: tuple[int, int], small: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns to solve at: no coarser than the map, no finer than the photograph."""
    return tuple(
        min(full_side, max(round(full_side * SOLVE_SCALE), small_side))
        for full_side, small_side in zip(full, small, strict=True)
    )
