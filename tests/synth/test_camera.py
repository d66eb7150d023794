"""The camera's distributions against their closed forms (SPEC: S2MGen equations 1 and 2)."""

import numpy as np
import pytest

from integument.synth import camera
from integument.synth.settings import Settings

N = 4000
KS_LIMIT = 1.95 / np.sqrt(N)  # Kolmogorov-Smirnov at p = 0.001


def kolmogorov_smirnov(samples, cdf):
    x = np.sort(samples)
    expected = cdf(x)
    steps = np.arange(N + 1) / N
    return max(np.abs(expected - steps[1:]).max(), np.abs(expected - steps[:-1]).max())


@pytest.mark.parametrize("p_front", [1.0, 2.0, 4.0])
def test_theta_follows_its_equation(p_front):
    rng = np.random.default_rng(0)
    turn = np.abs([camera.sample_theta(rng, p_front) - 1.5 * np.pi for _ in range(N)])
    assert kolmogorov_smirnov(turn, lambda d: (d / np.pi) ** (1 / p_front)) < KS_LIMIT


@pytest.mark.parametrize(("p_front", "share"), [(2.0, 0.50), (4.0, 0.71)])
def test_share_within_45_degrees(p_front, share):
    rng = np.random.default_rng(1)
    turn = np.abs([camera.sample_theta(rng, p_front) - 1.5 * np.pi for _ in range(N)])
    assert (turn < np.pi / 4).mean() == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("p_focal", [1.0, 2.0, 5.0])
def test_focal_length_follows_its_equation(p_focal):
    rng = np.random.default_rng(2)
    f = np.array([camera.sample_focal(rng, p_focal, 40, 60) for _ in range(N)])
    assert kolmogorov_smirnov(f, lambda x: ((x - 40) / 20) ** p_focal) < KS_LIMIT
    assert f.mean() == pytest.approx(40 + 20 * p_focal / (p_focal + 1), abs=0.5)


def test_target_lands_in_the_middle_of_the_picture_without_shift():
    cam = camera.Camera("face", 0.0, (0.3, -2.0, 1.5), (0.1, 0.0, 1.4), 85.0, 0.4, (0.0, 0.0))
    x, y, _, w = cam.matrices() @ np.array([0.1, 0.0, 1.4, 1.0])
    assert (x / w, y / w) == (pytest.approx(0, abs=1e-5), pytest.approx(0, abs=1e-5))


def test_longer_lenses_frame_tighter():
    def width(focal):
        cam = camera.Camera("face", 0.0, (0, -3.0, 1.0), (0, 0, 1.0), focal, 0.0, (0.0, 0.0))
        x, _, _, w = cam.matrices() @ np.array([0.5, 0.0, 1.0, 1.0])
        return x / w

    assert width(100.0) == pytest.approx(2 * width(50.0), rel=1e-5)


@pytest.fixture
def joints():
    """A person as far as cameras are concerned: joint -> position."""
    at = {"head": 1.5, "neck01": 1.4, "spine02": 1.2, "spine03": 1.1, "root": 0.95}
    out = {name: np.array([0.0, 0.0, z]) for name, z in at.items()}
    for side, x in (("L", 1), ("R", -1)):
        out |= {f"eye.{side}": np.array([0.03 * x, -0.08, 1.6])}
        out |= {f"wrist.{side}": np.array([0.3 * x, 0.0, 0.9])}
        out |= {f"foot.{side}": np.array([0.1 * x, 0.0, 0.1])}
    return out


def test_radius_stays_in_its_range(joints):
    rng = np.random.default_rng(3)
    settings = Settings(r=3.0, r_spread=0.2)
    for _ in range(200):
        cam = camera.sample(rng, settings, joints)
        distance = np.hypot(cam.eye[0] - cam.target[0], cam.eye[1] - cam.target[1])
        assert 2.4 <= distance <= 3.6


@pytest.mark.parametrize(
    ("target", "height"),
    [("eyes", 1.6), ("neck", 1.4), ("chest", 1.2), ("waist", 1.1), ("hips", 0.95), ("hand", 0.9),
     ("foot", 0.1), ("head", 1.58)],
)  # fmt: skip
def test_the_point_t_is_a_setting(joints, target, height):
    settings = Settings(framings={"portrait": 1.0}, t={"portrait": target})
    cam = camera.sample(np.random.default_rng(4), settings, joints)
    assert cam.target[2] == pytest.approx(height)


def test_focal_lengths_are_settings(joints):
    settings = Settings(framings={"full": 1}, f_min={"full": 50}, f_max={"full": 51}, r_spread=0)
    cam = camera.sample(np.random.default_rng(5), settings, joints)
    assert 50 <= cam.focal <= 51


def test_a_camera_stands_in_nobody(joints):
    beside = [{n: at + [0.2, y, 0] for n, at in joints.items()} for y in (-1.4, -2.6, 2.0)]
    rng = np.random.default_rng(6)
    for _ in range(300):
        cam = camera.sample(rng, Settings(p_front=5), joints, beside)
        for other in beside:
            assert np.hypot(*(np.array(cam.eye[:2]) - other["spine03"][:2])) > 0.3


def test_pictures_of_everybody_show_everybody(joints, monkeypatch):
    monkeypatch.setattr(camera, "P_EVERYBODY", 1.0)
    monkeypatch.setattr(camera, "P_TILTED", 0.0)
    beside = [{n: at + [x, 0.2, 0] for n, at in joints.items()} for x in (0.9, 1.6)]
    rng, seen = np.random.default_rng(7), []
    for _ in range(200):
        cam = camera.sample(rng, Settings(framings={"portrait": 1}, p_front=8), joints, beside)
        for one in (joints, *beside):
            x, _, _, w = cam.matrices() @ np.array([*one["spine03"], 1.0])
            seen.append(abs(x / w) < 1)
    assert np.mean(seen) > 0.85
