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

from integument.arrays import at_most, resize, to_bytes

SOLVE_SIDE = 512
"""Longer side of the largest copy that is solved; finer detail comes from the correction. A larger
one makes no difference."""

STEADINESS, EDGE_STEADINESS = 1e-5, 1.0
"""How much neighbours should be alike: always, and more where alpha changes (Germer et al.,
section III: epsilon_r and omega, for colours in [0, 1])."""

SMALLEST_SIDE = 3
"""Longer side of the copy that is solved first: each pixel sees nearly all others."""

AROUND = 3
"""Pixels around the mixed ones that are solved with them. Farther away nothing is mixed: the one
colour that shows is the photograph's."""

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
    if not (alpha > 0).any():
        return rgb.copy()
    front, back = _solve(rgb, alpha)
    full = _enlarged(front, alpha.shape)
    cv2.copyTo(rgb, (alpha == 1).view(np.uint8), full)
    edge = (alpha > 0) & (alpha < 1)
    behind = _enlarged(back, alpha.shape)[edge]
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
    """Foreground and background of a moderate copy, ``(3, h, w) float32`` in [0, 1] each."""
    front = back = None
    for colours, share in reversed(_copies(rgb, alpha)):
        if front is None or back is None:
            front, back = _mean(colours, share), _mean(colours, 1 - share)
        front, back = _repeated(front, share.shape), _repeated(back, share.shape)
        rounds = MANY_ROUNDS if max(share.shape) <= SMALL_SIDE else FEW_ROUNDS
        _Level(colours, share).solve(front, back, rounds)
    assert front is not None and back is not None
    return front, back


def _copies(
    rgb: NDArray[np.uint8], alpha: NDArray[np.float32]
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Colours ``(3, h, w)`` in [0, 1] and alpha ``(h, w)``, each copy half as large as the last."""
    size = at_most(SOLVE_SIDE, alpha.shape)
    colours, share = resize(rgb, size).astype(np.float32) / 255, resize(alpha, size)
    copies = []
    while True:
        copies.append((np.ascontiguousarray(colours.transpose(2, 0, 1)), share))
        if max(size) <= SMALLEST_SIDE:
            return copies
        size = ((size[0] + 1) // 2, (size[1] + 1) // 2)
        colours, share = resize(colours, size), resize(share, size)


def _mean(colours: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean colour, ``(3, 1, 1)``; of everything where there is no share at all."""
    total = float(share.sum())
    if total == 0:
        return colours.mean((1, 2), keepdims=True)
    return (colours * share).sum((1, 2), keepdims=True) / total


def _repeated(planes: NDArray[np.float32], size: tuple[int, ...]) -> NDArray[np.float32]:
    """``(3, h, w)`` to ``size`` (rows, columns), each pixel repeated."""
    rows = np.arange(size[0]) * planes.shape[1] // size[0]
    columns = np.arange(size[1]) * planes.shape[2] // size[1]
    return planes[:, rows[:, None], columns]


class _Level:
    """One copy of the picture: the pixels where both colours show, and what stays the same there.

    For each of them two equations with two unknowns, its four neighbours held as they are:
    ``[a² + w, a b; a b, b² + w] [F; B] = [a I + Σ w F; b I + Σ w B]``.
    """

    def __init__(self, colours: NDArray[np.float32], share: NDArray[np.float32]) -> None:
        mixed = ((share > 0) & (share < 1)).view(np.uint8)
        near = cv2.dilate(mixed, np.ones((2 * AROUND + 1,) * 2, np.uint8))
        self._pixels = np.flatnonzero(near)
        self._neighbours = _neighbours(self._pixels, *share.shape)
        shares, colours = share.ravel(), colours.reshape(3, -1)
        self._pure = [np.flatnonzero(shares == 1), np.flatnonzero(shares == 0)]
        self._colours = colours
        a = shares[self._pixels]
        self._weights = STEADINESS + EDGE_STEADINESS * np.abs(a - shares[self._neighbours])
        b, w = 1 - a, self._weights.sum(0)
        determinant = w * (a * a + b * b + w)
        self._of_front, self._of_back = (b * b + w) / determinant, (a * a + w) / determinant
        self._of_other = a * b / determinant
        seen = colours[:, self._pixels]
        self._seen_front, self._seen_back = a * seen, b * seen

    def solve(self, front: NDArray[np.float32], back: NDArray[np.float32], rounds: int) -> None:
        """Improve both colours, ``(3, h, w)`` each, where they are."""
        front, back = front.reshape(3, -1), back.reshape(3, -1)
        for colours, pure in zip((front, back), self._pure, strict=True):
            colours[:, pure] = self._colours[:, pure]
        for _ in range(rounds):
            right_front = self._seen_front + self._near(front)
            right_back = self._seen_back + self._near(back)
            new_front = self._of_front * right_front - self._of_other * right_back
            new_back = self._of_back * right_back - self._of_other * right_front
            front[:, self._pixels] = np.clip(new_front, 0, 1)
            back[:, self._pixels] = np.clip(new_back, 0, 1)

    def _near(self, colours: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sum of the neighbours' colours by their weights."""
        near = np.zeros_like(self._seen_front)
        for weight, neighbour in zip(self._weights, self._neighbours, strict=True):
            near += weight * colours[:, neighbour]
        return near


def _neighbours(pixels: NDArray[np.intp], height: int, width: int) -> NDArray[np.intp]:
    """Flat places of what is above, below, left and right: ``(4, n)``; at the border itself."""
    row, column = np.divmod(pixels, width)
    return np.stack(
        [
            np.maximum(row - 1, 0) * width + column,
            np.minimum(row + 1, height - 1) * width + column,
            row * width + np.maximum(column - 1, 0),
            row * width + np.minimum(column + 1, width - 1),
        ]
    )


def _enlarged(planes: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """``(3, h, w)`` in [0, 1] as ``(H, W, 3) uint8`` of that shape."""
    levels = to_bytes(np.ascontiguousarray(planes.transpose(1, 2, 0)) * 255)
    return cv2.resize(levels, shape[::-1], interpolation=cv2.INTER_LINEAR)
