"""notebooks/tour.ipynb: runs from top to bottom, and is kept without its outputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "tour.ipynb"


@pytest.fixture(scope="module")
def cells() -> list[dict]:
    return json.loads(NOTEBOOK.read_text("utf-8"))["cells"]


def test_it_is_kept_without_outputs(cells) -> None:
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 10
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert len({cell["id"] for cell in cells}) == len(cells)


@pytest.mark.timeout(300)
def test_it_runs(cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    told = capsys.readouterr().out
    assert "one head" in told
    assert "colour brown" in told
    assert told.count("<People in ") == 4
    with Image.open(tmp_path / "tour" / "hair.png") as cutout:
        assert cutout.mode == "RGBA"
    assert (tmp_path / "tour" / "astronaut_overlay.png").is_file()
