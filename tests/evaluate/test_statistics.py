"""Intervals, paired tests, Top-1 rates and attributes, against scipy, enumeration and hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from integument.evaluate.attributes import attribute_score
from integument.evaluate.ranking import top_one, top_one_curve
from integument.evaluate.statistics import bootstrap_mean, holm, sign_flip_test, wilcoxon_test

RNG = np.random.default_rng(2)


def test_the_interval_of_a_large_sample_is_the_normal_one() -> None:
    values = RNG.normal(0.7, 0.1, 400)
    got = bootstrap_mean(values)
    half = 1.96 * values.std() / math.sqrt(values.size)
    assert got.mean == pytest.approx(values.mean())
    assert got.low == pytest.approx(values.mean() - half, abs=0.001)
    assert got.high == pytest.approx(values.mean() + half, abs=0.001)
    assert bootstrap_mean(values) == got != bootstrap_mean(values, seed=1)


def test_intervals_of_little() -> None:
    assert bootstrap_mean([0.5]) == (0.5, 0.5, 0.5)
    assert all(math.isnan(value) for value in bootstrap_mean([]))


@pytest.mark.parametrize("pairs", [1, 4, 9])
def test_the_sign_flip_test_enumerates_small_samples(pairs: int) -> None:
    first, second = RNG.normal(0.4, 1, pairs), RNG.normal(0, 1, pairs)
    patterns = itertools.product((-1, 1), repeat=pairs)
    sums = [abs(sum(s * d for s, d in zip(p, first - second, strict=True))) for p in patterns]
    observed = abs((first - second).sum())
    expected = np.mean([value >= observed - 1e-9 for value in sums])
    assert sign_flip_test(first, second) == pytest.approx(expected)


def test_the_sign_flip_test_of_many_pairs() -> None:
    stats = pytest.importorskip("scipy.stats")
    first = RNG.normal(0.15, 1, 120)
    expected = stats.ttest_rel(first, np.zeros(120)).pvalue
    assert sign_flip_test(first, np.zeros(120)) == pytest.approx(expected, abs=0.02)
    assert sign_flip_test(first, first) == 1.0
    assert sign_flip_test(first, first + 1) == pytest.approx(1 / 10_001)


def test_wilcoxon_against_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    for _ in range(5):
        first, second = RNG.integers(12, size=(2, 40)) / 10  # with ties and zeros
        expected = stats.wilcoxon(first, second, method="asymptotic", correction=False).pvalue
        assert wilcoxon_test(first, second) == pytest.approx(expected)


def test_without_a_difference_p_is_one() -> None:
    assert wilcoxon_test([1, 2], [1, 2]) == sign_flip_test([], []) == 1.0


def test_holm_never_falls_and_stops_at_one() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_top_one_and_its_two_tie_rules() -> None:
    found = top_one([[0.9, 0.5, 1.0, 0.2], [0.8, 0.5, 1.0, 0.4], [0.1, 0.1, 1.0, 0.3]])
    assert found.first == pytest.approx([3 / 4, 1 / 4, 0])
    assert found.split == pytest.approx([(1 + 1 / 2 + 1 / 3) / 4, (1 / 2 + 1 / 3 + 1) / 4, 1 / 12])
    assert found.ties == 2


def test_top_one_shares_sum_to_one() -> None:
    for methods, pictures in ((1, 3), (2, 7), (9, 50)):
        scores = RNG.integers(4, size=(methods, pictures)) / 3
        found = top_one(scores)
        assert found.first.sum() == pytest.approx(1)
        assert found.split.sum() == pytest.approx(1)
        curve = top_one_curve(np.stack([scores, scores[::-1]], axis=2))
        assert curve[:, 0] == pytest.approx(found.first)
        assert curve.sum(axis=0) == pytest.approx([1, 1])


def test_attributes_by_hand() -> None:
    truth = ["black", "black", "blond", "grey", None]
    predicted = ["black", "blond", "blond", "blond", "black"]
    found = attribute_score(predicted, truth, ("black", "blond", "grey"))
    assert found.matrix.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]
    got = found.metrics()
    assert got["accuracy"] == pytest.approx(2 / 4)
    assert got["precision"] == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert got["recall"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert got["f1"] == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert math.isnan(attribute_score(["a"], [None], ["a"]).metrics()["f1"])


def test_macro_recall_of_a_balanced_set_is_accuracy() -> None:
    truth = list("abcd") * 25
    predicted = list(RNG.choice(list("abcd"), 100))
    got = attribute_score(predicted, truth, "abcd").metrics()
    assert got["recall"] == pytest.approx(got["accuracy"])


def test_attributes_against_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    truth, predicted = RNG.choice(list("abcd"), (2, 60))
    got = attribute_score(list(predicted), list(truth), "abcd").metrics()
    expected = metrics.precision_recall_fscore_support(
        truth, predicted, average="macro", zero_division=0
    )
    assert [got["precision"], got["recall"], got["f1"]] == pytest.approx(expected[:3])
