"""``integument train`` through the command line."""

from __future__ import annotations

import pytest

from command import command
from integument.errors import ExitCode
from integument.train import recipes


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path) -> None:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def test_smoke_run_ends_with_the_weights(packs, tmp_path) -> None:
    code, out, err = command("train", "integument", "--data", packs[0], "--smoke", "--steps", 2)
    assert code == ExitCode.OK, err
    assert out.strip() == "runs/integument/final.pt"
    assert (tmp_path / out.strip()).exists()
    assert "done: 2 steps" in err

    code, _, err = command("train", "integument", "--data", packs[0], "--resume")
    assert code == ExitCode.OK, "settings of the smoke run need not be repeated"
    assert "resuming integument for 2 steps" in err


def test_list_names_recipes_with_a_line_each() -> None:
    code, out, _ = command("train", "--list")
    assert code == ExitCode.OK
    assert out.startswith("integument: ")
    assert "  source  He et al." in out
    assert out.count("  expect  ") == out.count("  time    ") == len(recipes.RECIPES)
    assert max(map(len, out.splitlines())) <= 120


@pytest.mark.parametrize(
    ("argv", "words", "code"),
    [
        ([], "which recipe? Known: integument", ExitCode.USAGE),
        (["integumnt", "--data", "x"], "did you mean 'integument'", ExitCode.USAGE),
        (["integument"], "expected --data PACK", ExitCode.USAGE),
        (["integument", "--data", "nowhere"], "nowhere: no such folder", ExitCode.INPUT),
        (["integument", "--data", "x", "--steps", "0"], "more than 0", ExitCode.USAGE),
        (["integument", "--data", "x", "--set", "batsh=1"], "'batch'", ExitCode.USAGE),
        (["integument", "--data", "x", "--resume"], "nothing to resume", ExitCode.USAGE),
        (["integument", "--data", "x", "--steps", "1", "--hours", "1"], "--hours", ExitCode.USAGE),
        (["integument", "--data", "x", "--init", "no.pt"], "no.pt: no such", ExitCode.MODEL),
    ],
)
def test_mistakes_are_one_line_with_their_exit_code(argv, words, code) -> None:
    found, out, err = command("train", *argv)
    assert (found, out) == (code, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1
