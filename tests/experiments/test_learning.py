"""Trainings of experiments: once each, at the scale, resumed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from integument.experiments import learning
from integument.experiments.context import Context
from integument.experiments.experiment import Need
from integument.train.schedule import Budget
from toy_experiment import toy

torch = pytest.importorskip("torch")

NEEDS = (Need("a", ("skin",), "x", smoke=4), Need("b", ("body",), "x", smoke=4))


@pytest.fixture
def context(tmp_path):
    return Context(toy(needs=NEEDS), "smoke", tmp_path)


def guided(*changes: str) -> learning.Condition:
    return learning.Condition("guided", "mutual_guidance", ("a", "b"), changes)


def test_a_training_is_shared_and_can_be_scored(context):
    from integument.experiments.networks import Trained

    lines: list[str] = []
    context.say = lines.append
    path = learning.train(context, guided(), 0)
    assert any("for 24 steps" in line for line in lines)
    lines.clear()
    again = dataclasses.replace(guided(), name="another name")
    assert learning.train(context, again, 0) == path and not lines
    assert not (path.parent / "last.pt").exists()
    segmenter = Trained("row", path)
    found = segmenter.predict(np.zeros((50, 70, 3), np.uint8))
    assert set(found) == {"skin", "body"}
    assert found["skin"].shape == (50, 70) and 0 <= found["skin"].min() <= found["skin"].max() <= 1


def test_another_seed_setting_or_picture_is_another_training(context, tmp_path):
    def folder(condition, seed=0):
        """Where it would be trained."""
        asked = []
        context.say = asked.append
        monkey = learning._train
        learning._train = lambda *arguments: asked.append(arguments[-1])
        try:
            learning.train(context, condition, seed)
        finally:
            learning._train = monkey
        return asked[-1]

    first = folder(guided())
    assert folder(guided()) == first
    assert folder(guided(), seed=1) != first
    assert folder(guided("crf_weight=0")) != first
    assert folder(dataclasses.replace(guided(), data=("b", "a"))) != first
    assert folder(dataclasses.replace(guided(), steps=2.0)) != first


@pytest.mark.parametrize(("scale", "narrow"), [("smoke", True), ("cpu", True), ("full", False)])
def test_only_small_scales_narrow_the_networks(scale, narrow):
    settings = learning.settings_of(scale, guided(), 3)
    options = settings.net_options()
    assert settings.seed == 3
    assert ("widths" in options) is narrow
    assert options["stop_gradient"] is True
    if scale == "full":
        assert (settings.size, settings.learning_rate) == (512, 1e-4)


@pytest.mark.parametrize(
    ("scale", "changes", "options", "budget"),
    [
        ("smoke", {}, {}, {"steps": 24}),
        ("smoke", {"recipe": "u2net", "data": ("a",)}, {}, {"steps": 3}),
        ("cpu", {"steps": 0.5}, {}, {"steps": 400}),
        ("full", {}, {}, {"hours": 12}),
        # Four pictures, twenty times, eight at a time; or three of a batch of eight.
        ("full", {"epochs": 20.0}, {}, {"steps": 10}),
        ("full", {"epochs": 20.0}, {"mix=ratio", "ratio=0.625,0.375"}, {"steps": 27}),
    ],
)
def test_budgets(context, scale, changes, options, budget):
    for name in ("a", "b"):
        context.given = {**context.given, name: context.folders(name)}
    condition = dataclasses.replace(guided(*options), **changes)
    context.scale = scale
    settings = learning.settings_of(scale, condition, 0)
    assert learning._budget(context, condition, settings) == Budget(**budget)


def test_changes_of_a_condition_win_over_those_of_the_scale():
    assert learning.settings_of("smoke", guided("batch=6"), 0).batch == 6
