"""The numbers, against hand counts and sets of pixels."""

from __future__ import annotations

import math

import numpy as np
import pytest

from integument.evaluate.metrics import METRICS, Counts, count, mean, pooled


def mask(text: str) -> np.ndarray:
    """One row of pixels: ``"##.."`` → True True False False."""
    return np.array([[character == "#" for character in text]])


@pytest.mark.parametrize(
    ("predicted", "truth", "ignored", "expected"),
    [
        ("##..", "#.#.", None, Counts(hits=1, extras=1, misses=1, rest=1)),
        ("####", "....", None, Counts(extras=4)),
        ("....", "####", None, Counts(misses=4)),
        ("....", "....", None, Counts(rest=4)),
        ("##..", "#.#.", "#...", Counts(hits=0, extras=1, misses=1, rest=1)),
        ("##..", "#.#.", ".##.", Counts(hits=1, rest=1)),
        ("##..", "#.#.", "####", Counts()),
        ("##..", "#.#.", "....", Counts(1, 1, 1, 1)),
    ],
)
def test_counts(predicted: str, truth: str, ignored: str | None, expected: Counts) -> None:
    void = None if ignored is None else mask(ignored)
    assert count(mask(predicted), mask(truth), void) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),  # in the order of METRICS
    [
        (Counts(6, 2, 4, 8), (6 / 12, 6 / 8, 6 / 10, 12 / 18, 14 / 20)),
        (Counts(hits=5), (1, 1, 1, 1, 1)),
        (Counts(rest=5), (1, 1, 1, 1, 1)),  # rightly empty
        (Counts(extras=1, rest=9), (0, 0, 0, 0, 0.9)),  # nothing there, something found
        (Counts(misses=1, rest=9), (0, 0, 0, 0, 0.9)),  # something there, nothing found
        (Counts(extras=2, misses=2), (0, 0, 0, 0, 0)),
        (Counts(), (1, 1, 1, 1, 1)),
    ],
)
def test_metrics_and_the_empty_set_rule(counts: Counts, expected: tuple[float, ...]) -> None:
    assert counts.metrics() == pytest.approx(dict(zip(METRICS, expected, strict=True)))


def test_random_masks_against_sets_of_pixels() -> None:
    rng = np.random.default_rng(11)
    for _ in range(30):
        density = rng.random(3)
        predicted, truth, void = rng.random((3, 9, 7)) < density[:, None, None]
        seen = {(y, x) for y in range(9) for x in range(7) if not void[y, x]}
        found = {pixel for pixel in seen if predicted[pixel]}
        there = {pixel for pixel in seen if truth[pixel]}
        got = count(predicted, truth, void)
        assert got.total == len(seen)
        if found | there:
            assert got.iou == pytest.approx(len(found & there) / len(found | there))
            assert got.f1 == pytest.approx(2 * len(found & there) / (len(found) + len(there)))
        if found and there:
            assert got.precision == pytest.approx(len(found & there) / len(found))
            assert got.recall == pytest.approx(len(found & there) / len(there))
            right = (found & there) | (seen - found - there)
            assert got.accuracy == pytest.approx(len(right) / len(seen))


def test_pooled_identities_hold_and_means_weigh_pictures_equally() -> None:
    small, large = Counts(1, 0, 1, 0), Counts(90, 10, 0, 900)
    assert mean([small, large])["iou"] == pytest.approx((0.5 + 0.9) / 2)
    together = pooled([small, large])
    assert together["iou"] == pytest.approx(91 / 102)
    assert 1 / together["iou"] == pytest.approx(
        1 / together["precision"] + 1 / together["recall"] - 1
    )
    assert together["f1"] == pytest.approx(2 * together["iou"] / (1 + together["iou"]))


def test_no_pictures_give_no_numbers() -> None:
    for values in (mean([]), pooled([])):
        assert set(values) == set(METRICS)
        assert all(math.isnan(value) for value in values.values())
