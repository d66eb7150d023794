"""The matte finds how pixels are mixed; where colours cannot tell, the mask's edge stays clean."""

from __future__ import annotations

import numpy as np
import pytest

from hairy import portrait
from integument.errors import UsageError
from integument.matte import find_band, matte
from integument.spread import spread


@pytest.mark.parametrize("ground", ["plain", "gradient", "noise", "stripes", "shapes"])
def test_alpha_is_closer_to_the_truth_than_the_probability(ground) -> None:
    one = portrait(ground, seed=1)
    probability = one.probability()
    alpha = matte(probability, one.rgb)
    assert alpha.dtype == np.float32
    assert 0 <= alpha.min() <= alpha.max() <= 1
    found = np.abs(alpha - one.alpha)[one.band].mean()
    thresholded = np.abs((probability >= 0.5) - one.alpha)[one.band].mean()
    assert found < 0.5 * thresholded


def test_outside_the_band_nothing_is_half() -> None:
    one = portrait("noise")
    probability = one.probability()
    alpha = matte(probability, one.rgb, reach=5)
    unknown = find_band(probability, 5).unknown
    assert set(np.unique(alpha[~unknown])) == {0, 1}
    assert ((alpha > 0.1) & (alpha < 0.9) & unknown).any()


def test_like_colours_leave_a_clean_edge() -> None:
    """Black on black: no veil as wide as the band."""
    probability = np.tile(np.clip(np.linspace(-1, 2, 200), 0, 1), (100, 1)).astype(np.float32)
    alpha = matte(probability, np.full((100, 200, 3), 20, np.uint8), reach=20)
    half = ((alpha > 0.05) & (alpha < 0.95)).sum(1)
    assert half.max() <= 5
    np.testing.assert_array_equal(alpha > 0.5, probability > 0.5)


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_nobody_and_nothing_but_somebody(value) -> None:
    picture = np.full((20, 30, 3), 90, np.uint8)
    alpha = matte(np.full((20, 30), value, np.float32), picture)
    np.testing.assert_array_equal(alpha, round(value))


def test_a_mask_will_do_and_a_speck_is_no_trouble() -> None:
    mask = np.zeros((40, 40), bool)
    mask[20, 20] = True
    alpha = matte(mask, np.random.default_rng(0).integers(0, 255, (40, 40, 3)).astype(np.uint8))
    assert alpha.dtype == np.float32
    assert np.isfinite(alpha).all()
    assert alpha[0, 0] == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (3, 2), (2, 700)])
def test_tiny_and_thin_pictures(size) -> None:
    picture = np.arange(size[0] * size[1] * 3, dtype=np.uint8).reshape(*size, 3)
    ramp = np.linspace(0, 1, size[0] * size[1], dtype=np.float32).reshape(size)
    assert np.isfinite(matte(ramp, picture)).all()


def test_what_does_not_fit() -> None:
    picture = np.zeros((4, 5, 3), np.uint8)
    with pytest.raises(UsageError, match="of the picture's size"):
        matte(np.zeros((4, 4), np.float32), picture)
    with pytest.raises(UsageError, match="reach: expected more than 0 pixels, got -1"):
        matte(np.zeros((4, 5), np.float32), picture, reach=-1)


def test_spread_keeps_the_known_and_fills_from_the_nearest() -> None:
    values = np.zeros((2, 33, 50), np.float32)
    known = np.zeros((33, 50), np.float32)
    values[:, :, :5], known[:, :5] = np.reshape((10, -3), (2, 1, 1)), 1
    values[:, :, 45:], known[:, 45:] = np.reshape((50, 7), (2, 1, 1)), 1
    first, second = spread(list(values), known)
    for filled, left, right in ((first, 10, 50), (second, -3, 7)):
        np.testing.assert_allclose(filled[:, :5], left, atol=1e-4)
        np.testing.assert_allclose(filled[:, 6], left, atol=2)
        np.testing.assert_allclose(filled[:, 43], right, atol=2)
        assert filled.min() >= left - 1e-3
        assert filled.max() <= right + 1e-3
    nothing = spread(list(values), np.zeros_like(known))
    assert not any(plane.any() for plane in nothing)
