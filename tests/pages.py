"""The pages of docs as tests see them: their listings, and their commands run in this process."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import integument
from integument import hair_places, looks
from integument.cli import main

DOCS = Path(__file__).parent.parent / "docs"
PHOTOGRAPH = Path(integument.__file__).parent / "assets" / "astronaut.jpg"
SAME_MASK = 0.995
"""Least IoU of a mask of a listing with the library's where both see the same numbers of a network.

What differs is which region is the nearest to a pixel between two; of the portrait that moves body
most: 0.998.
"""
CHECK_FAILED = 8
UNREADABLE = 3


def leave_out_what_listings_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The listings leave hair within faces as it is, and small holes; so does the library then."""
    monkeypatch.setattr(hair_places, "_outlined", lambda face, _: np.zeros(face.shape, dtype=bool))
    monkeypatch.setattr(looks, "mend", lambda changed, _: changed)


def blocks(page: Path, language: str = r"\w*") -> list[str]:
    """The fenced blocks of a page in a language; in all of them by default."""
    return re.findall(rf"^```(?:{language})\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


def commands(page: Path, language: str = "sh") -> list[str]:
    """The commands of a page, without remarks; lines that go on are joined."""
    lines = re.sub(r"\s*\\\n\s*", " ", "".join(blocks(page, language))).splitlines()
    found = (re.sub(r"\s{2,}.*|\s#\s.*", "", line) for line in lines)
    return [line for line in found if line.startswith("integument ")]


def words_of(command: str) -> list[str]:
    """The arguments of ``integument`` in a command, redirections and all."""
    return shlex.split(command.removesuffix("|| true"))[1:]


def run(command: str, folder: Path) -> bytes | None:
    """Run a command in ``folder``, which is the current one; returns redirected output.

    ``|| true`` behind it allows the codes that say something of the pictures.
    """
    words = words_of(command)
    stdin = stdout = None
    if "<" in words:
        assert words[-4::2] == ["<", ">"]
        stdin = io.TextIOWrapper(io.BytesIO((folder / words[-3]).read_bytes()))
        stdout = io.TextIOWrapper(io.BytesIO())
        words = words[:-4]
    code = main(words, stdin=stdin, stdout=stdout)
    allowed = (0, UNREADABLE, CHECK_FAILED) if command.endswith("|| true") else (0,)
    assert code in allowed, f"{command}: {code}"
    return None if stdout is None else stdout.buffer.getvalue()


def run_listings(page: Path, names: dict[str, object]) -> None:
    """Run the Python of a page from top to bottom, in the current folder, into ``names``."""
    exec(compile("\n".join(blocks(page, "python")), str(page), "exec"), names)


def add_photographs(folder: Path) -> None:
    """What pages take for granted: photo.jpg, office.jpg, broken.jpg and holiday/."""
    (folder / "holiday" / "beach").mkdir(parents=True)
    with Image.open(PHOTOGRAPH) as photograph:
        photograph.thumbnail((224, 224))
        for name in ("photo.jpg", "holiday/day one.jpg", "holiday/beach/day two.jpg"):
            photograph.save(folder / name)
    Image.new("RGB", (90, 30), "tan").save(folder / "office.jpg")
    (folder / "broken.jpg").write_bytes((folder / "photo.jpg").read_bytes()[:400])


def portrait(box: tuple[int, int, int, int] = (0, 0, 512, 512)) -> Image.Image:
    """A part of the photograph that comes with the package; all of it by default."""
    with Image.open(PHOTOGRAPH) as photograph:
        return photograph.convert("RGB").crop(box)


def street() -> Image.Image:
    """The photograph, small, before a wide grey wall: the head is a tenth of the picture."""
    picture = Image.new("RGB", (640, 480), (150, 150, 145))
    picture.paste(portrait().resize((200, 200)), (220, 160))
    return picture


def looks_of(segmenter: integument.Segmenter, picture: Image.Image) -> list[np.ndarray]:
    """What the network is shown of a picture, ``(3, H, W) float32`` each."""
    shown = []
    inner = segmenter.session.run
    segmenter.session.run = lambda images: shown.append(images[0]) or inner(images)
    try:
        segmenter.predict(np.asarray(picture))
    finally:
        segmenter.session.run = inner
    return shown
