"""Levels and sizes of pixel arrays."""

from __future__ import annotations

import numpy as np
import pytest

from integument.arrays import at_most, resize, to_bytes


def test_levels_are_rounded_and_clipped() -> None:
    levels = to_bytes(np.array([-3, 0.4, 0.6, 254.6, 300], np.float32))
    assert levels.dtype == np.uint8
    np.testing.assert_array_equal(levels, [0, 0, 1, 255, 255])


@pytest.mark.parametrize("channels", [None, 1, 2, 3, 4, 9])
def test_channels_are_resized_alike(channels) -> None:
    plane = np.arange(48, dtype=np.float32).reshape(6, 8)
    values = plane if channels is None else np.repeat(plane[:, :, None], channels, axis=2)
    half = resize(values, (3, 4))
    assert half.shape == (3, 4, *values.shape[2:])
    means = plane.reshape(3, 2, 4, 2).mean((1, 3))
    np.testing.assert_allclose(half, means if channels is None else np.dstack([means] * channels))


def test_growing_is_linear_and_the_same_size_a_copy() -> None:
    ramp = np.tile(np.arange(4, dtype=np.float32), (2, 1))
    grown = resize(ramp, (2, 16))
    np.testing.assert_allclose(np.diff(grown[0, 2:-2]), 0.25)
    same = resize(ramp, (2, 4))
    same[:] = 9
    assert ramp.max() == 3


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((3000, 4000, 3), (384, 512)), ((300, 400), (300, 400)), ((1, 5000), (1, 512))],
)
def test_at_most(shape, expected) -> None:
    assert at_most(512, shape) == expected
