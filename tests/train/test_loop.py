"""Training as a whole: it learns, it can be killed and resumed, and it refuses nonsense."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace

import pytest
import torch

from integument import nets
from integument.errors import InputError, IntegumentError, ModelError, UsageError
from integument.train import checkpoint, loop, task
from integument.train.loop import train
from integument.train.run import load_weights


def quiet(line: str) -> None:
    """Says nothing."""


def test_learns_and_leaves_what_it_promises(make_run) -> None:
    lines: list[str] = []
    run = make_run(steps=60, batch=8, learning_rate=4e-3, log_seconds=0, validation_seconds=1)
    state = train(run, say=lines.append)

    assert {file.name for file in run.out.iterdir()} - {"tensorboard"} == {
        "settings.json",
        "last.pt",
        "best.pt",
        "final.pt",
        "curve.csv",
        "curve.png",
    }
    assert state.step == 60
    assert state.best > 0.3, "green is hair and red is skin: sixty steps suffice to see it"
    rows = list(csv.DictReader((run.out / "curve.csv").open()))
    assert float(rows[-1]["iou_body"]) > 0.3
    assert "people_free_marked" in rows[-1]
    assert "iou_clothes" not in rows[-1], "a label nobody drew has no score"
    record = json.loads((run.out / "settings.json").read_text())
    assert record["settings"]["learning_rate"] == 4e-3
    assert record["versions"]["torch"] == torch.__version__
    assert "pictures with people" in lines[0]
    assert any("samples/s" in line and "left" in line for line in lines)
    assert "best score" in lines[-1]


def test_interrupted_and_resumed_is_the_same_as_never_interrupted(make_run, monkeypatch) -> None:
    train(make_run("whole", steps=6), say=quiet)

    update = loop.AveragedWeights.update

    def interrupted(self, net, step):
        update(self, net, step)
        if step == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(loop.AveragedWeights, "update", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(make_run("parts", steps=6), say=quiet)
    monkeypatch.undo()

    # The interrupt fell between the update and the count: the state is that of two steps.
    parts = make_run("parts", steps=None, resume=True)
    halted = checkpoint.load(parts.out / "last.pt")
    assert halted.step == 2
    lines: list[str] = []
    state = train(parts, say=lines.append)
    assert state.step == 6
    assert lines[0].startswith("resuming")


def test_resumed_weights_are_equal(make_run, monkeypatch) -> None:
    train(make_run("whole", steps=6), say=quiet)

    clean = loop.batches

    def dying(supply, settings, first):
        for count, batch in enumerate(clean(supply, settings, first)):
            if count == 3:
                raise KeyboardInterrupt
            yield batch

    monkeypatch.setattr(loop, "batches", dying)
    with pytest.raises(KeyboardInterrupt):
        train(make_run("parts", steps=6), say=quiet)
    monkeypatch.undo()
    train(make_run("parts", steps=6, resume=True), say=quiet)

    whole, parts = (checkpoint.load(make_run(name).out / "last.pt") for name in ("whole", "parts"))
    assert parts.step == whole.step == 6
    for name, value in whole.model.items():
        torch.testing.assert_close(parts.model[name], value, msg=name)
        torch.testing.assert_close(parts.ema[name], whole.ema[name], msg=name)


def test_divergence_stops_with_the_last_good_state(make_run, monkeypatch) -> None:
    honest = task.segmentation_loss
    steps = iter(range(100))

    def broken(*arguments):
        loss = honest(*arguments)
        return loss * math.nan if next(steps) == 2 else loss

    monkeypatch.setattr(task, "segmentation_loss", broken)
    run = make_run(checkpoint_seconds=0)
    with pytest.raises(
        IntegumentError,
        match=r"diverged at step 2: loss nan.*in the batch of people/.*last\.pt; start.*--init",
    ):
        train(run, say=quiet)
    kept = checkpoint.load(run.out / "last.pt")
    assert kept.step == 2
    assert all(torch.isfinite(value).all() for value in kept.model.values())
    assert not (run.out / "final.pt").exists()


def test_a_run_is_not_overwritten(make_run) -> None:
    train(make_run(steps=1), say=quiet)
    with pytest.raises(UsageError, match="holds a run already: add --resume"):
        train(make_run(steps=1), say=quiet)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"batch": 2}, "batch was 4 and is now 2"),
        ({"steps": 9}, "steps was 1 and is now 9"),
        ({"learning_rate": 1e-4, "seed": 5}, r"learning_rate was 0\.002 .*seed was 0"),
    ],
)
def test_resuming_with_other_settings_names_them(make_run, changes, words) -> None:
    train(make_run(steps=1), say=quiet)
    with pytest.raises(UsageError, match=words):
        train(make_run(**{"steps": 1, "resume": True, **changes}), say=quiet)


def test_how_it_runs_may_change_when_resumed(make_run) -> None:
    train(make_run(steps=1), say=quiet)
    train(make_run(steps=1, resume=True, log_seconds=1, precision="bfloat16"), say=quiet)


def test_resuming_nothing_is_refused(make_run) -> None:
    with pytest.raises(UsageError, match="nothing to resume"):
        train(make_run(resume=True), say=quiet)


def test_begins_with_the_weights_of_another_run(make_run) -> None:
    train(make_run("first", steps=3), say=quiet)
    source = make_run("first").out / "final.pt"
    run = make_run("second", steps=1, start=source, learning_rate=1e-9)
    train(run, say=quiet)
    before, after = checkpoint.load(source).ema, checkpoint.load(run.out / "last.pt").model
    torch.testing.assert_close(after["head.weight"], before["head.weight"])


def test_optional_parts_may_be_missing_on_either_side(tmp_path) -> None:
    labels = ("skin", "face_skin", "hair", "body", "head_torso", "clothes")
    hairy = nets.build("integument_fast", len(labels), hair=True)
    source = tmp_path / "hairy.pt"
    settings = {"net": "integument_fast", "labels": ",".join(labels)}
    checkpoint.save(
        checkpoint.Checkpoint("integument", settings, {}, 1, 1.0, hairy.state_dict()), source
    )
    guided = nets.build("integument_fast", len(labels), guided=True)
    load_weights(guided, labels, source)
    assert not guided.guidance.weight.any()
    assert torch.equal(guided.head.weight, hairy.head.weight)


def test_fewer_labels_begin_with_weights_of_more(make_run) -> None:
    train(make_run("first", steps=2, labels="skin,hair,body"), say=quiet)
    source = make_run("first").out / "final.pt"
    run = make_run("second", steps=1, start=source, learning_rate=1e-9, labels="body,skin")
    train(run, say=quiet)
    before, after = checkpoint.load(source).ema, checkpoint.load(run.out / "last.pt").model
    torch.testing.assert_close(after["head.weight"], before["head.weight"][[2, 0]])


def test_weights_that_do_not_fit_are_refused(make_run) -> None:
    train(make_run("first", steps=1, labels="skin"), say=quiet)
    start = make_run("first").out / "final.pt"
    with pytest.raises(
        ModelError, match=r"network 'integument' with labels skin do not fit .* --set labels=skin"
    ) as caught:
        train(make_run("second", start=start), say=quiet)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", None], ids=["empty", "text", "none"])
def test_damaged_checkpoints_are_one_clear_line(tmp_path, content) -> None:
    path = tmp_path / "x.pt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"x\.pt: ") as caught:
        checkpoint.load(path)
    assert "\n" not in str(caught.value)


def test_other_torch_files_are_not_checkpoints(tmp_path) -> None:
    torch.save({"state_dict": {}}, tmp_path / "x.pt")
    with pytest.raises(ModelError, match="expected a checkpoint of 'integument train'"):
        checkpoint.load(tmp_path / "x.pt")


def test_a_checkpoint_cannot_run_code(tmp_path) -> None:
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    torch.save(Trap(), tmp_path / "x.pt")
    with pytest.raises(ModelError):
        checkpoint.load(tmp_path / "x.pt")
    assert not (tmp_path / "sprung").exists()


def test_errors_of_worker_processes_are_one_line(make_run, packs, tmp_path) -> None:
    run = make_run(workers=1)
    broken = tmp_path / "broken"
    (broken / "images").mkdir(parents=True)
    (broken / "images/0001.png").write_bytes(b"no picture")
    (broken / "masks/skin").mkdir(parents=True)
    run = type(run)(run.recipe, run.settings, run.out, run.budget, people=(broken,))
    with pytest.raises(InputError, match="unreadable pictures in a row") as caught:
        train(run, say=quiet)
    assert "\n" not in str(caught.value)


def test_people_may_stand_before_other_grounds(make_run) -> None:
    assert train(make_run(steps=2, backgrounds=0.9), say=quiet).step == 2
    with pytest.raises(UsageError, match="add --negatives PACK"):
        train(replace(make_run("alone", backgrounds=0.9), negatives=()), say=quiet)
