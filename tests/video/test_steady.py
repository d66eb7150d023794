"""Steadied masks do not flicker, follow what moves, and start anew at a cut."""

from __future__ import annotations

import numpy as np

from integument.video.steady import MEMORY, Steady
from results import people_of


def frame(value: float, picture: np.ndarray, left: int = 20):
    mask = np.zeros((60, 80), np.float32)
    mask[20:40, left : left + 20] = value
    return people_of({"body": mask}, picture)


def test_flicker_is_averaged_where_nothing_moves() -> None:
    rng = np.random.default_rng(0)
    steady, raw, calm = Steady(), [], []
    for index in range(40):
        noisy = np.clip(100 + rng.normal(0, 2, (60, 80, 3)), 0, 255).astype(np.uint8)
        one = frame(0.6 + 0.3 * (-1) ** index, noisy)
        raw.append(one.maps["body"][30, 30])
        calm.append(steady.add(one).maps["body"][30, 30])
    assert np.std(calm[20:]) < 0.25 * np.std(raw[20:])
    assert abs(np.mean(calm[20:]) - 0.6) < 0.05


def test_what_moves_is_followed_at_once() -> None:
    steady = Steady()
    for left in range(0, 60, 6):
        picture = np.full((60, 80, 3), 40, np.uint8)
        picture[20:40, left : left + 20] = 200
        result = steady.add(frame(0.9, picture, left))
        expected = np.zeros((60, 80), bool)
        expected[20:40, left : left + 20] = True
        wrong = (result.maps["body"] >= 0.5) ^ expected
        assert wrong.mean() < 0.01


def test_a_cut_starts_anew() -> None:
    steady = Steady()
    steady.add(frame(0.9, np.full((60, 80, 3), 30, np.uint8)))
    after = steady.add(frame(0.0, np.full((60, 80, 3), 220, np.uint8)))
    assert not after.maps["body"].any()


def test_the_memory_is_what_it_says() -> None:
    still = np.full((60, 80, 3), 30, np.uint8)
    steady = Steady()
    steady.add(frame(1.0, still))
    values = [steady.add(frame(0.0, still)).maps["body"][30, 30] for _ in range(3)]
    np.testing.assert_allclose(values, [MEMORY, MEMORY**2, MEMORY**3], rtol=1e-5)


def test_frames_of_another_size_are_no_trouble() -> None:
    steady = Steady()
    steady.add(frame(0.9, np.full((60, 80, 3), 30, np.uint8)))
    other = people_of({"body": np.zeros((30, 30))}, np.zeros((30, 30, 3), np.uint8))
    assert not steady.add(other).maps["body"].any()
