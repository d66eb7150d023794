"""``integument watch``: what arrives is done, once, when it is complete."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from integument.cli import watch
from integument.cli.watch import Arrivals
from integument.errors import ExitCode


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    Image.fromarray(person).save("in/a.png")
    return tmp_path


def test_pictures_are_done_as_they_arrive(
    cli, toy_model, here, person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def arrive(seconds: float) -> None:
        assert seconds == 0.5
        if not Path("in/b.png").exists():
            Image.fromarray(person).save("in/b.png")

    monkeypatch.setattr(watch.time, "sleep", arrive)
    words = ["watch", "in", "-o", "out", "--labels", "hair", "--every", "0.5"]
    result = cli(*words, "--looks", "4", "--model", toy_model)
    assert result.code == 0, result.err
    assert sorted(path.name for path in Path("out").iterdir()) == ["a_hair.png", "b_hair.png"]
    assert result.text.count("1 segmented in") == 2


def test_done_ones_are_not_done_again_and_ctrl_c_ends(
    cli, toy_model, here, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("segment", "in", "-o", "out", "--model", toy_model)

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(watch.time, "sleep", interrupt)
    result = cli("watch", "in", "-o", "out", "--model", toy_model)
    assert result.code == 0
    assert "segmented" not in result.text


def test_a_picture_that_is_still_written_is_waited_for(here) -> None:
    arrivals = Arrivals(Path("in"), Path("out"), recursive=False)
    assert [task.stem for task in arrivals.look()] == ["a"]
    growing = Path("in/b.jpg")
    growing.write_bytes(b"half")
    assert arrivals.look() == []
    growing.write_bytes(b"half and more")
    assert arrivals.look() == []
    assert [task.stem for task in arrivals.look()] == ["b"]
    assert arrivals.look() == []
    os.utime(growing, ns=(1, 1))
    assert arrivals.look() == []
    assert [task.stem for task in arrivals.look()] == ["b"]
    assert [task.stem for task in arrivals.seen] == ["a", "b"]


def test_an_empty_folder_waits(here) -> None:
    Path("in/a.png").unlink()
    arrivals = Arrivals(Path("in"), Path("out"), recursive=False)
    assert arrivals.look() == []


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("gone",), ExitCode.INPUT, "gone: no such folder"),
        (("in", "--every", "0"), ExitCode.USAGE, "--every: expected more than 0 seconds"),
        (("in", "--format", "psd"), ExitCode.USAGE, "unknown format 'psd'"),
    ],
)
def test_what_cannot_be_watched(cli, toy_model, here, words, code, message) -> None:
    result = cli("watch", *words, "--model", toy_model)
    assert result.code == code
    assert message in result.err
    assert result.err.count("\n") == 1
