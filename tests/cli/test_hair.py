"""``integument hair``: a line a head, or JSON, for every photograph that can be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from integument.errors import ExitCode


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person, nobody) -> Path:
    monkeypatch.chdir(tmp_path)
    for folder in ("p", "q"):
        (tmp_path / folder).mkdir()
        Image.fromarray(person).save(f"{folder}/a.png")
    Image.fromarray(nobody).save("p/n.png")
    return tmp_path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The colour network tells nothing of hair: nobody has any."""
    monkeypatch.setattr("integument.hair.describe", lambda people, segmenter: [])


def test_json_alone_goes_to_standard_output(cli, toy_model, here, told) -> None:
    result = cli("hair", "p", "q", "--json", "--model", toy_model)
    assert result.code == 0, result.err
    assert list(json.loads(result.text)) == ["p/a.png", "p/n.png", "q/a.png"]
    assert "3 looked at in" in result.err


def test_a_bad_picture_is_named_and_the_rest_are_told(cli, toy_model, here, told) -> None:
    Path("p/bad.jpg").write_bytes(b"no")
    result = cli("hair", "p", "gone.jpg", "--model", toy_model)
    assert result.code == ExitCode.INPUT
    assert [line.split() for line in result.text.splitlines()[1:]] == [
        ["p/a.png", "nobody"],
        ["p/n.png", "nobody"],
    ]
    errors = [line for line in result.err.splitlines() if line.startswith("integument: error: ")]
    assert ["gone.jpg" in errors[0], "p/bad.jpg" in errors[1], len(errors)] == [True, True, 2]


def test_one_bad_input_is_one_error(cli, toy_model, here) -> None:
    result = cli("hair", "gone.jpg", "--model", toy_model)
    assert (result.code, result.out) == (ExitCode.INPUT, b"")
    assert result.err == "integument: error: gone.jpg: no such file or folder\n"
