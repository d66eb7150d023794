import numpy as np
import pytest

from integument.synth import Settings, light

CENTRE, EYE = np.array([0.0, 0.0, 1.0]), np.array([0.0, -3.0, 1.5])


def grey(left=0.2, right=0.2, tint=(1, 1, 1)):
    ramp = np.linspace(left, right, 64, dtype=np.float32)[None, :, None]
    return np.tile(ramp, (64, 1, 3)) * np.array(tint, np.float32)


def test_a_photograph_tells_the_colour_and_side_of_its_light():
    assert light.read(grey()).colour == pytest.approx([1, 1, 1], abs=0.01)
    warm = light.read(grey(tint=(1.0, 0.6, 0.3))).colour
    assert warm[0] > warm[1] > warm[2]
    assert light.read(grey(0.05, 0.8)).side > 0.3
    assert light.read(grey(0.8, 0.05)).side < -0.3
    assert light.read(grey(0.01, 0.9)).contrast > light.read(grey()).contrast


def drawn(photograph, count=400):
    return [light.of_place(np.random.default_rng(k), photograph, CENTRE, EYE) for k in range(count)]


def test_all_kinds_of_light_occur_and_stand_where_they_belong():
    towards_camera = {name: [] for name in light.KINDS}
    for lights, record in drawn(grey()):
        direction = lights.position[0] - CENTRE
        direction = direction / np.linalg.norm(direction)
        towards_camera[record["kind"]].append(direction @ [0, -1, 0])
        assert np.isfinite(lights.ambient).all() and (lights.colour >= 0).all()
        assert lights.falloff.sum() == 0
    assert min(len(found) for found in towards_camera.values()) > 3
    assert min(towards_camera["flash"]) > 0.9
    assert np.mean(towards_camera["back"]) < -0.4


def test_matched_light_comes_from_the_brighter_side_in_the_colour_of_the_photograph():
    # Seen from EYE, the right of the picture is +X.
    sides, blue, plain_blue = [], [], []
    for lights, record in drawn(grey(0.02, 0.9, tint=(0.3, 0.6, 1.0))):
        if record["matched"] and record["kind"] not in ("back", "stage"):
            sides.append(lights.position[0][0] > 0)
            blue.append(lights.colour[0][2] > lights.colour[0][0])
        elif not record["matched"]:
            plain_blue.append(lights.colour[0][2] > lights.colour[0][0])
    assert np.mean(sides) > 0.75
    assert np.mean(blue) > 0.8 > np.mean(plain_blue) + 0.2


def test_rooms_have_three_lights_of_the_energies_asked_for():
    settings = Settings(energy_min=500, energy_max=600)
    for k in range(20):
        lights, record = light.of_room(
            np.random.default_rng(k), settings, 3.0, 2.8, CENTRE, np.full(3, 0.5)
        )
        assert len(lights.position) == 3 and lights.falloff.tolist() == [1, 1, 1]
        strongest = lights.colour[0].max() * 60
        assert 500 * 0.85 < strongest < 600 * 1.1
        assert len(record["colours"]) == 3


def test_what_light_shines_through_stops_part_of_it():
    kinds = set()
    for k in range(30):
        kind, stopped = light.dapple(np.random.default_rng(k))
        kinds.add(kind)
        assert stopped.dtype == bool and 0.05 < stopped.mean() < 0.95
    assert kinds == {"leaves", "blinds", "bars"}
