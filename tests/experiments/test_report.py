"""The report: every printed number, every measured one, and nothing made up."""

from __future__ import annotations

import json

import pytest

from integument.errors import InputError
from integument.experiments import report, runner
from integument.experiments.context import Context
from toy_experiment import findings, toy


@pytest.fixture
def outcomes(tmp_path, monkeypatch):
    experiment = toy(run=lambda context: findings([81.0, 83.0], []), seeds=(2, 2))
    monkeypatch.setattr(report, "experiments", lambda: {"e1": experiment})
    monkeypatch.setattr(Context, "check_data", lambda self: None)
    monkeypatch.setattr(Context, "checksums", lambda self, name: [])
    runner.run(experiment, out=tmp_path, scale="full", command="run it")
    return report.collect(tmp_path)


def test_published_ours_and_difference_stand_side_by_side(outcomes):
    good, bad = outcomes[0].cells
    assert (good.published, good.ours, good.difference) == (80.0, 82.0, 2.0)
    assert good.texts() == ("80.00", "82.00 ± 1.41", "+2.00")
    assert (bad.published, bad.ours, bad.difference) == (70.0, None, None)
    assert bad.texts() == ("70.00", "–", "–")


def test_as_markdown(outcomes):
    text = report.as_markdown(outcomes)
    assert "| good | IoU | 80.00 | 82.00 ± 1.41 | +2.00 |" in text
    assert "| good is best | not measured |" in text
    assert "pictures made for people" in text and "`run it`" in text


def test_no_difference_is_shown_where_numbers_mean_nothing():
    experiment, found = toy(), findings([81.0], [70.0])
    assert [cell.difference for cell in report.cells_of(experiment, found, "cpu")] == [1.0, 0.0]
    assert [cell.difference for cell in report.cells_of(experiment, found, "smoke")] == [None] * 2


def test_as_json(outcomes):
    (content,) = json.loads(report.as_json(outcomes))["experiments"]
    assert content["cells"][0]["ours"] == 82.0
    assert content["verdicts"][0]["verdict"] == "not measured"
    assert content["data"]["people"]["made"] is True


def test_a_folder_without_results_is_told(tmp_path):
    with pytest.raises(InputError, match="no results"):
        report.collect(tmp_path)


def test_a_damaged_result_is_told(tmp_path):
    (tmp_path / "result.json").write_text("{}")
    with pytest.raises(InputError, match="not a result of an experiment"):
        report.collect(tmp_path)
