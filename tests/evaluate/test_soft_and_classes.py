"""Grey values bit by bit, and several classes at once."""

from __future__ import annotations

import numpy as np
import pytest

from integument.evaluate.classes import CLASSES, READINGS, class_map, class_scores, confusion
from integument.evaluate.soft import iou_bitwise_u8, mean_absolute_error

RNG = np.random.default_rng(8)


def grey(*values: int) -> np.ndarray:
    return np.array([values], np.uint8)


@pytest.mark.parametrize(
    ("predicted", "truth", "expected"),
    [
        (grey(255, 0), grey(255, 0), 1.0),
        (grey(0, 0), grey(0, 0), 1.0),  # an empty union
        (grey(255, 255), grey(255, 0), 0.5),
        (grey(127), grey(128), 0.0),  # near as values, without a common bit
        (grey(0b1100), grey(0b0110), 0b0100 / 0b1110),
        (grey(255) * 0, grey(255), 0.0),
    ],
)
def test_bitwise_iou(predicted: np.ndarray, truth: np.ndarray, expected: float) -> None:
    assert iou_bitwise_u8(predicted, truth) == pytest.approx(expected)


def test_bitwise_iou_of_hard_masks_is_the_iou() -> None:
    predicted, truth = RNG.random((2, 30, 30)) < 0.5
    expected = (predicted & truth).sum() / (predicted | truth).sum()
    assert iou_bitwise_u8(predicted * np.uint8(255), truth * np.uint8(255)) == expected


def test_mean_absolute_error_does_not_wrap_around() -> None:
    assert mean_absolute_error(grey(0, 255, 10), grey(255, 0, 13)) == pytest.approx(513 / 3)


def test_ignored_grey_values_do_not_count() -> None:
    ignored = np.array([[False, True]])
    assert mean_absolute_error(grey(7, 0), grey(7, 255), ignored) == 0.0
    assert iou_bitwise_u8(grey(7, 0), grey(7, 255), ignored) == 1.0
    assert mean_absolute_error(grey(7), grey(0), np.array([[True]])) == 0.0


def test_hair_lies_over_skin() -> None:
    hair, skin = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert [CLASSES[i] for i in class_map(hair, skin)] == ["hair", "hair", "skin", "background"]


def test_confusion_counts_rows_by_truth() -> None:
    truth, predicted = np.uint8([0, 0, 1, 2, 2]), np.uint8([0, 1, 1, 0, 2])
    ignored = np.array([False, False, True, False, False])
    expected = [[1, 1, 0], [0, 0, 0], [1, 0, 1]]
    assert confusion(predicted, truth, ignored=ignored).tolist() == expected


@pytest.mark.parametrize("over", READINGS.values(), ids=READINGS)
def test_readings_against_sets_of_pixels(over: tuple[str, ...]) -> None:
    truth, predicted = RNG.integers(3, size=(2, 40, 40), dtype=np.uint8)
    got = class_scores(confusion(predicted, truth), over)
    numbers = [CLASSES.index(name) for name in over]
    ious = [
        ((predicted == i) & (truth == i)).sum() / ((predicted == i) | (truth == i)).sum()
        for i in numbers
    ]
    accuracies = [(predicted[truth == i] == i).mean() for i in numbers]
    assert got["miou"] == pytest.approx(np.mean(ious))
    assert got["macc"] == pytest.approx(np.mean(accuracies))
    assert got["accuracy"] == pytest.approx((predicted == truth).mean())


def test_scikit_learn_agrees() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    truth, predicted = RNG.integers(3, size=(2, 400), dtype=np.uint8)
    matrix = confusion(predicted, truth)
    assert (matrix == metrics.confusion_matrix(truth, predicted)).all()
    expected = metrics.jaccard_score(truth, predicted, average="macro")
    assert class_scores(matrix)["miou"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("truth", "predicted", "miou", "macc"),
    [
        ([1, 1], [1, 1], 1.0, 1.0),  # background and skin are nowhere: left out
        ([1, 1], [1, 2], 0.25, 0.5),  # skin is predicted, so it has an IoU, but no accuracy
        ([], [], 1.0, 1.0),
    ],
)
def test_classes_that_do_not_occur(
    truth: list[int], predicted: list[int], miou: float, macc: float
) -> None:
    got = class_scores(confusion(np.uint8(predicted), np.uint8(truth)))
    assert (got["miou"], got["macc"]) == (miou, macc)
