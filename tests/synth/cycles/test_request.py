"""What is told to Blender about a picture."""

import numpy as np
import pytest

from integument.synth import Settings, cycles, pictures_of
from integument.synth import render as raster
from integument.synth.cycles.request import arrays


@pytest.fixture(scope="module")
def asked():
    """Arguments of a renderer and what is made of them, for places and rooms with people."""
    found = []

    def render(*drawn):
        found.append((drawn, arrays(*drawn)))
        return raster.render(*drawn)

    settings = Settings(size=64, supersampling=2, views=3)
    for person in range(3):
        list(pictures_of(5, person, settings, renderer=render))
    return found


def test_arrays_are_plain_numbers(asked, tmp_path):
    for _, told in asked:
        np.savez(tmp_path / "scene.npz", **told)
        with np.load(tmp_path / "scene.npz", allow_pickle=False) as file:
            assert {name: array.shape for name, array in file.items()} == {
                name: np.shape(array) for name, array in told.items()
            }
        assert int(told["side"]) == 128


def test_rooms_have_walls_and_places_have_none(asked):
    for (_, surroundings, *_), told in asked:
        assert ("room" in told) == (surroundings.record["surroundings"] == "room")
    assert {"room" in told for _, told in asked} == {True, False}


def test_every_point_is_used_and_every_face_has_points(asked):
    for _, told in asked:
        assert np.array_equal(np.unique(told["faces"]), np.arange(len(told["points"])))
        for name in ("normals", "tangents", "uv", "upper"):
            assert len(told[name]) == len(told["points"])
        assert told["face_material"].max() < len(told["materials"])


def test_faces_have_their_front_where_their_normals_point(asked):
    for _, told in asked:
        a, b, c = np.moveaxis(told["points"][told["faces"]].astype(float), 1, 0)
        meant = told["normals"][told["faces"]].sum(1)
        assert ((np.cross(b - a, c - a) * meant).sum(1) >= -1e-9).all()


def test_hair_is_round_and_shows_its_front_to_the_camera(asked):
    seen = 0
    for (_, _, camera, _), told in asked:
        hair = told["materials"][told["face_material"], 0] == 3
        points = np.unique(told["faces"][hair])
        normals, tangents = told["normals"][points], told["tangents"][points]
        to_eye = np.array(camera.eye) - told["points"][points]
        assert ((normals * to_eye).sum(1) > 0).mean() > 0.99
        assert np.abs((normals * tangents).sum(1)).max(initial=0) < 0.05
        seen += len(points)
    assert seen > 1000


def test_the_camera_sees_what_that_of_the_rasteriser_sees(asked):
    for (view, _, camera, _), told in asked:
        to_camera = np.linalg.inv(told["camera_to_world"])
        x, y, z = to_camera[:3, :3] @ view.centre + to_camera[:3, 3]
        clip = camera.matrices() @ [*view.centre, 1]
        ours = np.array([x, y]) / -z / told["field"] + told["shift"]
        assert np.allclose(ours, clip[:2] / clip[3], atol=1e-4)


ANSWER = """
import numpy as np
for line in sys.stdin:
    request = json.loads(line)
    with np.load(request["scene"]) as file:
        side = int(file["side"])
    colour = np.zeros((side, side, 4), np.float32)
    colour[: side // 2] = (0.25, 0.5, request["samples"], 1)
    np.savez(request["out"], colour=colour, parts=np.full((side, side), 129, np.uint8))
    say({"id": request["id"], "cpu_seconds": 1.5})
"""


def test_the_photograph_of_a_place_is_put_behind_what_was_drawn(asked, script, this_python):
    drawn = next(drawn for drawn, told in asked if "room" not in told)
    with cycles.renderer(this_python, worker=script(ANSWER), samples=12) as render:
        colour, parts = render(*drawn)
        assert render.cpu_seconds == 1.5
    assert colour.shape == (128, 128, 3)
    assert colour.dtype == np.float32
    assert np.array_equal(np.unique(parts), [129])
    assert np.allclose(colour[:64], (0.25, 0.5, 3))  # 12 rays a pixel are 3 for each of its 4
    behind = raster.surroundings(*drawn)  # with the shadow of who is there
    assert np.array_equal(colour[64::2, ::2], behind[32:])


def test_a_place_with_nobody_needs_no_blender(asked, script, this_python):
    (_, *rest), _ = next(pair for pair in asked if "room" not in pair[1])
    with cycles.renderer(this_python, worker=script("")) as render:
        colour, parts = render(None, *rest)
    assert np.array_equal(colour, raster.render(None, *rest)[0])
    assert not parts.any()


def test_files_are_removed_even_when_a_picture_fails(asked, script, this_python, monkeypatch):
    (drawn, _), *_ = asked
    with (
        pytest.raises(cycles.BlenderError),
        cycles.renderer(this_python, worker=script("sys.exit('broken')")) as render,
    ):
        folder = render._folder
        render(*drawn)
    assert not folder.exists()


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"threads": -1}])
def test_impossible_numbers(wrong):
    from integument.errors import UsageError

    with pytest.raises(UsageError, match=next(iter(wrong))), cycles.renderer("python", **wrong):
        pass
