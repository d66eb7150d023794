"""Pictures in tar archives: found by name, read in place, harmless whatever they are called."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from integument.errors import InputError
from integument.sources.tar import pictures_in_tar


def pack(path: Path, *names: str, link: str | None = None) -> str:
    """An archive of files that hold their own names."""
    with tarfile.open(path, "w") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(name)
            tar.addfile(member, io.BytesIO(name.encode()))
        if link is not None:
            member = tarfile.TarInfo("link.jpg")
            member.type, member.linkname = tarfile.SYMTYPE, link
            tar.addfile(member)
    return str(path)


def test_pictures_in_their_order_with_their_bytes(tmp_path) -> None:
    archive = pack(tmp_path / "shard-07.tar", "b.jpg", "d/a.PNG", "b.txt", ".c.jpg", link="b.jpg")
    entries = pictures_in_tar(archive)
    assert [str(entry.place) for entry in entries] == ["shard-07/b.jpg", "shard-07/d/a.PNG"]
    assert [str(entry.source) for entry in entries] == [f"{archive}/b.jpg", f"{archive}/d/a.PNG"]
    assert [entry.source.read() for entry in entries] == [b"b.jpg", b"d/a.PNG"]
    assert entries[1].source.read(3) == b"d/a"


def test_fields_of_a_sample_are_no_pictures(tmp_path) -> None:
    archive = pack(tmp_path / "s.tar", "1.jpg", "1.skin.png", "2.skin.png", "x.y.jpg")
    assert [entry.place.name for entry in pictures_in_tar(archive)] == [
        "1.jpg",
        "2.skin.png",
        "x.y.jpg",
    ]


def test_no_name_leads_out_of_the_folder(tmp_path) -> None:
    archive = pack(tmp_path / "s.tar", "../../up.jpg", "/root.jpg", "a/../b.jpg")
    places = [str(entry.place) for entry in pictures_in_tar(archive)]
    assert places == ["s/up.jpg", "s/root.jpg", "s/a/b.jpg"]


def test_what_is_no_archive_is_one_line(tmp_path) -> None:
    (tmp_path / "text.tar").write_text("hello " * 200)
    with pytest.raises(InputError, match=r"text\.tar: no tar archive"):
        pictures_in_tar(str(tmp_path / "text.tar"))
    with pytest.raises(InputError, match=r"none\.tar: no pictures in this archive"):
        pictures_in_tar(pack(tmp_path / "none.tar", "a.txt"))
    with pytest.raises(InputError, match=r"gone\.tar: no such file"):
        pictures_in_tar(str(tmp_path / "gone.tar"))


def test_an_archive_that_was_cut_meanwhile_is_named(tmp_path) -> None:
    archive = pack(tmp_path / "s.tar", "a.jpg")
    (entry,) = pictures_in_tar(archive)
    Path(archive).write_bytes(Path(archive).read_bytes()[: entry.source.offset + 2])
    with pytest.raises(InputError, match=r"s\.tar/a\.jpg: the archive is cut short"):
        entry.source.read()
