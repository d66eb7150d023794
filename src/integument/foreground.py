"""The colour of the person alone, where the photograph shows a mixture with the background.

A cut-out that keeps the photograph's colours carries a rim of the old background. So the
foreground's own colour is estimated wherever alpha is between 0 and 1: the two colours that mix to
the observed one and change least from pixel to pixel, and less the steadier alpha is there. It
is solved from a tiny copy of the picture up to a moderate one, each level starting from the one
before; at full size the compositing equation itself corrects the pixels of the edge.

References
----------
Germer, T., Uelwer, T., Conrad, S., Harmeling, S.: Fast Multi-Level Foreground Estimation. ICPR
2020, eq. 3-7. arXiv:2006.14970
Forte, M.: Approximate Fast Foreground Colour Estimation. ICIP 2021, eq. 4 (the correction).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import to_bytes

SOLVE_SIDE = 512
"""Longer side of the largest copy that is solved; finer detail comes from the correction. A larger
one makes no difference."""

STEADINESS, EDGE_STEADINESS = 1e-5, 1.0
"""How much neighbours should be alike: always, and more where alpha changes (Germer et al.,
section III: epsilon_r and omega, for colours in [0, 1])."""

FEW_ROUNDS, MANY_ROUNDS, SMALL_SIDE = 2, 10, 32
"""Rounds of the solver on copies above and up to this longer side (Germer et al., algorithm 1)."""


def foreground(rgb: NDArray[np.uint8], alpha: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Colours of the foreground, free of what shines through at its edge.

    Parameters
    ----------
    rgb : ``(H, W, 3) uint8`` RGB, the photograph
    alpha : ``(H, W) float32`` in [0, 1], from :func:`integument.matte.matte`

    Returns
    -------
    ``(H, W, 3) uint8`` RGB: the photograph itself where alpha is 1, and a continuation of the
    foreground's colours where it is 0.
    """
    assert rgb.shape[:2] == alpha.shape, (rgb.shape, alpha.shape)
    height, width = alpha.shape
    if not (alpha > 0).any():
        return rgb.copy()
    front, back = _solve(rgb, alpha)
    size = (width, height)
    full = cv2.resize(to_bytes(front * 255), size, interpolation=cv2.INTER_LINEAR)
    solid, edge = alpha == 1, (alpha > 0) & (alpha < 1)
    full[solid] = rgb[solid]
    behind = cv2.resize(to_bytes(back * 255), size, interpolation=cv2.INTER_LINEAR)[edge]
    full[edge] = _corrected(rgb[edge], full[edge], behind, alpha[edge])
    return full


def composite(
    front: NDArray[np.uint8], alpha: NDArray[np.float32], back: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """``alpha`` of one picture over another: ``(H, W, 3) uint8``; both in, and mixed in, sRGB.

    Cameras mix light before the curve of sRGB; browsers and editors blend after it, and
    so do data sets of mattes, so a cut-out looks here as it will look there.
    """
    result = back.copy()
    cv2.copyTo(front, (alpha >= 1).view(np.uint8), result)
    edge = (alpha > 0) & (alpha < 1)
    share = alpha[edge][:, None]
    result[edge] = to_bytes(front[edge] * share + back[edge] * (1 - share))
    return result


def _corrected(
    observed: NDArray[np.uint8],
    front: NDArray[np.uint8],
    back: NDArray[np.uint8],
    alpha: NDArray[np.float32],
) -> NDArray[np.uint8]:
    """Move both colours as little as possible until they mix to the observed one: ``(n, 3)``."""
    share = alpha[:, None]
    missing = observed - (share * front + (1 - share) * back)
    moved = front + share * missing / (share**2 + (1 - share) ** 2)
    return to_bytes(moved)


def _solve(
    rgb: NDArray[np.uint8], alpha: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Foreground and background of a moderate copy, ``(h, w, 3) float32`` in [0, 1] each."""
    height, width = alpha.shape
    front = back = np.zeros((1, 1, 3), np.float32)
    for scale in _scales(max(height, width)):
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        colours = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        share = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
        if front.size == 3:
            front = _mean(colours, share)
            back = _mean(colours, 1 - share)
        front = cv2.resize(front, size, interpolation=cv2.INTER_NEAREST)
        back = cv2.resize(back, size, interpolation=cv2.INTER_NEAREST)
        rounds = MANY_ROUNDS if max(size) <= SMALL_SIDE else FEW_ROUNDS
        for _ in range(rounds):
            front, back = _round(colours, share, front, back)
    return front, back


def _scales(side: int) -> list[float]:
    """Scales from a picture of two pixels up to :data:`SOLVE_SIDE`, doubling."""
    largest = min(side, SOLVE_SIDE)
    sides = [largest]
    while sides[-1] > 3:
        sides.append(sides[-1] / 2)
    return [one / side for one in reversed(sides)]


def _mean(colours: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    total = float(share.sum())
    if total == 0:
        return colours.mean((0, 1), keepdims=True)
    return (colours * share[:, :, None]).sum((0, 1), keepdims=True) / total


def _round(
    colours: NDArray[np.float32],
    share: NDArray[np.float32],
    front: NDArray[np.float32],
    back: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Solve every pixel for both its colours, its four neighbours held as they are."""
    total = np.zeros_like(share)
    near_front, near_back = np.zeros_like(front), np.zeros_like(back)
    for row, column in ((0, 1), (2, 1), (1, 0), (1, 2)):
        weight = STEADINESS + EDGE_STEADINESS * np.abs(share - _moved(share, row, column))
        total += weight
        near_front += weight[:, :, None] * _moved(front, row, column)
        near_back += weight[:, :, None] * _moved(back, row, column)
    # Two equations with two unknowns: [a² + w, a b; a b, b² + w] [F; B] = [a I + ΣwF; b I + ΣwB].
    a, b, w = share[:, :, None], 1 - share[:, :, None], total[:, :, None]
    determinant = w * (a * a + b * b + w)
    right_front, right_back = a * colours + near_front, b * colours + near_back
    new_front = ((b * b + w) * right_front - a * b * right_back) / determinant
    new_back = ((a * a + w) * right_back - a * b * right_front) / determinant
    return np.clip(new_front, 0, 1), np.clip(new_back, 0, 1)


def _moved(values: NDArray[np.float32], row: int, column: int) -> NDArray[np.float32]:
    """The neighbour of each pixel; at the border the pixel itself. (1, 1) would be no move."""
    height, width = values.shape[:2]
    padded = cv2.copyMakeBorder(values, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    return padded[row : row + height, column : column + width]
