"""Experiments really run: the quick ones always, all of them with ``-m slow``."""

from __future__ import annotations

import json
import shutil

import pytest
from PIL import Image

from integument.experiments import registry, runner

QUICK = ("e13",)
COUNTED = "e9"
ALL = registry.experiments()


def check(name, tmp_path):
    experiment = ALL[name]
    result = json.loads(runner.run(experiment, out=tmp_path).read_text())
    for table in experiment.tables:
        measured = result["values"].get(table.name, {})
        assert measured, f"{name}: nothing measured for {table.name}"
        known = set(table.rows) & set(measured)
        assert known, f"{name}: no measured row of {table.name} has the name of a printed one"
        for row in known:
            assert set(measured[row]) & set(table.columns), (table.name, row)
    for figure in result["figures"]:
        with Image.open(tmp_path / "smoke" / name / figure) as picture:
            assert picture.width > 100
    judged = {verdict["verdict"] for verdict in result["verdicts"]}
    if experiment.judged_from != "smoke":
        assert judged <= {"not enough data to say", "not measured"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One folder for all, so that they share what they train; a gigabyte, so it does not stay."""
    folder = tmp_path_factory.mktemp("experiments")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", QUICK)
def test_quick_ones(name, tmp_path):
    check(name, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [name for name in ALL if name not in (*QUICK, COUNTED)])
def test_all_others(name, shared):
    check(name, shared)


def test_counts_are_those_published(tmp_path):
    result = json.loads(runner.run(ALL[COUNTED], out=tmp_path).read_text())
    table = ALL[COUNTED].table("compute")
    for row, columns in result["values"]["compute"].items():
        assert columns["parameters"]["0"] == table.value(row, "parameters")
        assert columns["GMACs"]["0"] == pytest.approx(table.value(row, "GMACs"), rel=0.015)
    assert {verdict["verdict"] for verdict in result["verdicts"]} == {"holds"}
