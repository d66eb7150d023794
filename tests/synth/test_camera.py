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


def test_radius_stays_in_its_range():
    rng = np.random.default_rng(3)
    settings = Settings(r=3.0, r_spread=0.2)
    joints = {n: np.array([0.0, 0.0, 1.0]) for n in ("head", "neck01", "spine03", "root")}
    joints |= {n: np.array([0.3, 0.0, 1.0]) for n in ("wrist.L", "wrist.R")}
    for _ in range(200):
        cam = camera.sample(rng, settings, joints)
        distance = np.hypot(cam.eye[0] - cam.target[0], cam.eye[1] - cam.target[1])
        assert 2.4 <= distance <= 3.6
