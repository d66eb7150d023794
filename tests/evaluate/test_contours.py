"""Distances between outlines, against brute force and scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from integument.evaluate.contours import boundary_iou, contour, outline

RNG = np.random.default_rng(3)


def blob(density: float, height: int = 14, width: int = 19) -> np.ndarray:
    """A random mask with some structure: coarse noise enlarged, with stray pixels."""
    coarse = RNG.random((height // 3 + 1, width // 3 + 1)) < density
    fine = np.kron(coarse, np.ones((3, 3), bool))[:height, :width]
    return fine ^ (RNG.random((height, width)) < 0.02)


def slow_contour(mask: np.ndarray) -> set[tuple[int, int]]:
    """Pixels of the mask with a 4-neighbour that is not in it."""
    points = set(zip(*np.nonzero(mask), strict=True))
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0))
    return {(y, x) for y, x in points if any((y + a, x + b) not in points for a, b in steps)}


def nearest(points: set, others: set) -> np.ndarray:
    """The distance from each point to the nearest other, pair by pair."""
    return np.array([min(math.dist(point, other) for other in others) for point in points])


@pytest.mark.parametrize("density", [0.1, 0.3, 0.6, 0.95])
def test_brute_force(density: float) -> None:
    for _ in range(4):
        predicted, truth = blob(density), blob(0.4)
        here, there = slow_contour(predicted), slow_contour(truth)
        assert here == set(zip(*np.nonzero(contour(predicted)), strict=True))
        away, back = nearest(here, there), nearest(there, here)
        found = outline(predicted, truth)
        assert found.hausdorff == pytest.approx(max(away.max(), back.max()), rel=1e-5)
        expected = max(np.percentile(away, 95), np.percentile(back, 95))
        assert found.hausdorff95 == pytest.approx(expected, rel=1e-5)
        both = np.concatenate([away, back])
        assert found.mean_distance == pytest.approx(both.mean(), rel=1e-5)


def test_scikit_image_and_scipy_agree() -> None:
    skimage = pytest.importorskip("skimage.metrics")
    ndimage = pytest.importorskip("scipy.ndimage")
    for _ in range(5):
        predicted, truth = blob(0.5), blob(0.4)
        here, there = (mask & ~ndimage.binary_erosion(mask) for mask in (predicted, truth))
        expected = skimage.hausdorff_distance(here, there)
        assert outline(predicted, truth).hausdorff == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("width", [1, 2, 4])
def test_boundary_iou_against_chebyshev_distances(width: int) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")

    def band(mask: np.ndarray) -> np.ndarray:
        padded = np.pad(mask, 1)
        depth = ndimage.distance_transform_cdt(padded, "chessboard")[1:-1, 1:-1]
        return mask & (depth <= width)

    predicted, truth = blob(0.7), blob(0.7)
    here, there = band(predicted), band(truth)
    share = width / math.hypot(*truth.shape)
    expected = (here & there).sum() / (here | there).sum()
    assert boundary_iou(predicted, truth, share) == pytest.approx(expected)


def square(size: int = 20, left: int = 5) -> np.ndarray:
    mask = np.zeros((size, size), bool)
    mask[5:15, left : left + 10] = True
    return mask


def test_a_shift_is_the_distance() -> None:
    found = outline(square(left=5), square(left=8))
    assert found.hausdorff == 3.0 and found.mean_distance < 3.0


def test_one_stray_pixel_moves_hausdorff_and_hardly_the_others() -> None:
    stray = square()
    stray[0, 0] = True
    found = outline(stray, square())
    assert found.hausdorff == pytest.approx(math.hypot(5, 5))
    assert found.hausdorff95 == 0.0 and found.mean_distance < 0.2


def test_holes_have_outlines() -> None:
    holed = square()
    holed[9:11, 9:11] = False
    assert outline(holed, square()).hausdorff >= 3.0


@pytest.mark.parametrize(
    ("predicted", "truth", "distance", "iou", "undefined"),
    [
        (False, False, 0.0, 1.0, False),
        (True, False, math.hypot(20, 20), 0.0, True),
        (False, True, math.hypot(20, 20), 0.0, True),
        (True, True, 0.0, 1.0, False),
    ],
)
def test_empty_masks(
    predicted: bool, truth: bool, distance: float, iou: float, undefined: bool
) -> None:
    found = outline(square() & predicted, square() & truth)
    assert (found.hausdorff, found.hausdorff95, found.mean_distance) == (distance,) * 3
    assert (found.boundary_iou, found.undefined) == (iou, undefined)


def test_an_empty_mask_at_the_published_size_costs_its_diagonal() -> None:
    assert outline(square(), square() & False, side=224).hausdorff == pytest.approx(316.8, abs=0.05)


def test_a_mask_that_fills_the_picture_has_an_outline() -> None:
    full = np.ones((6, 8), bool)
    assert contour(full).sum() == 6 * 8 - 4 * 6


def test_ignored_pixels_are_taken_to_be_right() -> None:
    stray = square()
    stray[0, 0] = True
    assert outline(stray, square(), ~square()).hausdorff == 0.0


def test_a_common_side_scales_the_distances() -> None:
    assert outline(square(left=5), square(left=8), side=40).hausdorff == pytest.approx(6.0, abs=1)
