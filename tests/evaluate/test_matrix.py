"""Models against packs: the numbers, the files, the page."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from command import command
from integument.evaluate.matrix import matrix_of, write
from integument.evaluate.several import score_several
from painted import Everything, Painted, left, picture


@pytest.fixture
def matrix(make):
    exact = make({"a": picture(3, 2)}, {"skin/a": left(3), "hair/a": left(2)}, name="exact")
    half = make({"a": picture(5)}, {"skin/a": left(10)}, name="half")
    nobody = make({"a": picture(0, 4)}, name="nobody", people_free=True)
    return matrix_of(score_several([Painted(), Everything()], [exact, half, nobody]))


def test_cells_by_hand(matrix):
    assert matrix.models == ("painted", "everything")
    assert matrix.packs == ("exact", "half", "nobody")
    skin = matrix.of("skin")
    assert skin["painted", "exact"].iou == 1.0 and skin["painted", "half"].iou == 0.5
    assert skin["everything", "exact"].iou == pytest.approx(0.3)
    assert skin["everything", "half"].iou == 1.0
    assert skin["painted", "nobody"].marked == 0.0 and skin["everything", "nobody"].marked == 1.0
    hair = matrix.of("hair")
    assert hair["painted", "nobody"].marked == pytest.approx(0.4)
    assert set(hair) == {("painted", "exact"), ("painted", "nobody")}


def test_the_mean_is_over_packs_that_all_were_scored_on(matrix):
    assert matrix.mean("skin", "painted") == pytest.approx(0.75)
    assert matrix.mean("skin", "everything") == pytest.approx(0.65)
    assert matrix.mean("hair", "painted") is None  # a single pack is no mean
    assert matrix.mean("hair", "everything") is None


def test_files(matrix, tmp_path):
    page = write(matrix, tmp_path / "out")
    rows = list(csv.DictReader((tmp_path / "out/matrix.csv").open()))
    assert len(rows) == len(matrix.cells) == 8
    assert rows[0]["label"] == "skin" and float(rows[0]["iou"]) == 1.0 and rows[0]["marked"] == ""
    content = json.loads((tmp_path / "out/matrix.json").read_text())
    assert content["packs"] == ["exact", "half", "nobody"] and len(content["cells"]) == 8
    text = page.read_text()
    assert text.count("<table>") == 2
    assert "<b>1.000</b>" in text and "<b>0.00%</b>" in text
    assert "http" not in text


def test_names_are_escaped(make, tmp_path):
    class Odd(Painted):
        name = "<script>"

    pack = make({"a": picture(3)}, {"skin/a": left(3)})
    page = write(matrix_of(score_several([Odd()], [pack])), tmp_path / "out")
    assert "<script>" not in page.read_text() and "&lt;script&gt;" in page.read_text()


def test_from_the_command_line(make, tmp_path):
    packs, size = [], (32, 32)
    for name, colour in (("light", (224, 172, 140)), ("blue", (20, 20, 200))):
        rgb = np.full((*size, 3), colour, np.uint8)
        packs.append(make({"a": rgb}, {"skin/a": np.full(size, 255, np.uint8)}, name=name))
    data = [pack.path for pack in packs]
    code, _, err = command(
        *("evaluate", "--data", *data),
        *("--classical", "rgb", "ycbcr", "--matrix", tmp_path / "m"),
    )
    assert code == 0 and "the matrix is in" in err
    cells = json.loads((tmp_path / "m/matrix.json").read_text())["cells"]
    found = {(cell["model"], cell["pack"]): cell["iou"] for cell in cells}
    assert found["rgb", "light"] == 1.0 and found["rgb", "blue"] == 0.0
