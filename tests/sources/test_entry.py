"""Names out of archives are harmless, and a picture that travels keeps name, path and error."""

from __future__ import annotations

import pickle
from pathlib import Path, PurePosixPath

import pytest

from integument.errors import InputError
from integument.photo import load_photo
from integument.sources.entry import carry, harmless, is_picture


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b.jpg", "a/b.jpg"),
        ("../../a.jpg", "a.jpg"),
        ("/etc/./a.jpg", "etc/a.jpg"),
        ("c:\\x\\..\\a.jpg", "c_/x/a.jpg"),
        ("..", "."),
    ],
)
def test_no_name_leads_anywhere_else(name, expected) -> None:
    assert harmless(name) == PurePosixPath(expected)


@pytest.mark.parametrize("name", [".a.jpg", "__MACOSX/a.jpg", ".git/a.png", "a.txt", "jpg"])
def test_what_is_no_picture(name) -> None:
    assert not is_picture(PurePosixPath(name))
    assert is_picture(PurePosixPath("d/a.JPG"))


def test_a_carried_picture_is_that_of_its_file(tmp_path, person) -> None:
    from PIL import Image

    path = tmp_path / "a.png"
    Image.fromarray(person).save(path)
    carried = pickle.loads(pickle.dumps(carry(path)))
    path.unlink()
    photo = load_photo(carried)
    assert (photo.name, photo.path, photo.size) == (str(path), path, (160, 120))


def test_what_could_not_be_read_is_told_where_it_is_missed() -> None:
    carried = pickle.loads(pickle.dumps(carry(Path("gone.jpg"))))
    with pytest.raises(InputError, match=r"^gone\.jpg: no such file$"):
        load_photo(carried)
