"""Cut-outs keep no rim of the old background: composites against a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from hairy import portrait
from integument.foreground import composite, foreground
from integument.matte import matte


def over_white(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return composite(rgb, alpha.astype(np.float32), np.full_like(rgb, 255))


@pytest.mark.parametrize(
    ("ground", "seed"),
    # In the last one a small patch of another colour lies hidden at the neck.
    [("plain", 1), ("gradient", 1), ("noise", 1), ("stripes", 1), ("shapes", 1), ("shapes", 3)],
)
def test_error_at_the_edge_is_at_most_half_of_plain_masks(ground, seed) -> None:
    """Half the error of the mask that was found; even a perfect mask does clearly worse."""
    one = portrait(ground, seed=seed)
    probability = one.probability()
    alpha = matte(probability, one.rgb)
    error = one.error(over_white(foreground(one.rgb, alpha), alpha))
    assert error <= 0.5 * one.error(over_white(one.rgb, probability >= 0.5))
    assert error <= 0.8 * one.error(over_white(one.rgb, one.alpha >= 0.5))


@pytest.mark.parametrize("ground", ["plain", "shapes"])
def test_estimated_colours_remove_the_halo(ground) -> None:
    one = portrait(ground)
    kept = one.error(over_white(one.rgb, one.alpha))
    cleaned = one.error(over_white(foreground(one.rgb, one.alpha), one.alpha))
    assert cleaned < 0.4 * kept


def test_what_is_opaque_is_the_photograph_itself() -> None:
    one = portrait("noise")
    solid = one.alpha == 1
    np.testing.assert_array_equal(foreground(one.rgb, one.alpha)[solid], one.rgb[solid])


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_nobody_or_everything(value) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (30, 20, 3)).astype(np.uint8)
    alpha = np.full((30, 20), value, np.float32)
    np.testing.assert_array_equal(foreground(picture, alpha), picture)
    expected = picture if value else np.full_like(picture, 9)
    np.testing.assert_array_equal(composite(picture, alpha, np.full_like(picture, 9)), expected)


def test_composites_mix() -> None:
    front, back = np.full((1, 3, 3), 200, np.uint8), np.full((1, 3, 3), 100, np.uint8)
    mixed = composite(front, np.array([[0, 0.25, 1]], np.float32), back)
    np.testing.assert_array_equal(mixed[0, :, 0], [100, 125, 200])
    np.testing.assert_array_equal(back, 100)
