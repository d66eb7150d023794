"""The matting Laplacian has the properties its authors prove, and the solver uses them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from integument.closed_form import JOINED, laplacian, solve


def dense(rgb: np.ndarray) -> np.ndarray:
    """The whole Laplacian of a small picture, ``(n, n)``."""
    height, width = rgb.shape[:2]
    rows = laplacian(rgb, np.ones((height, width), bool))
    matrix = np.zeros((height * width, height * width))
    for factors, (down, right) in zip(rows, JOINED, strict=True):
        for place, factor in enumerate(factors):
            row, column = place // width + down, place % width + right
            if 0 <= row < height and 0 <= column < width:
                matrix[place, row * width + column] = factor
            else:
                assert factor == 0
    return matrix


def picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)


def test_it_is_symmetric_and_never_negative() -> None:
    matrix = dense(picture(7, 9))
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-5)
    assert np.linalg.eigvalsh(matrix).min() > -1e-4


def test_linear_functions_of_colour_cost_nothing_and_others_do() -> None:
    rgb = picture(8, 8)
    matrix = dense(rgb)
    linear = (rgb.reshape(-1, 3) / 255) @ (0.5, -0.3, 0.2) + 0.4
    other = np.random.default_rng(1).random(64)
    assert abs(linear @ matrix @ linear) < 0.01 * abs(other @ matrix @ other)
    np.testing.assert_allclose(matrix.sum(1), 0, atol=1e-4)


@pytest.mark.parametrize("grey", [0, 200])
def test_a_picture_of_one_colour_averages(grey) -> None:
    matrix = dense(np.full((5, 5, 3), grey, np.uint8))
    assert np.isfinite(matrix).all()
    np.testing.assert_allclose(matrix[12].reshape(5, 5)[2, 2], 9 - 1, atol=1e-3)


def test_strands_between_what_is_known_are_found() -> None:
    """Two colours, mixed; a band in between is unknown, and nothing is guessed of it."""
    truth = np.zeros((60, 80), np.float32)
    truth[:, :30] = 1
    for row in range(5, 60, 8):
        cv2.line(truth, (28, row), (60, row + 3), 1.0, 1, cv2.LINE_AA)
    truth = cv2.GaussianBlur(truth, (0, 0), 0.7)
    share = truth[:, :, None]
    rgb = np.rint(share * (60, 40, 30) + (1 - share) * (90, 180, 220)).astype(np.uint8)
    unknown = np.zeros(truth.shape, bool)
    unknown[:, 20:70] = True
    start = np.where(unknown, np.float32(0.5), truth)
    nothing = np.zeros(np.count_nonzero(unknown), np.float32)
    found = solve(rgb, start, unknown, nothing, nothing)
    assert found.dtype == np.float32
    assert np.abs(found - truth[unknown]).mean() < 0.03


def test_a_weighty_guess_is_kept() -> None:
    unknown = np.ones((6, 6), bool)
    guess = np.random.default_rng(2).random(36).astype(np.float32)
    found = solve(
        picture(6, 6), np.zeros((6, 6), np.float32), unknown, guess, np.full_like(guess, 1e4)
    )
    np.testing.assert_allclose(found, guess, atol=1e-2)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (2, 2), (3, 3)])
def test_pictures_without_room_for_windows(size) -> None:
    guess = np.full(size[0] * size[1], 0.25, np.float32)
    weight = np.ones_like(guess)
    found = solve(picture(*size), np.zeros(size, np.float32), np.ones(size, bool), guess, weight)
    np.testing.assert_allclose(found, 0.25, atol=0.01)
