"""Ablations of the default network: rows differ in one thing, and are compared on what all have."""

from __future__ import annotations

import numpy as np
import pytest

from integument.errors import UsageError
from integument.evaluate.report import PackScore
from integument.experiments import learning, runner, told
from integument.experiments.ablations import a1_parts, a2_feature_masking, default
from integument.experiments.context import Context
from integument.labels import NAMES
from toy_experiment import toy

torch = pytest.importorskip("torch")


@pytest.fixture
def context(tmp_path):
    return Context(a1_parts.EXPERIMENT, "cpu", tmp_path)


def settings(context, changes):
    return learning.settings_of("cpu", default.condition(context, "row", changes), 0)


@pytest.mark.parametrize("module", [a1_parts, a2_feature_masking])
def test_rows_are_what_the_recipe_can_do_and_differ(module, context):
    found = [learning._plain(settings(context, changes)) for changes in module.ROWS.values()]
    assert all(one != other for place, one in enumerate(found) for other in found[:place])
    assert all(one["net"] == "integument_fast" and one["size"] == 160 for one in found)


def test_weights_and_crops_are_common_to_rows_with_the_same_labels(context):
    from integument.train import recipes

    starts = []
    for changes in (a1_parts.ROWS["plain"], a1_parts.ROWS["guided"], a1_parts.ROWS["levels"]):
        torch.manual_seed(5)
        task = recipes.task_of("integument")(settings(context, changes), NAMES)
        starts.append(task.build().state_dict())
    plain, *others = starts
    for other in others:
        assert all(torch.equal(other[name], value) for name, value in plain.items())


def test_with_a_checkpoint_learning_is_gentler_and_the_training_another(tmp_path):
    checkpoints = [tmp_path / "a.pt", tmp_path / "b.pt"]
    for number, path in enumerate(checkpoints):
        path.write_bytes(bytes([number]))
    begun = [
        default.condition(Context(a1_parts.EXPERIMENT, "cpu", tmp_path, start=start), "row", ())
        for start in (None, *checkpoints)
    ]
    rates = [learning.settings_of("cpu", one, 0).learning_rate for one in begun]
    assert rates[0] > rates[1] == rates[2]
    marks = [learning._start(None, one, 0)[1] for one in begun]
    assert marks[0] is None and len(set(marks)) == 3


@pytest.mark.parametrize("row", a1_parts.ROWS)
def test_every_row_can_begin_with_weights_for_all_labels(context, tmp_path, row):
    from integument import nets
    from integument.train import checkpoint, recipes
    from integument.train.run import load_weights

    trained = nets.build("integument_fast", len(NAMES), hair=True)
    known = {"net": "integument_fast", "labels": ",".join(NAMES)}
    start = tmp_path / "trained.pt"
    checkpoint.save(
        checkpoint.Checkpoint(
            "integument", known, {}, 1, 1.0, trained.state_dict(), net_options={"hair": True}
        ),
        start,
    )
    asked = settings(context, a1_parts.ROWS[row])
    labels = tuple(asked.labels.split(","))
    net = recipes.task_of("integument")(asked, labels).build()
    load_weights(net, labels, start)
    places = [NAMES.index(label) for label in labels]
    assert torch.equal(net.head.weight, trained.head.weight[places])


def test_experiments_that_take_no_checkpoint_say_so(tmp_path):
    with pytest.raises(UsageError, match="e1 does not begin with a checkpoint: leave out --init"):
        runner.run(toy(), out=tmp_path, start=tmp_path / "a.pt")


def test_optional_pictures_may_be_left_out_at_every_scale(tmp_path):
    for scale in ("smoke", "cpu", "full"):
        context = Context(a1_parts.EXPERIMENT, scale, tmp_path)
        context.check_data()
        assert context.folders("photographs") == () and context.data("photographs") == []


def pack(path: str, ious: dict[str, float]) -> PackScore:
    """A pack of one picture of ten true pixels for each label."""
    from integument.evaluate.levels import Levels, quantise
    from integument.evaluate.metrics import count
    from integument.evaluate.report import Row

    truth = np.ones((1, 10), bool)
    rows = []
    for label, iou in ious.items():
        marked = np.arange(10)[None] < 10 * iou
        levels = Levels.measure(quantise(marked.astype(np.float32)), truth, None)
        rows.append(Row("one", label, count(marked, truth, None), levels, iou, 0.0))
    return PackScore(path, path, False, tuple(ious), 0.5, rows)


def test_the_mean_is_over_labels_that_every_row_has():
    one = pack("/x/a", {"skin": 0.5, "hair": 0.3, "body": 1.0})
    found = a1_parts.columns([one])
    assert found == pytest.approx({"mean": 40.0, "skin": 50.0, "hair": 30.0, "body": 100.0})
    both = a1_parts.columns([one, pack("/x/b", {"hair": 0.1})])
    assert both["mean"] == pytest.approx(30.0)
    assert both["b: hair"] == pytest.approx(10.0) and both["a: body"] == pytest.approx(100.0)


def test_of_what_is_not_known_nothing_is_counted():
    pictures = [{"shade": (0, 0)}, {"shade": (1, 0)}, {"shade": (2, None)}]
    assert told.percentages("shade", pictures)["accuracy"] == 50.0
    yes = told.percentages("bald", [{"bald": (1, 1)}, {"bald": (1, 0)}, {"bald": (0, 1)}])
    assert yes["precision"] == yes["recall"] == 50.0
    assert np.isnan(told.percentages("shade", pictures[2:])["accuracy"])
