"""Running an experiment: what is kept, what is refused, what is not done twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from integument.errors import InputError, UsageError
from integument.experiments import runner
from integument.experiments.context import Context
from shapes import write_shapes
from toy_experiment import findings, toy


def result_of(experiment, folder, **options) -> dict:
    return json.loads(runner.run(experiment, out=folder, **options).read_text())


def test_a_result_says_how_to_get_it_again(tmp_path):
    result = result_of(toy(), tmp_path, command="integument experiment run e1")
    assert result["values"]["t"]["good"]["IoU"] == {"0": 81.0}
    assert result["command"] == "integument experiment run e1"
    assert result["machine"]["integument"] and result["machine"]["numpy"]
    assert result["seeds"] == [0] and result["scale"] == "smoke"
    (told,) = result["data"]["people"]["sets"]
    assert told["pictures"] == 3 and len(told["sha256"]) == 64 and result["data"]["people"]["made"]
    assert result["verdicts"][0]["verdict"] == "not enough data to say"


def test_given_pictures_are_told_apart_by_their_content(tmp_path):
    write_shapes(tmp_path / "a", 2)
    write_shapes(tmp_path / "b", 2)
    write_shapes(tmp_path / "c", 2, seed=1)
    sums = [
        result_of(toy(), tmp_path / f"out-{name}", given={"people": [str(tmp_path / name)]})
        for name in "abc"
    ]
    digests = [one["data"]["people"]["sets"][0]["sha256"] for one in sums]
    a, b, c = digests
    meta = [json.loads((tmp_path / name / "meta.json").read_text())["name"] for name in "ab"]
    assert meta[0] != meta[1] and a != b  # the name in meta.json is content too
    assert c not in (a, b)


def test_finished_parts_are_not_repeated_unless_they_are_asked_for_otherwise(tmp_path):
    calls = []

    def run(context: Context):
        for name in ("one", "two"):
            context.part(name, {"seed": context.seeds}, lambda name=name: calls.append(name) or 7)
        return findings([1.0], [0.0])

    experiment = toy(run=run)
    runner.run(experiment, out=tmp_path)
    runner.run(experiment, out=tmp_path)
    assert calls == ["one", "two"]
    (tmp_path / "smoke/e1/parts/two.json").write_text("{ half")
    runner.run(experiment, out=tmp_path)
    assert calls == ["one", "two", "two"]
    runner.run(experiment, out=tmp_path, seeds=[5])
    assert calls == ["one", "two", "two", "one", "two"]


def test_a_run_that_fails_leaves_no_result_but_its_parts(tmp_path):
    def run(context: Context):
        context.part("one", 1, lambda: 1)
        raise InputError("broken")

    with pytest.raises(InputError):
        runner.run(toy(run=run), out=tmp_path)
    assert not (tmp_path / "smoke/e1/result.json").exists()
    assert (tmp_path / "smoke/e1/parts/one.json").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale": "huge"}, "unknown scale 'huge'"),
        ({"scale": "full"}, r"needs --data people=DIR \(1,000 pictures\)"),
        ({"given": {"peple": ["x"]}}, "did you mean 'people'"),
        ({"seeds": [1, 1]}, "expected different numbers"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_done(options, message, tmp_path):
    with pytest.raises(UsageError, match=message):
        runner.run(toy(run=lambda context: pytest.fail("it ran")), out=tmp_path, **options)


def test_pictures_without_the_labels_are_refused(tmp_path):
    pack = write_shapes(tmp_path / "pack", 2)
    import shutil

    shutil.rmtree(pack / "masks/skin")
    with pytest.raises(InputError, match="given as 'people', which needs masks of skin"):
        runner.run(toy(), out=tmp_path / "out", given={"people": [str(pack)]})


def test_seeds_are_as_many_as_the_scale_has(tmp_path):
    experiment = toy(seeds=(3, 10))
    assert [experiment.seed_count(scale) for scale in ("smoke", "cpu", "full")] == [1, 3, 10]


def test_half_made_pictures_are_made_again(tmp_path: Path):
    context = Context(toy(), "smoke", tmp_path)
    (folder,) = context.folders("people")
    (Path(folder) / "complete").unlink()
    (Path(folder) / "images/000002.png").unlink()
    assert len(context.data("people")[0]) == 3
