"""A verdict says no more than the numbers do."""

from __future__ import annotations

import pytest

from integument.experiments.findings import Findings
from integument.experiments.verdict import FAILS, HOLDS, MISSING, MIXED, TOO_LITTLE, judge
from toy_experiment import findings, toy


@pytest.mark.parametrize(
    ("good", "bad", "options", "verdict", "signs"),
    [
        ([5.0], [4.0], {}, HOLDS, "+"),
        ([4.0], [5.0], {}, FAILS, "-"),
        ([4.0], [4.0], {}, FAILS, "="),
        ([4.0], [4.0], {"equal": True}, HOLDS, "="),
        ([4.0], [5.0], {"lower": True}, HOLDS, "+"),
        ([5.0, 6.0, 7.0], [4.0, 4.0, 4.0], {}, HOLDS, "+++"),
        ([5.0, 3.0, 7.0], [4.0, 4.0, 4.0], {}, MIXED, "+-+"),
        ([3.0, 3.0, 3.0], [4.0, 4.0, 4.0], {}, FAILS, "---"),
    ],
)
def test_signs_decide(good, bad, options, verdict, signs):
    (found,) = judge(toy(**options), findings(good, bad), "cpu")
    assert (found.verdict, found.signs) == (verdict, (signs,))


def test_seeds_are_compared_with_themselves_and_the_difference_is_of_the_means():
    (found,) = judge(toy(), findings([1.0, 10.0], [0.0, 8.0]), "full")
    assert found.verdict == HOLDS and found.difference == pytest.approx(1.5)


def test_a_chain_is_as_good_as_its_worst_link():
    from integument.experiments.experiment import Ordering, Table

    table = Table("t", ("IoU",), dict.fromkeys("abc", (None,)))
    experiment = toy(tables=(table,), orderings=(Ordering("abc", "t", "IoU", ("a", "b", "c")),))
    found = Findings(pictures=100)
    for row, value in zip("abc", (3.0, 1.0, 2.0), strict=True):
        found.add("t", row, {"IoU": value})
    (verdict,) = judge(experiment, found, "cpu")
    assert verdict.verdict == FAILS and verdict.signs == ("+", "-")
    assert verdict.difference == -1.0


@pytest.mark.parametrize(("scale", "pictures"), [("smoke", 100), ("cpu", 5)])
def test_too_little_is_said_to_be_too_little(scale, pictures):
    (found,) = judge(toy(), findings([5.0], [4.0], pictures), scale)
    assert found.verdict == TOO_LITTLE


def test_fewer_seeds_than_planned_are_too_few():
    experiment = toy(seeds=(3, 1))
    (found,) = judge(experiment, findings([5.0, 5.0], [4.0, 4.0]), "cpu")
    assert found.verdict == TOO_LITTLE and found.why == "2 of the 3 seeds that it takes"
    (found,) = judge(experiment, findings([5.0], [4.0]), "full")
    assert found.verdict == HOLDS


def test_the_same_number_from_every_seed_says_nothing():
    (found,) = judge(toy(equal=True), findings([4.0, 4.0, 4.0], [4.0, 4.0, 4.0]), "cpu")
    assert found.verdict == TOO_LITTLE and "nothing was learned" in found.why
    (found,) = judge(toy(equal=True), findings([4.0, 4.0, 5.0], [4.0, 4.0, 4.0]), "cpu")
    assert found.verdict == HOLDS


def test_without_pictures_there_can_be_enough_at_any_scale():
    experiment = toy(needs=(), judged_from="smoke")
    (found,) = judge(experiment, findings([5.0], [4.0], 0), "smoke")
    assert found.verdict == HOLDS


def test_what_was_not_measured_is_not_judged():
    (found,) = judge(toy(), findings([5.0], []), "full")
    assert found.verdict == MISSING and "bad" in found.why
