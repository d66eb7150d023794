"""The table of whole numbers: every row is a file that was scored and timed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import command
from shapes import write_shapes

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from integument.errors import ExitCode, UsageError  # noqa: E402
from integument.export.table import HEADINGS, TableOrder, TableRow, markdown, rebuild  # noqa: E402
from integument.session import Session  # noqa: E402
from integument.settings import assign  # noqa: E402
from integument.train import recipes  # noqa: E402
from integument.train.loop import train  # noqa: E402
from integument.train.run import Run  # noqa: E402
from integument.train.schedule import Budget  # noqa: E402

SMALL = ("size=32", "input_size=32", "batch=4", "workers=0", "held_out=0.2", "labels=skin")
CASES = [
    ("single", "integument_fast"),
    pytest.param("u2net", "u2netp", marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
]


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> Path:
    return write_shapes(tmp_path_factory.mktemp("table") / "people", 12)


def trained(recipe: str, net: str, pack: Path, out: Path) -> Path:
    settings = assign(recipes.load(recipe).SETTINGS, [f"net={net}", *SMALL])
    run = Run(recipe, settings, out, Budget(steps=2), (pack,), task=recipes.task_of(recipe))
    train(run, say=lambda line: None)
    return out / "best.pt"


@pytest.mark.parametrize(("recipe", "net"), CASES)
def test_command_rebuilds_the_table(recipe, net, pack, tmp_path, capfd) -> None:
    path = trained(recipe, net, pack, tmp_path / "run")
    code, out, err = command(
        "quantize", path, "--calibration", pack, "--truth", pack, "--out", tmp_path / "whole",
        "--pictures", 2, "--limit", 3, "--rounds", 1, "--qat-steps", 1,
    )  # fmt: skip
    assert code == ExitCode.OK, err
    rows = json.loads((tmp_path / "whole/table.json").read_text())["rows"]
    assert [row["version"] for row in rows] == ["float", "minmax", "percentile", "qat"]
    assert out == (tmp_path / "whole/table.md").read_text()
    heading, _, *lines = out.splitlines()
    assert heading == f"| {' | '.join(HEADINGS)} |"
    assert [line.split(" | ")[1] for line in lines] == [row["version"] for row in rows]
    assert all(row["network"] == net and row["milliseconds"] > 0 for row in rows)
    assert all(row["bytes"] < rows[0]["bytes"] / 2 for row in rows[1:])
    assert all(0 <= row["iou"] <= 1 and 0 <= row["bitwise_iou"] <= 1 for row in rows)
    for version in ("", ".minmax", ".percentile", ".qat"):
        file = tmp_path / f"whole/{net}{version}.onnx"
        assert Session(file, device="cpu", threads=1).labels == ("skin",)
    assert "Percentile" not in capfd.readouterr().out, "the quantiser keeps its remarks to itself"


def test_published_numbers_stand_beside_ours() -> None:
    row = TableRow("u2netp", "minmax", 0.5, 0.25, "0.9345 / 0.9312", 1_500_000, 3.14)
    *_, line = markdown([row]).splitlines()
    assert line == "| u2netp | minmax | 0.5000 | 0.2500 | 0.9345 / 0.9312 | 1.50 | 3.1 |"


def test_two_checkpoints_of_one_network_are_refused(pack, tmp_path) -> None:
    path = trained("single", "integument_fast", pack, tmp_path / "run")
    order = TableOrder((path, path.with_name("final.pt")), tmp_path / "out", pack, (pack,))
    with pytest.raises(UsageError, match="two checkpoints of one network"):
        rebuild(order)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--pictures", 0), ExitCode.USAGE, "--pictures: expected at least 1, got 0"),
        (("--qat-steps", -1), ExitCode.USAGE, "--qat-steps: expected 0 or more"),
        (("--set", "batch=2"), ExitCode.USAGE, "add --qat-steps N"),
        ((), ExitCode.MODEL, "gone.pt: no such checkpoint"),
    ],
)
def test_mistakes_are_one_line(pack, tmp_path, arguments, code, words) -> None:
    got, _, err = command(
        "quantize", tmp_path / "gone.pt", "--calibration", pack, "--truth", pack,
        "--out", tmp_path / "whole", *arguments,
    )  # fmt: skip
    assert got == code
    assert words in err and len(err.strip().splitlines()) == 1
