"""Which files of a folder are pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from integument.errors import InputError
from integument.photo import find_pictures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        *("b.jpg", "a.PNG", "c.heic", "notes.txt", "Thumbs.db", ".hidden.jpg", "._b.jpg"),
        *("deep/d.webp", "deep/deeper/e.tiff", "__MACOSX/b.jpg", ".cache/f.jpg"),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    (tmp_path / "folder.jpg").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("recursive", "expected"),
    [
        (False, ["a.PNG", "b.jpg", "c.heic"]),
        (True, ["a.PNG", "b.jpg", "c.heic", "deep/d.webp", "deep/deeper/e.tiff"]),
    ],
)
def test_folder(folder: Path, recursive: bool, expected: list[str]) -> None:
    assert find_pictures(folder, recursive) == [folder / name for name in expected]


def test_a_file_is_itself_whatever_its_suffix(folder: Path) -> None:
    assert find_pictures(folder / "notes.txt") == [folder / "notes.txt"]


def test_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no pictures in this folder$"):
        find_pictures(tmp_path)
    (tmp_path / "deep").mkdir()
    with pytest.raises(InputError, match=r"look into its sub-folders as well \(recursive\)$"):
        find_pictures(tmp_path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: no such file or folder"):
        find_pictures(tmp_path / "nowhere")
