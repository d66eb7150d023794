"""The examples of docs/verbs.md run as they stand there, in order, in one folder."""

from __future__ import annotations

import io
import re
import shlex
import shutil
from pathlib import Path

import pytest
from PIL import Image

import integument
from integument.cli import main

PAGE = Path(__file__).parent.parent / "docs" / "verbs.md"
PHOTOGRAPH = Path(integument.__file__).parent / "assets" / "astronaut.jpg"


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)


def commands() -> list[str]:
    lines = "".join(blocks("sh")).splitlines()
    return [line.partition(" #")[0].strip() for line in lines if line.strip()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the page takes for granted: photo.jpg, office.jpg and holiday/."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "holiday").mkdir()
    with Image.open(PHOTOGRAPH) as photograph:
        photograph.thumbnail((224, 224))
        photograph.save(folder / "photo.jpg")
        photograph.save(folder / "holiday" / "day one.jpg")
    Image.new("RGB", (90, 30), "tan").save(folder / "office.jpg")
    return folder


def test_python_examples(folder, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(folder)
    source = "\n".join(blocks("python"))
    assert source.count("people.") >= 10
    exec(compile(source, str(PAGE), "exec"), {})
    assert "one head" in capsys.readouterr().out
    for name in ("white.jpg", "id.png", "hair.png", "platinum.jpg", "masks/photo_coco.json"):
        assert (folder / name).stat().st_size > 0, name


@pytest.mark.parametrize("command", commands())
def test_shell_examples(command, folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    may_fail = command.endswith("|| true")
    program, *words = shlex.split(command.removesuffix("|| true"))
    assert program == "integument"
    stdin = stdout = None
    if "<" in words:
        assert words[-4::2] == ["<", ">"]
        stdin = io.TextIOWrapper(io.BytesIO((folder / words[-3]).read_bytes()))
        stdout = io.TextIOWrapper(io.BytesIO())
        words = words[:-4]
    code = main(words, stdin=stdin, stdout=stdout)
    assert code == 0 or (may_fail and code == 8)
    if stdout is not None:
        assert Image.open(io.BytesIO(stdout.buffer.getvalue())).mode == "RGBA"
    elif "-o" in words:
        out = folder / words[words.index("-o") + 1]
        shutil.rmtree(out) if out.is_dir() else out.unlink()


def test_every_verb_of_the_page_is_run() -> None:
    verbs = {shlex.split(command)[1] for command in commands()}
    assert verbs >= {"background", "cutout", "recolor", "segment", "statistics"}
