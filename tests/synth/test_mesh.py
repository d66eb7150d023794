import numpy as np
import pytest

from integument.synth import mesh

SQUARE = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float32)
FACES = np.array([[0, 1, 2], [0, 2, 3]])


def area(points):
    corner = points.reshape(-1, 3, 3)
    return (
        np.linalg.norm(
            np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1
        ).sum()
        / 2
    )


def test_normals_of_a_flat_square_point_up():
    assert np.allclose(mesh.vertex_normals(SQUARE, FACES), [0, 0, 1])


@pytest.mark.parametrize("level", [-0.5, 0.0, 0.25, 0.5, 0.9, 1.5])
def test_cut_keeps_exactly_the_positive_part(level):
    field = (SQUARE[:, 0] - level).astype(np.float32)
    i, j, t = mesh.cut(FACES, field)
    points = SQUARE[i] * (1 - t[:, None]) + SQUARE[j] * t[:, None]
    assert area(points) == pytest.approx(np.clip(1 - level, 0, 1), abs=1e-6)
    assert len(points) == 0 or points[:, 0].min() >= level - 1e-6


def test_nearest_agrees_with_brute_force():
    rng = np.random.default_rng(0)
    points, targets = rng.normal(size=(50, 3)), rng.normal(size=(40, 3))
    expected = np.linalg.norm(points[:, None] - targets[None], axis=2).argmin(1)
    assert np.array_equal(mesh.nearest(points, targets), expected)


def test_baked_positions_interpolate():
    uv = SQUARE[:, :2].copy()
    baked, covered = mesh.bake_positions(uv, FACES, SQUARE * 10, 32)
    assert covered.all()
    # Texel rows run down, texture coordinates run up.
    assert baked[0, 31, :2] == pytest.approx([10 * 31.5 / 32, 10 * 31.5 / 32], abs=1e-4)
