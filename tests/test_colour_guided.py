"""Edges of probabilities move to where colours change."""

from __future__ import annotations

import numpy as np

from integument.colour_guided import smooth


def halves(edge: int, colours=((180, 60, 60), (60, 60, 180))) -> np.ndarray:
    """``(48, 64, 3) uint8``: two colours of the same brightness, side by side, with noise."""
    rgb = np.empty((48, 64, 3))
    rgb[:, :edge], rgb[:, edge:] = colours
    noise = np.random.default_rng(0).normal(0, 3, rgb.shape)
    return np.clip(rgb + noise, 0, 255).astype(np.uint8)


def test_an_edge_is_where_the_colour_changes() -> None:
    ramp = np.clip((38 - np.arange(64)) / 12, 0, 1).astype(np.float32)
    said = np.tile(ramp, (1, 48, 1))
    found = smooth(said, halves(32))[0]
    assert np.abs(np.diff(said[0], axis=1)).max() < 0.1
    assert (found[:, 31] - found[:, 32]).min() > 0.3
    plain = smooth(said, halves(64))[0]
    assert np.abs(np.diff(plain, axis=1)).max() < 0.15


def test_single_pixels_follow_their_neighbours() -> None:
    said = np.full((1, 48, 64), 0.9, np.float32)
    said[0, 20, 20] = 0
    assert smooth(said, halves(64))[0, 20, 20] > 0.8


def test_range_and_emptiness() -> None:
    rng = np.random.default_rng(1)
    maps = rng.random((3, 48, 64), np.float32)
    maps[1] = 0
    found = smooth(maps, halves(20))
    assert (found.shape, found.dtype) == (maps.shape, np.float32)
    assert found.min() >= 0 and found.max() <= 1
    assert not found[1].any()
    small = smooth(maps[:, :2, :3], halves(20)[:2, :3])
    assert small.shape == (3, 2, 3) and np.isfinite(small).all()
