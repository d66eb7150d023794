"""Planes of symmetric 3 x 3 matrices, against NumPy's solver."""

from __future__ import annotations

import numpy as np
import pytest

from integument.symmetric import DIAGONAL, PAIRS, divided


@pytest.mark.parametrize("flatness", [1.0, 1e-2, 1e-5])
def test_divided_solves_even_where_colours_lie_on_a_line(flatness) -> None:
    rng = np.random.default_rng(0)
    along = rng.normal(size=(3, 50))
    matrices = np.stack([along[i] * along[j] for i, j in PAIRS])
    matrices[DIAGONAL] += flatness
    vectors = rng.normal(size=(3, 50))
    full = np.empty((50, 3, 3))
    for plane, (i, j) in zip(matrices, PAIRS, strict=True):
        full[:, i, j] = full[:, j, i] = plane
    exact = np.linalg.solve(full, vectors.T[:, :, None])[:, :, 0].T
    found = divided(vectors.astype(np.float32), matrices.astype(np.float32))
    assert found.dtype == np.float32
    assert np.abs(found - exact).max() < 0.05 * np.abs(exact).max()
