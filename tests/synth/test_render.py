"""What the renderer makes of a scene: hollows, the near plane, what is out of focus, shadows."""

import numpy as np
import pytest

from integument.synth import clipping, occlusion, render, scene
from integument.synth.geometry import NEAR, Geometry, Lights, look_at, perspective

FOCAL = 2.0


def surface(height):
    """Distances of a relief ``height(x)`` in metres seen from 2 m, 64 samples over 2 m."""
    x = np.linspace(-1, 1, 64)
    return np.tile((2.0 - height(x)).astype(np.float32), (64, 1))


def test_level_and_sloping_surfaces_are_open_and_hollows_are_not():
    level = occlusion.openness(surface(lambda x: 0 * x), 1, FOCAL)
    slope = occlusion.openness(surface(lambda x: 0.3 * x), 1, FOCAL)
    groove = occlusion.openness(surface(lambda x: 0.3 * np.abs(x) - 0.1), 1, FOCAL)
    ridge = occlusion.openness(surface(lambda x: 0.1 - 0.3 * np.abs(x)), 1, FOCAL)
    assert level.min() == 1
    assert slope[16:48, 16:48].min() > 0.97
    assert groove[32, 32] < 0.9 < groove[32, 12]
    assert ridge[32, 32] == 1


def test_what_stands_far_in_front_shades_no_more_than_what_is_near():
    wall = np.full((64, 64), 3.0, np.float32)
    wall[:, :20] = 1.0
    assert occlusion.openness(wall, 1, FOCAL)[:, 24:].min() > 0.3


def test_distance_is_that_along_the_line_of_sight():
    matrix = perspective(1.0)
    for distance in (0.1, 1.0, 3.0, 20.0):
        clip = matrix @ [0, 0, -distance, 1]
        depth = np.full((1, 1), clip[2] / clip[3], np.float32)
        shown = np.zeros((1, 1), np.int32)
        found = occlusion.linear_distance(depth, shown, 0.05, 60.0)[0, 0]
        assert found == pytest.approx(distance, rel=2e-2 if distance > 10 else 2e-3)


def triangle(*points):
    points = np.array(points, np.float32)
    return Geometry(
        points, np.tile(np.float32([0, 0, 1]), (3, 1)), points[:, :2].copy(),
        np.ones(3, np.float32), np.array([[0, 1, 2]], np.int32), np.array([7], np.int32),
        None, None, None, None, None, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("depths", "pieces"), [((2, 2, 2), 1), ((-1, 2, 2), 2), ((-1, -1, 2), 1), ((-1, -1, -1), 0)]
)
def test_triangles_are_cut_at_the_near_plane(depths, pieces):
    matrix = (perspective(1.0) @ look_at(np.zeros(3), np.array([0.0, 1, 0]))).astype(np.float32)
    corners = [(-1.0, depths[0], 0.0), (1.0, depths[1], 0.0), (0.0, depths[2], 1.0)]
    geometry = triangle(*corners)
    cut = clipping.clip_near(geometry, geometry.points, np.array([0]), matrix)
    assert len(cut.faces) == pieces and (cut.material == 7).all()
    if pieces:
        shown = cut.points[cut.faces.reshape(-1)]
        assert shown[:, 1].min() >= NEAR
        # What was cut lies on the edges of the triangle, with its texture position.
        np.testing.assert_allclose(cut.uv, cut.points[:, :2], atol=1e-5)


def lens(aperture, **place):
    nowhere = Lights(*[np.zeros((0, 3), np.float32)] * 2, *[np.zeros(0, np.float32)] * 2, None)
    return scene.Scene(nowhere, 0.0, 0.0, None, None, {}, aperture=aperture, **place)


def test_blur_grows_with_opening_focal_length_and_distance_behind():
    assert lens(0.0).blur(85, 3) == 0
    assert lens(30.0).blur(85, 3) > lens(10.0).blur(85, 3) > 0
    assert lens(30.0).blur(85, 3) > lens(30.0).blur(35, 3)
    assert lens(30.0, backdrop=15).blur(85, 3) > lens(30.0, backdrop=2).blur(85, 3)
    # 85 mm f/2.8 at 3 m, 8 m behind: a disc of 0.65 mm, see any table of depth of field
    assert 36 * 2 * lens(85 / 2.8).blur(85, 3) == pytest.approx(0.645, rel=0.03)


def test_defocus_makes_discs_and_keeps_the_light():
    picture = np.zeros((65, 65, 3), np.float32)
    picture[32, 32] = 100
    blurred = render._defocused(picture, 6.0)
    assert blurred.sum() == pytest.approx(300, rel=1e-3)
    disc = blurred[..., 0] > 0.5 * blurred.max()
    assert disc.sum() == pytest.approx(np.pi * 36, rel=0.15)
    assert render._defocused(picture, 0.2) is picture
