"""``integument evaluate --classical`` from its arguments to its table, file and exit code."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from command import command
from integument.data.pack import Pack

evaluate = partial(command, "evaluate")


def test_several_rules_and_no_model(pack: Pack, tmp_path: Path) -> None:
    file = tmp_path / "scores.json"
    code, out, _ = evaluate("--data", pack.path, "--classical", "rgb", "mixtures", "--json", file)
    assert code == 0
    assert "rgb: mean over pictures" in out and "mixtures: mean over pictures" in out
    first, second = json.loads(file.read_text())["models"]
    assert first["model"]["name"] == first["model"]["asked_for"] == "rgb"
    assert first["model"]["settings"] == {"hsv_gate": False, "ellipse": 1, "blur": 0}
    for report in (first, second):
        assert report["packs"][0]["labels"]["skin"]["mean"]["iou"] > 0.95


def test_one_rule_is_written_like_one_model(pack: Pack, tmp_path: Path) -> None:
    file = tmp_path / "scores.json"
    options = ("--classical", "histogram", "--learn-from", pack.path, "--json", file)
    assert evaluate("--data", pack.path, *options)[0] == 0
    written = json.loads(file.read_text())
    assert written["segmenter"] == "histogram"
    assert written["settings"]["learn_from"] == str(pack.path)
    assert written["packs"][0]["labels"]["skin"]["mean"]["iou"] > 0.95


def test_beside_a_model(pack: Pack, toy_model: Path) -> None:
    code, out, _ = evaluate("--data", pack.path, "--model", toy_model, "--classical", "rgb")
    assert code == 0 and "toy: mean" in out and "rgb: mean" in out


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["--classical", "rbg"], 2, "did you mean 'rgb'?"),
        (["--classical", "mlp"], 2, "--learn-from"),
        (["--classical", "rgb=nowhere.toml"], 3, "nowhere.toml: cannot be read"),
        (["--classical", "mlp", "--learn-from", "nowhere"], 3, "nowhere: no such folder"),
        (["--classical", "rgb", "--labels", "hair"], 2, "unknown label for rgb 'hair'"),
    ],
)
def test_wrong_usage(pack: Pack, arguments: list[str], code: int, expected: str) -> None:
    got, out, err = evaluate("--data", pack.path, *arguments)
    assert got == code and out == ""
    assert err.startswith("integument: error: ") and expected in err and err.count("\n") == 1
