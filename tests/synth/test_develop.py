from dataclasses import replace

import numpy as np
import pytest

from integument.synth import develop


@pytest.fixture
def plain():
    return develop.Development(noise_seed=1)


@pytest.fixture
def light():
    ramp = np.linspace(0.05, 0.8, 64, dtype=np.float32)
    picture = np.tile(ramp[None, :, None], (64, 1, 3))
    picture[..., 0] *= 1.3
    return picture


NOBODY = np.zeros((64, 64), np.float32)


def rough(picture):
    """Mean deviation along columns, which are constant where there is no noise."""
    return picture.std(0).mean()


def colourful(picture):
    return np.ptp(picture.astype(int), axis=2).mean()


def test_metering_makes_exposure_independent_of_the_amount_of_light(plain, light):
    a = develop.develop(light, NOBODY, plain)
    b = develop.develop(light * 30, NOBODY, plain)
    assert np.abs(a.astype(int) - b).max() <= 1


@pytest.mark.parametrize(
    ("change", "effect"),
    [
        ({"stops": 1.0}, lambda a, b: b.mean() > a.mean() + 15),
        ({"stops": -1.0}, lambda a, b: b.mean() < a.mean() - 15),
        ({"gains": (1.0, 1.0, 1.6)}, lambda a, b: b[..., 2].mean() > a[..., 2].mean() + 10),
        ({"tone": "monochrome"}, lambda a, b: colourful(b) <= 2 < colourful(a)),
        ({"shot_noise": 0.05, "read_noise": 0.02}, lambda a, b: rough(b) > rough(a) + 2),
        ({"contrast": 0.8}, lambda a, b: b.std() > a.std()),
        ({"saturation": 0.2}, lambda a, b: colourful(b) < colourful(a) / 2),
        ({"haze": 0.3}, lambda a, b: np.ptp(b) < np.ptp(a)),
        ({"tone": "faded", "shadows_tint": (0, 0, 0.4)}, lambda a, b: b.min(axis=(0, 1))[2] > 90),
        ({"blotchy_noise": 0.05}, lambda a, b: rough(b) > rough(a) + 2),
        ({"jpeg_quality": (12,)}, lambda a, b: 1 < np.abs(a.astype(int) - b).mean() < 20),
    ],
)  # fmt: skip
def test_each_fault_does_what_it_says(plain, light, change, effect):
    before = develop.develop(light, NOBODY, plain)
    after = develop.develop(light, NOBODY, replace(plain, **change))
    assert effect(before, after)


def test_motion_blurs_along_its_direction_only(plain):
    light = np.full((64, 64, 3), 0.2, np.float32)
    light[:, 32] = 2.0
    across = develop.develop(light, NOBODY, replace(plain, motion=9.0, motion_angle=0.0))
    along = develop.develop(light, NOBODY, replace(plain, motion=9.0, motion_angle=np.pi / 2))
    still = develop.develop(light, NOBODY, plain)
    assert across[32, 36].mean() > still[32, 36].mean() + 10
    assert np.abs(along[20:40].astype(int) - still[20:40]).max() < 12


def test_developing_twice_gives_the_same(light):
    how = develop.sample(np.random.default_rng(3))
    assert np.array_equal(develop.develop(light, NOBODY, how), develop.develop(light, NOBODY, how))


def test_black_light_is_a_black_picture_without_warnings(plain):
    picture = develop.develop(
        np.zeros((16, 16, 3), np.float32), np.zeros((16, 16), np.float32), plain
    )
    assert picture.max() <= 2


def edge_width(picture):
    """Pixels between dark and bright along the middle row."""
    row = picture[32, :, 1].astype(int)
    return ((row > row.min() + 20) & (row < row.max() - 20)).sum()


@pytest.mark.parametrize("change", [{"reduced": 0.3}, {"defocus": 1.5}])
def test_small_and_defocused_pictures_lose_their_edges(plain, change):
    light = np.full((64, 64, 3), 0.05, np.float32)
    light[:, 32:] = 0.6
    before = develop.develop(light, NOBODY, plain)
    after = develop.develop(light, NOBODY, replace(plain, **change))
    assert after.shape == before.shape
    assert edge_width(after) > edge_width(before)


def test_bloom_spreads_from_bright_places(plain):
    light = np.full((64, 64, 3), 0.2, np.float32)
    light[:8, :8] = 8.0
    with_bloom = develop.develop(light, NOBODY, replace(plain, bloom=0.4)).astype(int)
    assert with_bloom[12, 4].mean() > with_bloom[60, 60].mean() + 10


def test_a_fringe_parts_red_from_blue_at_the_border_only(plain):
    light = np.full((64, 64, 3), 0.05, np.float32)
    light[:, ::8] = 0.8
    picture = develop.develop(light, NOBODY, replace(plain, fringe=0.03)).astype(int)
    difference = np.abs(picture[..., 0] - picture[..., 2])
    assert difference[28:36, 28:36].max() < difference[:, :8].max() / 2


def test_faults_are_drawn_within_their_ranges():
    drawn = [develop.sample(np.random.default_rng(k)) for k in range(300)]
    assert {"colour", "monochrome", "sepia", "faded"} == {how.tone for how in drawn}
    assert {len(how.jpeg_quality) for how in drawn} == {1, 2}
    assert all(12 <= quality < 99 for how in drawn for quality in how.jpeg_quality)
    assert 0 < np.mean([how.bloom > 0 for how in drawn]) < 0.4
