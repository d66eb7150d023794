"""Settings, schedule, averaged weights, validation, curve."""

from __future__ import annotations

import sys
import types

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from integument.data.augment import Example
from integument.errors import UsageError
from integument.settings import assign
from integument.train import curve
from integument.train.ema import AveragedWeights
from integument.train.schedule import Budget, learning_rate
from integument.train.settings import Settings, difference
from integument.train.validate import ValidationSet, held_out_sets, validate


@pytest.mark.parametrize(
    ("assignment", "name", "value"),
    [
        ("batch=8", "batch", 8),
        ("cache_bytes=1e9", "cache_bytes", 10**9),
        ("learning_rate=1e-3", "learning_rate", 1e-3),
        ("precision=bfloat16", "precision", "bfloat16"),
        ("labels=skin,hair", "labels", "skin,hair"),
    ],
)
def test_settings_are_changed_by_name(assignment, name, value) -> None:
    assert getattr(assign(Settings(), [assignment]), name) == value


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("batch", "expected name=value"),
        ("btach=8", "did you mean 'batch'"),
        ("batch=many", "expected batch to be a whole number, got 'many'"),
        ("batch=2.5", "expected batch to be a whole number"),
        ("batch=0", "expected more than 0"),
        ("learning_rate=nan", "expected more than 0"),
        ("size=100", "multiple of 32"),
        ("ema=1", "0 to below 1"),
        ("precision=float61", "unknown precision 'float61'"),
        ("labels=skin,hiar", "did you mean 'hair'"),
        ("net=unett", "unknown network 'unett': did you mean 'unet'"),
    ],
)
def test_impossible_settings_are_refused(assignment, words) -> None:
    with pytest.raises(UsageError, match=words):
        assign(Settings(), [assignment])


def test_difference_leaves_out_how_it_runs() -> None:
    before = {"batch": 4, "threads": 1, "old": 1}
    assert difference(before, {"batch": 8, "threads": 2, "old": 1}) == "batch was 4 and is now 8"
    assert difference(before, before) == ""


@pytest.mark.parametrize("wrong", [{}, {"steps": 1, "hours": 1.0}, {"steps": 0}, {"hours": -1.0}])
def test_budget_is_steps_or_hours(wrong) -> None:
    with pytest.raises(UsageError, match="how long to train"):
        Budget(**wrong)


def test_progress_of_both_budgets() -> None:
    assert Budget(steps=10).progress(5, 1e9) == 0.5
    assert Budget(hours=2).progress(10**9, 1800) == 0.25
    assert Budget(steps=10).progress(11, 0) == 1


def test_learning_rate_climbs_then_falls() -> None:
    rates = [learning_rate(p, 0.1, 0.01) for p in np.linspace(0, 1, 101)]
    assert np.argmax(rates) == 10
    assert rates[10] == pytest.approx(1)
    assert np.all(np.diff(rates[:11]) > 0)
    assert np.all(np.diff(rates[10:]) < 0)
    assert rates[-1] == pytest.approx(0.01)
    assert learning_rate(0, 0.0, 0.01) == 1, "no warm-up at all"


def test_averaged_weights_follow_and_lag() -> None:
    net = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1))
    averaged = AveragedWeights(net, decay=0.9)
    before = averaged.net[0].weight.clone()
    with torch.no_grad():
        net[0].weight += 1
    net[1].num_batches_tracked += 7
    averaged.update(net, step=10_000)
    torch.testing.assert_close(averaged.net[0].weight, before + 0.1)
    assert averaged.net[1].num_batches_tracked == 7
    averaged.update(net, step=0)  # early on it hardly remembers
    torch.testing.assert_close(averaged.net[0].weight, before + 0.1 + 0.9 * 0.9)


class Red(nn.Module):
    """Says "yes" for both labels where a picture is red."""

    def segment(self, image):
        half = image[:, :1, ::2, ::2]
        return (half - 0.5).repeat(1, 2, 1, 1)


def half_red(truth: np.ndarray, void: np.ndarray | None = None, drawn=(True, True)) -> Example:
    """Red on the left half of 8 × 8; truth and void at 4 × 4, the same for both labels."""
    image = np.zeros((8, 8, 3), np.uint8)
    image[:, :4, 0] = 255
    masks = np.repeat((truth * 255).astype(np.uint8)[None], 2, axis=0)
    ignored = np.zeros_like(masks) if void is None else np.repeat(void[None], 2, axis=0)
    return Example(image, masks, ignored.astype(np.uint8), np.array(drawn))


LEFT = np.repeat([[1, 1, 0, 0]], 4, axis=0)
ALL = np.ones((4, 4))


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (half_red(LEFT), {"skin": 1.0, "body": 1.0}),
        (half_red(ALL), {"skin": 0.5, "body": 0.5}),
        (half_red(ALL, void=1 - LEFT), {"skin": 1.0, "body": 1.0}),
        (half_red(ALL, drawn=(True, False)), {"skin": 0.5}),
        (half_red(1 - LEFT), {"skin": 0.0, "body": 0.0}),
    ],
)
def test_validation_scores_by_hand(example, expected) -> None:
    part = ValidationSet("pack", False, [example])
    scores = validate(Red(), [part], ("skin", "body"), torch.device("cpu"))
    assert scores.labels == expected
    assert scores.score == pytest.approx(np.mean(list(expected.values())))
    assert scores.marked is None


def test_pictures_without_people_are_reported_apart() -> None:
    parts = [
        ValidationSet("people", False, [half_red(LEFT)]),
        ValidationSet("nobody", True, [half_red(0 * ALL)]),
    ]
    scores = validate(Red(), parts, ("skin", "body"), torch.device("cpu"))
    assert (scores.score, scores.marked) == (1.0, 0.5)
    assert list(scores.packs) == ["people"]


def test_held_out_sets_are_limited_and_whole_at_share_one(packs) -> None:
    common = {"size": 32, "stride": 2, "limit": 5}
    (whole,) = held_out_sets(packs[:1], ("skin",), share=1.0, **common)
    assert len(whole.examples) == 5
    assert not whole.people_free
    assert held_out_sets(packs[:1], ("skin",), share=0.0, **common) == []


def test_curve_survives_a_change_of_columns(tmp_path) -> None:
    records = [
        {"samples": 10, "loss": 1.0, "score": 0.1, "iou_skin": 0.1},
        {"samples": 20, "loss": 0.5, "score": float("nan"), "iou_hair": 0.4},
    ]
    curve.write_csv(records, tmp_path / "curve.csv")
    lines = (tmp_path / "curve.csv").read_text().splitlines()
    assert lines == ["samples,loss,score,iou_skin,iou_hair", "10,1,0.1,0.1,", "20,0.5,nan,,0.4"]
    curve.draw(records, tmp_path / "curve.png", "title")
    assert Image.open(tmp_path / "curve.png").width > 400


def test_numbers_go_to_tensorboard_where_it_is_installed(tmp_path, monkeypatch) -> None:
    from integument.train.board import Board

    written = []

    class Writer:
        def __init__(self, folder):
            self.folder = folder

        def add_scalar(self, name, value, step):
            written.append((self.folder, name, value, step))

        def close(self):
            written.append("closed")

    module = types.ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = Writer
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    board = Board(tmp_path)
    board.add({"loss": 0.5}, 7)
    board.close()
    assert written == [(str(tmp_path / "tensorboard"), "loss", 0.5, 7), "closed"]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    silent = Board(tmp_path)
    silent.add({"loss": 0.5}, 7)
    silent.close()
    assert len(written) == 2
