"""Symmetric 3 x 3 matrices, one at each of many pixels, as six planes of numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
DIAGONAL = [0, 3, 5]
"""Entries that are kept, as (row, column), and which of them lie on the diagonal."""

Factors = tuple[NDArray[np.float32], ...]
"""Six planes that stand for matrices, made to be multiplied by."""


def divided(vectors: NDArray[np.float32], matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """``S⁻¹ v`` for ``(3, n)`` vectors and symmetric ``(6, n)`` matrices in the order of PAIRS."""
    return np.stack(solved(vectors, factored(matrices)))


def factored(matrices: NDArray[np.float32]) -> Factors:
    """What :func:`solved` needs of symmetric ``(6, n)`` matrices: for many vectors, found once.

    L and the reciprocals of D in ``S = L D Lᵀ``. Not the adjugate, whose terms cancel where colours
    lie on a line.
    """
    a, b, c, d, e, f = matrices
    below, far = b / a, c / a
    d, e, f = d - below * b, e - below * c, f - far * c
    last = e / d
    return below, far, last, 1 / a, 1 / d, 1 / (f - last * e)


def solved(vectors: Sequence[NDArray[np.float32]], factors: Factors) -> list[NDArray[np.float32]]:
    """``S⁻¹ v`` for three planes of vectors: three planes."""
    below, far, last, a, d, f = factors
    x, y, z = vectors
    y = y - below * x
    z = (z - far * x - last * y) * f
    y = y * d - last * z
    return [x * a - below * y - far * z, y, z]
