"""The examples of docs/verbs.md run as they stand there, in order, in one folder."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from pages import DOCS, add_photographs, blocks, commands, run, run_listings, words_of

PAGE = DOCS / "verbs.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    add_photographs(folder)
    return folder


def test_python_examples(folder, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(folder)
    assert "".join(blocks(PAGE, "python")).count("people.") >= 10
    run_listings(PAGE, {})
    assert "one head" in capsys.readouterr().out
    for name in ("white.jpg", "id.png", "hair.png", "platinum.jpg", "masks/photo_coco.json"):
        assert (folder / name).stat().st_size > 0, name


@pytest.mark.parametrize("command", commands(PAGE))
def test_shell_examples(command, folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    written = run(command, folder)
    if written is not None:
        assert Image.open(io.BytesIO(written)).mode == "RGBA"
    words = words_of(command)
    if written is None and "-o" in words:
        out = folder / words[words.index("-o") + 1]
        shutil.rmtree(out) if out.is_dir() else out.unlink()


def test_every_verb_of_the_page_is_run() -> None:
    verbs = {words_of(command)[0] for command in commands(PAGE)}
    assert verbs >= {"background", "cutout", "recolor", "segment", "statistics"}
