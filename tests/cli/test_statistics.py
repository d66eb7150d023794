"""``integument statistics``: one account over all inputs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from integument.errors import ExitCode

FILES = ["chrominance.png", "heatmap.png", "histograms.png", "shares.png", "statistics.json"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person, nobody) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    Image.fromarray(person).save("in/a.png")
    Image.fromarray(nobody).save("in/n.png")
    return tmp_path


def test_counts_and_charts(cli, toy_model, here, person) -> None:
    result = cli("statistics", "in", "-o", "out", "--model", toy_model)
    assert result.code == 0, result.err
    assert sorted(path.name for path in (here / "out").iterdir()) == FILES
    facts = json.loads((here / "out" / "statistics.json").read_text())
    assert (facts["pictures"], facts["with_people"]) == (2, 1)
    red = (person[:, :, 0] > 200).sum()
    assert facts["labels"]["skin"]["pixels"] == pytest.approx(red, rel=0.05)
    assert facts["peaks"]["skin"]["hue"] == 0
    assert "2 counted in" in result.text
    assert "counts and charts are in out" in result.text
    assert "files written" not in result.text


def test_a_bad_picture_is_named_and_the_rest_count(cli, toy_model, here) -> None:
    (here / "in" / "bad.jpg").write_bytes(b"no")
    result = cli("statistics", "in", "--model", toy_model, "--labels", "hair")
    assert result.code == ExitCode.INPUT
    assert "in/bad.jpg" in result.err
    facts = json.loads((here / "integument-statistics" / "statistics.json").read_text())
    assert list(facts["labels"]) == ["hair"]
    assert not np.any(facts["histograms"]["skin"]["hue"])


def test_nothing_readable_writes_nothing(cli, toy_model, here) -> None:
    (here / "bad.jpg").write_bytes(b"no")
    result = cli("statistics", "bad.jpg", "-o", "out", "--model", toy_model)
    assert result.code == ExitCode.INPUT
    assert not (here / "out").exists()
