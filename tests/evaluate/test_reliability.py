"""Whether probabilities mean what they say."""

from __future__ import annotations

import numpy as np
import pytest

from integument.evaluate.levels import Levels, quantise
from integument.evaluate.reliability import BINS, reliability


def levels(probability: np.ndarray, truth: np.ndarray) -> Levels:
    return Levels.measure(quantise(probability), truth)


def test_honest_probabilities_have_next_to_no_error() -> None:
    rng = np.random.default_rng(0)
    probability = rng.random((400, 500), dtype=np.float32)
    found = reliability([levels(probability, rng.random((400, 500)) < probability)])
    assert found.error < 0.01
    np.testing.assert_allclose(found.true, found.predicted, atol=0.02)
    assert found.pixels.sum() == 200_000 and len(found.pixels) == BINS


def test_boasting_is_told() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random((200, 500)) < 0.7
    found = reliability([levels(np.full(truth.shape, 0.95, np.float32), truth)])
    assert found.error == pytest.approx(0.25, abs=0.01)
    assert found.predicted[-1] == pytest.approx(0.95, abs=0.002)
    assert found.true[-1] == pytest.approx(0.7, abs=0.01)


def test_pictures_count_by_their_pixels_and_empty_bins_stay_empty() -> None:
    right = levels(np.full((10, 30), 1.0, np.float32), np.ones((10, 30), bool))
    wrong = levels(np.full((10, 10), 1.0, np.float32), np.zeros((10, 10), bool))
    found = reliability([right, wrong])
    assert found.error == pytest.approx(0.25)
    data = found.to_dict()
    assert data["true"] == [None] * (BINS - 1) + [0.75]
    assert data["pixels"] == [0] * (BINS - 1) + [400]


@pytest.mark.parametrize(("value", "bin_of"), [(0.0, 0), (0.1, 1), (0.999, 9), (1.0, 9)])
def test_edges_of_bins(value: float, bin_of: int) -> None:
    one = levels(np.full((1, 1), value, np.float32), np.ones((1, 1), bool))
    assert reliability([one]).pixels.argmax() == bin_of
