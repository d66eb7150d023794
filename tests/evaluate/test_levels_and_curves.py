"""Curves from histograms, against scoring the pixels again at every threshold."""

from __future__ import annotations

import numpy as np
import pytest

from integument.evaluate.curves import THRESHOLDS, curves
from integument.evaluate.levels import Levels, level_of, quantise
from integument.evaluate.metrics import count, mean, pooled

RNG = np.random.default_rng(5)


def random_case(truth_share: float = 0.4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Predicted levels, truth and ignored pixels of a small picture."""
    predicted = RNG.integers(256, size=(9, 7), dtype=np.uint8)
    return predicted, RNG.random((9, 7)) < truth_share, RNG.random((9, 7)) < 0.2


CASES = [random_case(share) for share in (0.4, 0.0, 1.0, 0.1)]
CASES.append((np.zeros((9, 7), np.uint8), np.zeros((9, 7), bool), np.zeros((9, 7), bool)))


@pytest.mark.parametrize("threshold", [0.0, 0.01, 0.4, 0.5, 0.77, 1.0])
def test_levels_give_the_counts_of_the_pixels(threshold: float) -> None:
    for predicted, truth, ignored in CASES:
        marked = predicted.astype(np.float64) / 255 >= threshold
        expected = count(marked, truth, ignored)
        assert Levels.measure(predicted, truth, ignored).counts(threshold) == expected


def test_curves_are_the_metrics_at_each_threshold() -> None:
    found = curves([Levels.measure(*case) for case in CASES])
    for where, threshold in enumerate(THRESHOLDS):
        rows = [
            count(predicted.astype(np.float64) / 255 >= threshold, truth, ignored)
            for predicted, truth, ignored in CASES
        ]
        assert found.iou[:, where] == pytest.approx([row.iou for row in rows])
        assert found.precision[:, where] == pytest.approx([row.precision for row in rows])
        assert found.recall[:, where] == pytest.approx([row.recall for row in rows])
        assert found.mean_iou[where] == pytest.approx(mean(rows)["iou"])
        assert found.pooled_recall[where] == pytest.approx(pooled(rows)["recall"])


def test_average_precision_of_good_and_useless_predictions() -> None:
    truth = np.arange(100).reshape(10, 10) < 30
    perfect = Levels.measure(truth.astype(np.uint8) * 255, truth)
    useless = Levels.measure(np.full((10, 10), 200, np.uint8), truth)
    assert curves([perfect]).average_precision == pytest.approx(1.0)
    assert curves([useless]).average_precision == pytest.approx(0.3)


def test_average_precision_against_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    predicted, truth, _ = CASES[0]
    every_level = [level / 255 for level in range(256)]
    found = curves([Levels.measure(predicted, truth)], every_level).average_precision
    expected = metrics.average_precision_score(truth.ravel(), predicted.ravel())
    assert found == pytest.approx(expected)


def test_the_best_threshold_is_the_lowest_of_equals() -> None:
    truth = np.arange(10).reshape(1, 10) < 4
    levels = Levels.measure(np.where(truth, 204, 51).astype(np.uint8), truth)  # 0.8 and 0.2
    assert curves([levels]).best == (0.21, 1.0)


def test_a_level_is_its_own_threshold() -> None:
    assert [level_of(level / 255) for level in range(256)] == list(range(256))


def test_rounding_never_changes_the_decision_at_one_half() -> None:
    near = np.array([0.5, np.nextafter(np.float32(0.5), 0), 0.4999, 0.499, 0.501, 0, 1], np.float32)
    assert ((quantise(near) >= level_of(0.5)) == (near >= 0.5)).all()
