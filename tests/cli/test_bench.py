"""``integument bench``."""

from __future__ import annotations

import json

import pytest

from integument.bench import backends
from integument.errors import ExitCode

QUICK = ("--rounds", 2, "--warm-up", 1, "--no-memory")


def test_table_and_json_say_the_same(cli, toy_model, tmp_path) -> None:
    path = tmp_path / "bench.json"
    result = cli(
        *("bench", toy_model, "--sizes", "32,64", "--threads", "1,2"),
        *("--backends", "onnxruntime", "--json", path, *QUICK),
    )
    assert result.code == 0, result.err
    machine, heading, *lines = result.text.splitlines()
    assert "2 rounds" in machine
    assert heading.split()[:3] == ["model", "backend", "precision"]
    found = json.loads(path.read_text())
    assert found["plan"]["sizes"] == [32, 64]
    assert {(row["size"], row["threads"]) for row in found["rows"]} == {
        *((32, 1), (32, 2), (64, 1), (64, 2))
    }
    assert len(lines) == 4
    for row in found["rows"]:
        assert 0 < row["minimum"] <= row["median"]
        # six labels from three colours, at half size
        assert row["parameters"] == 24
        assert row["multiply_accumulates"] == 18 * (row["size"] // 2) ** 2
        assert row["memory"] is None


def test_a_network_is_run_by_torch_and_exported(cli, tmp_path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnxscript")
    path = tmp_path / "bench.json"
    result = cli(
        *("bench", "net:chrominance_mlp", "--sizes", "32"),
        *("--backends", "torch,onnxruntime", "--json", path, *QUICK),
    )
    assert result.code == 0, result.err
    rows = json.loads(path.read_text())["rows"]
    assert [(row["backend"], row["precision"]) for row in rows] == [
        *(("torch", "float"), ("onnxruntime", "float"), ("onnxruntime", "int8"))
    ]


def test_models_of_one_name_are_told_apart(cli, make_model, toy_model, tmp_path) -> None:
    other = make_model(toy_model.name)
    result = cli("bench", toy_model, other, "--sizes", "32", "--json", tmp_path / "b.json", *QUICK)
    assert result.code == 0, result.err
    rows = json.loads((tmp_path / "b.json").read_text())["rows"]
    assert {row["model"] for row in rows} == {str(toy_model), str(other)}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--sizes", "100"], ExitCode.USAGE, "--sizes: expected multiples of 32, got 100"),
        (["--sizes", "64,"], ExitCode.USAGE, "--sizes: expected numbers from 1 up"),
        (["--threads", "0"], ExitCode.USAGE, "--threads: expected numbers from 1 up"),
        (["--rounds", "0"], ExitCode.USAGE, "--rounds: expected 1 or more"),
        (["--backends", "onxruntime"], ExitCode.USAGE, "did you mean 'onnxruntime'?"),
        (["integumnt"], ExitCode.USAGE, "unknown model 'integumnt': did you mean 'integument'?"),
        (["nowhere.onnx"], ExitCode.MODEL, "nowhere.onnx: no such model file"),
        (["nowhere.pt"], ExitCode.MODEL, "nowhere.pt: no such checkpoint"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(cli, arguments, code, message) -> None:
    if "nowhere.pt" in arguments:
        pytest.importorskip("torch")
    result = cli("bench", *arguments)
    assert result.code == code
    assert message in result.err
    assert len(result.err.splitlines()) == 1


def test_a_backend_that_is_not_there(cli, monkeypatch) -> None:
    monkeypatch.setattr(backends, "find_spec", lambda name: None)
    missing = cli("bench", "--backends", "torch")
    assert missing.code == ExitCode.MISSING
    assert "integument[train]" in missing.err
    assert "pip install openvino" in cli("bench", "--backends", "openvino").err


def test_a_damaged_model_is_named(cli, make_model) -> None:
    broken = make_model("broken.onnx")
    broken.write_bytes(b"nothing")
    result = cli("bench", broken, "--backends", "onnxruntime", *QUICK)
    assert result.code == ExitCode.MODEL
    assert "broken: onnxruntime cannot open it" in result.err
    assert "nothing could be timed" in result.err


def test_training_is_a_table_of_its_own(cli, tmp_path) -> None:
    pytest.importorskip("torch")
    from shapes import write_shapes

    pack = write_shapes(tmp_path / "people", 4)
    path = tmp_path / "train.json"
    result = cli(
        *("bench", "--train", pack, "u2netp", "--sizes", 32, "--batch", 2),
        *("--rounds", 1, "--warm-up", 0, "--json", path),
    )
    assert result.code == 0, result.err
    machine, heading, *lines = result.text.splitlines()
    assert "batches of 2" in machine and "training" in heading
    assert [line.split()[:2] for line in lines] == [["u2netp", "ours"], ["u2netp", "plain"]]
    assert len(json.loads(path.read_text())["rows"]) == 2


def test_training_on_a_wrong_pack_is_one_line(cli, tmp_path) -> None:
    pytest.importorskip("torch")
    result = cli("bench", "--train", tmp_path / "nowhere", "u2netp", "--sizes", 32)
    assert result.code == ExitCode.INPUT
    assert "nowhere" in result.err and "Traceback" not in result.err
