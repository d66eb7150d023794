"""Symmetric 3 x 3 matrices, one at each of many pixels, as six planes of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
DIAGONAL = [0, 3, 5]
"""Entries that are kept, as (row, column), and which of them lie on the diagonal."""


def divided(vectors: NDArray[np.float32], matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """``S⁻¹ v`` for ``(3, n)`` vectors and symmetric ``(6, n)`` matrices in the order of PAIRS."""
    a, b, c, d, e, f = matrices
    x, y, z = vectors
    # Elimination (LDLᵀ) rather than the adjugate, whose terms cancel where colours lie on a line.
    below, far = b / a, c / a
    d, e, f = d - below * b, e - below * c, f - far * c
    last = e / d
    y = y - below * x
    z = (z - far * x - last * y) / (f - last * e)
    y = y / d - last * z
    return np.stack([x / a - below * y - far * z, y, z])
