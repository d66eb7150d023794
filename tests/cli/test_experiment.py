"""``integument experiment``."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("torch")

from integument.errors import ExitCode
from integument.experiments import registry


def test_the_list_has_all_that_is_there_and_names_what_is_not(cli):
    result = cli("experiment", "list")
    lines = result.text.splitlines()
    assert result.code == 0
    assert [line.split()[0] for line in lines if not line.startswith("not")] == list(
        registry.experiments()
    )
    for name in registry.missing():
        assert name in lines[-1].split(": ")[1].split(", ")


def test_one_is_described_with_its_data_costs_and_claims(cli):
    text = cli("experiment", "list", "e2").text
    assert "skin=DIR: masks of skin" in text and "claim   the CRF helps" in text
    assert "full    half a day" in text


def test_run_then_report(cli, tmp_path):
    result = cli("experiment", "run", "e9", "--out", tmp_path)
    assert result.code == 0, result.err
    assert "44,009,869  44,009,869" in result.text and "holds: " in result.text
    markdown, content = tmp_path / "r.md", tmp_path / "r.json"
    again = cli("experiment", "report", tmp_path, "--markdown", markdown, "--json", content)
    assert again.text == result.text
    assert "| U²NetP @512 | GMACs | 51.271 |" in markdown.read_text()
    (found,) = json.loads(content.read_text())["experiments"]
    assert found["command"].startswith("integument experiment run e9 --scale smoke")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "e99"], ExitCode.USAGE, "unknown experiment 'e99'"),
        (["run", "e9", "--scale", "tiny"], ExitCode.USAGE, "unknown scale 'tiny'"),
        (["run", "e2", "--data", "pack"], ExitCode.USAGE, "expected NAME=DIR"),
        (["run", "e2", "--data", "skins=x"], ExitCode.USAGE, "did you mean 'skin'"),
        (["run", "e2", "--scale", "full"], ExitCode.USAGE, "skin=DIR (5,000 pictures"),
        (["run", "e2", "--data", "skin=/nowhere"], ExitCode.INPUT, "/nowhere: no such folder"),
        (["run", "e9", "--seeds", "a"], ExitCode.USAGE, "expected numbers as in '0,1,2'"),
        (["report", "/nowhere"], ExitCode.INPUT, "no results"),
        ([], ExitCode.USAGE, "ACTION"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(cli, arguments, code, message, tmp_path):
    out = ["--out", tmp_path] if "run" in arguments else []
    result = cli("experiment", *arguments, *out)
    assert result.code == code
    assert message in result.err and len(result.err.strip().splitlines()) == 1
