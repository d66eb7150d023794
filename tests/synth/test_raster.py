import numpy as np
import pytest

from integument.synth import raster, shadows
from integument.synth.geometry import look_at, perspective


def test_nearer_triangles_hide_farther_ones_in_any_order():
    matrix = (perspective(1.0) @ look_at(np.array([0.0, -3, 0]), np.zeros(3))).astype(np.float32)
    near = [[-1, -1, -1], [1, -1, -1], [0, -1, 1]]
    far = [[-3, 1, -3], [3, 1, -3], [0, 1, 3]]
    for points, front in ((near + far, 0), (far + near, 1)):
        screen = raster.to_screen(np.array(points, np.float32), matrix, 33, 33)
        depth, nearest = np.full((33, 33), 2.0, np.float32), np.full((33, 33), -1, np.int32)
        raster.fill_depth(screen, np.array([[0, 1, 2], [3, 4, 5]]), depth, nearest)
        assert nearest[16, 16] == front
        assert (nearest == 1 - front).sum() > 0


def test_coverage_of_a_triangle_matches_its_area():
    screen = np.array([[10, 10, 0, 1], [90, 10, 0, 1], [10, 70, 0, 1]], np.float32)
    depth, nearest = np.full((100, 100), 2.0, np.float32), np.full((100, 100), -1, np.int32)
    raster.fill_depth(screen, np.array([[0, 1, 2]]), depth, nearest)
    assert (nearest == 0).sum() == pytest.approx(80 * 60 / 2, rel=0.02)


def test_points_behind_the_camera_are_skipped():
    matrix = (perspective(1.0) @ look_at(np.array([0.0, -3, 0]), np.zeros(3))).astype(np.float32)
    behind = np.array([[-1, -9, -1], [1, -9, -1], [0, -9, 1]], np.float32)
    screen = raster.to_screen(behind, matrix, 8, 8)
    depth, nearest = np.full((8, 8), 2.0, np.float32), np.full((8, 8), -1, np.int32)
    raster.fill_depth(screen, np.array([[0, 1, 2]]), depth, nearest)
    assert (nearest == -1).all()


def test_shadow_falls_behind_an_obstacle_and_nowhere_else():
    square = np.array([[-0.2, -0.2, 1], [0.2, -0.2, 1], [0.2, 0.2, 1], [-0.2, 0.2, 1]], np.float32)
    depth, matrix = shadows.shadow_map(
        square, np.array([[0, 1, 2], [0, 2, 3]]), np.array([0.0, 0.0, 20.0]), np.array([0, 0, 1.0])
    )
    up = np.array([0.0, 0.0, 1.0])
    taps = shadows.shadow_taps()
    below = shadows.lit_share(np.array([0.0, 0.0, 0.2]), up, matrix, depth, 0.001, taps, 0.0)
    beside = shadows.lit_share(np.array([0.8, 0.0, 0.2]), up, matrix, depth, 0.001, taps, 0.0)
    above = shadows.lit_share(np.array([0.0, 0.0, 1.2]), up, matrix, depth, 0.001, taps, 0.0)
    assert (below, beside, above) == (0.0, 1.0, 1.0)


def test_shadow_taps_fill_the_unit_disc():
    taps = shadows.shadow_taps()
    assert taps.shape == (shadows.SHADOW_TAPS, 2)
    assert 0.9 < np.linalg.norm(taps, axis=1).max() <= 1
