"""Closed-form matting: the alpha that is locally a linear function of the photograph's colours.

In a window of 3 x 3 pixels the colours of foreground and background each lie, nearly, on a line in
RGB; then alpha is there ``aᵀ I + b`` for some ``a`` and ``b``. Taking the best ``a`` and ``b`` of
every window out of the equations leaves one sum of squares in alpha alone, ``αᵀ L α`` with the
matting Laplacian ``L``. With a guess ``p`` of weight ``w`` at each pixel, alpha solves

    (L + diag w) α = w p    where it is unknown; elsewhere it is what is known.

``L`` joins a pixel to the 24 around it, so it is kept as 25 numbers for each unknown pixel and
none for the others. The solution comes from conjugate gradients.

Reference
---------
Levin, A., Lischinski, D., Weiss, Y.: A Closed-Form Solution to Natural Image Matting. TPAMI
30(2), 2008, eq. 9-13. doi:10.1109/TPAMI.2007.1177
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.symmetric import DIAGONAL, PAIRS, factored, solved

EPSILON = 1e-6
"""Variance that is added to the colours of each window, in [0, 1]: a quarter of a level. 1e-7
differs little from it; with 1e-3 hair is clearly worse."""

ROUNDS = 60
"""Steps of the solver at most."""

TOLERANCE = 1e-3
"""What may be left of the equations, as a share of what there was at the start."""

WINDOW = tuple(product((-1, 0, 1), repeat=2))
"""(row, column) of a window's pixels, from its centre."""

JOINED = tuple(product((-2, -1, 0, 1, 2), repeat=2))
"""(row, column) of the pixels that one is joined to, from it."""

Flat = NDArray[np.float32]


def solve(
    rgb: NDArray[np.uint8],
    alpha: NDArray[np.float32],
    unknown: NDArray[np.bool_],
    guess: Flat,
    weight: Flat,
) -> Flat:
    """Alpha of the unknown pixels, ``(n,) float32`` in the order of ``alpha[unknown]``.

    Parameters
    ----------
    rgb : ``(H, W, 3) uint8`` RGB
    alpha : ``(H, W) float32``: what is known, and where to start from elsewhere
    unknown : ``(H, W) bool``
    guess, weight : ``(n,) float32``, in the same order; a weight stands beside the diagonal
        of ``L``, which is 9 at most
    """
    rows = laplacian(rgb, unknown)
    width = unknown.shape[1]
    places = np.flatnonzero(unknown)
    plane = np.where(unknown, np.float32(0), alpha).ravel()

    def joined() -> Flat:
        """``L α`` at the unknown pixels for the alpha that is in the plane."""
        total = np.zeros(len(places), np.float32)
        for factors, (down, right) in zip(rows, JOINED, strict=True):
            # Beyond the border the factors are zero, whatever is taken there.
            total += factors * plane.take(places + (down * width + right), mode="clip")
        return total

    target = weight * guess - joined()
    plane[~unknown.ravel()] = 0

    def system(values: Flat) -> Flat:
        plane[places] = values
        return joined() + weight * values

    scale = rows[JOINED.index((0, 0))] + weight
    return _conjugate_gradients(system, target, alpha[unknown], scale)


def laplacian(rgb: NDArray[np.uint8], unknown: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Rows of the matting Laplacian for the unknown pixels: ``(25, n) float32``, as JOINED."""
    height, width = unknown.shape
    numbers = np.full(height * width, -1, np.int32)
    places = np.flatnonzero(unknown)
    numbers[places] = np.arange(len(places), dtype=np.int32)
    centres = _centres(unknown)
    shifts = [row * width + column for row, column in WINDOW]
    # Colours of each window, less their mean, (9, 3, m), and what the inverse covariance makes of
    # them.
    flat = rgb.reshape(-1, 3)
    colours = np.stack([flat[centres + shift].T for shift in shifts]).astype(np.float32) / 255
    colours -= colours.mean(0)
    spread = np.stack([(colours[:, i] * colours[:, j]).mean(0) for i, j in PAIRS])
    spread[DIAGONAL] += EPSILON
    factors = factored(spread)
    whitened = np.stack([solved(one, factors) for one in colours])

    rows = np.zeros((len(JOINED), len(places)), np.float32)
    share = np.float32(1 / len(WINDOW))
    for one, (row, column) in enumerate(WINDOW):
        number = numbers[centres + shifts[one]]
        wanted = number >= 0
        number, own = number[wanted], whitened[one][:, wanted]
        for other, (other_row, other_column) in enumerate(WINDOW):
            likeness = share * (1 + (own * colours[other][:, wanted]).sum(0))
            rows[JOINED.index((other_row - row, other_column - column)), number] -= likeness
        rows[JOINED.index((0, 0)), number] += 1
    return rows


def _centres(unknown: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Flat places of the windows that lie in the picture and hold an unknown pixel."""
    near = cv2.dilate(unknown.view(np.uint8), np.ones((3, 3), np.uint8))
    near[[0, -1]] = 0
    near[:, [0, -1]] = 0
    return np.flatnonzero(near).astype(np.int32)


def _conjugate_gradients(
    system: Callable[[Flat], Flat], target: Flat, start: Flat, scale: Flat
) -> Flat:
    """Solve ``system(x) = target`` for a symmetric positive system with a diagonal of ``scale``."""
    found = start.copy()
    left = target - system(found)
    near = left / scale
    direction = near.copy()
    size = float(left @ near)
    enough = TOLERANCE**2 * size
    for _ in range(ROUNDS):
        if size <= enough:
            break
        change = system(direction)
        step = size / float(direction @ change)
        found += step * direction
        left -= step * change
        near = left / scale
        size, before = float(left @ near), size
        direction *= size / before
        direction += near
    return found
