"""Refinement sharpens edges, keeps calibration, and invents nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from integument.refine import SURELY_EMPTY, grey_guide, refine


def disc(height: int, width: int, radius: float) -> np.ndarray:
    """True inside a disc a little off the centre: ``(height, width) bool``."""
    rows, columns = np.mgrid[:height, :width] + 0.5
    return np.hypot(rows - 0.48 * height, columns - 0.53 * width) < radius


def iou(a: np.ndarray, b: np.ndarray) -> float:
    return np.count_nonzero(a & b) / np.count_nonzero(a | b)


def test_the_edge_follows_the_photograph() -> None:
    truth = disc(1200, 1600, 300)
    guide = np.where(truth, 200, 60).astype(np.uint8)
    small = cv2.resize(truth.astype(np.float32), (96, 72), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 1.5)  # as soft as a network's answer

    refined = refine(small, guide)
    enlarged = cv2.resize(small, (1600, 1200), interpolation=cv2.INTER_LINEAR)
    assert iou(refined >= 0.5, truth) > 0.99
    # The step across the edge becomes steep: a few pixels off, the answer is nearly certain.
    inside, outside = disc(1200, 1600, 296), ~disc(1200, 1600, 304)
    assert refined[inside].min() - refined[outside].max() > 0.3
    assert enlarged[inside].min() - enlarged[outside].max() < 0.3


def test_a_misplaced_edge_is_moved_to_where_it_belongs() -> None:
    truth = disc(1200, 1600, 300)
    guide = np.where(truth, 200, 60).astype(np.uint8)
    small = cv2.resize(truth.astype(np.float32), (96, 72), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(np.roll(small, 1, axis=1), (0, 0), 1)  # one of its pixels off
    enlarged = cv2.resize(small, (1600, 1200), interpolation=cv2.INTER_LINEAR)
    assert iou(refine(small, guide) >= 0.5, truth) > iou(enlarged >= 0.5, truth) + 0.02


def test_thin_things_survive_on_a_flat_background() -> None:
    """A strand two map pixels wide of the same brightness as what is around it."""
    small = np.zeros((96, 128), np.float32)
    small[:, 60:62] = 0.95
    refined = refine(small, np.full((384, 512), 90, np.uint8))
    assert refined[100:300, 243].min() > 0.5


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (7, 3), (50, 50), (333, 101), (1500, 2000)])
def test_any_size(size) -> None:
    rng = np.random.default_rng(1)
    guide = rng.integers(0, 256, size, np.uint8)
    refined = refine(rng.random((48, 64), np.float32), guide)
    assert refined.shape == size
    assert refined.dtype == np.float32
    assert 0 <= refined.min() <= refined.max() <= 1


@pytest.mark.parametrize("value", [0.0, SURELY_EMPTY / 2, 0.3, 1.0])
def test_a_constant_map_stays_what_it_is(value) -> None:
    guide = np.random.default_rng(2).integers(0, 256, (600, 800), np.uint8)
    refined = refine(np.full((72, 96), value, np.float32), guide)
    np.testing.assert_allclose(refined, value, atol=1e-6)


@pytest.mark.parametrize("grey", [0, 127, 255])
def test_a_constant_photograph_gives_a_plain_enlargement(grey) -> None:
    small = disc(72, 96, 20).astype(np.float32)
    refined = refine(small, np.full((600, 800), grey, np.uint8))
    enlarged = cv2.resize(small, (800, 600), interpolation=cv2.INTER_LINEAR)
    assert np.isfinite(refined).all()
    assert iou(refined >= 0.5, enlarged >= 0.5) > 0.97


def test_no_mass_where_the_network_saw_nobody() -> None:
    """A doubtful spot over a busy picture must not be stretched into a finding."""
    rng = np.random.default_rng(3)
    guide = rng.integers(0, 256, (900, 1200), np.uint8)
    small = np.zeros((72, 96), np.float32)
    small[30:34, 40:44] = 0.3
    refined = refine(small, guide)
    assert refined.max() <= 0.3
    far = np.ones((900, 1200), bool)
    far[250:600, 350:750] = False
    assert refined[far].max() < 1e-6


def test_the_mean_is_kept() -> None:
    """Calibration: the expected share of marked pixels is that of the network."""
    rng = np.random.default_rng(4)
    small = cv2.GaussianBlur(rng.random((72, 96), np.float32), (0, 0), 4)
    guide = cv2.resize(rng.integers(0, 256, (90, 120), np.uint8), (1200, 900))
    assert refine(small, guide).mean() == pytest.approx(small.mean(), abs=2e-3)


def test_grey_guide_is_brightness() -> None:
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    np.testing.assert_array_equal(grey_guide(rgb), [[76, 150, 29]])
