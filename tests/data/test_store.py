"""Packs in tar shards: found by offset, read like folders, and told when damaged."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from integument.data.pack import Pack
from integument.data.store import Piece, open_store
from integument.errors import InputError


def png(value: int) -> bytes:
    return cv2.imencode(".png", np.full((6, 8), value, np.uint8))[1].tobytes()


def shard(path: Path, members: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Three pictures in two shards of another writer: no order, a folder, and strange files."""
    shard(
        tmp_path / "b.tar",
        {"000002.jpg": png(20), "000002.json": b"{}", "000002.skin.png": png(255)},
    )
    shard(
        tmp_path / "a.tar",
        {
            "000003.png": png(30),
            "000001.hair.png": png(255),
            "000001.void_hair.png": png(0),
            "000001.void.png": png(255),
            "000001.JPG": png(10),
            "__key__": b"",
        },
    )
    (tmp_path / ".c.0123456789ab.part.tar").write_bytes(b"half a shard")
    (tmp_path / "index.csv").write_text("id,tone\n000002,4\n")
    return tmp_path


def test_pictures_are_found_in_order_of_their_stems(pack: Path) -> None:
    read = Pack(pack)
    assert list(read) == ["000001", "000002", "000003"]
    assert [read.read(stem).image[0, 0, 0] for stem in read] == [10, 20, 30]


def test_masks_go_to_their_pictures(pack: Path) -> None:
    read = Pack(pack)
    assert read.labels == ("skin", "hair")
    assert {stem: read.read(stem).labels for stem in read} == {
        "000001": ("hair",),
        "000002": ("skin",),
        "000003": (),
    }
    first = read.read("000001")
    assert first.truth("hair").all()
    assert first.void is not None and first.void.all()
    assert not first.void_for["hair"].any()
    assert read.read("000002").attributes == {"id": "000002", "tone": "4"}


def test_masks_without_a_picture_are_orphans(pack: Path) -> None:
    shard(pack / "d.tar", {"000009.skin.png": png(255)})
    (orphan,) = Pack(pack).orphans()
    assert str(orphan) == f"{pack / 'd.tar'}: 000009.skin.png"


def test_a_shard_that_changes_is_read_anew(pack: Path) -> None:
    assert len(open_store(pack).images) == 3
    shard(pack / "b.tar", {"000002.jpg": png(20), "000007.jpg": png(1), "000008.jpg": png(1)})
    assert len(open_store(pack).images) == 5


def test_damage_is_told(pack: Path) -> None:
    shard(pack / "e.tar", {"000001.jpeg": png(1)})
    with pytest.raises(InputError, match=r"e\.tar: 000001\.jpeg: a picture with the name of .*a"):
        Pack(pack)
    (pack / "e.tar").write_bytes(b"no tar file at all" * 100)
    with pytest.raises(InputError, match=r"e\.tar: not readable as a tar file"):
        Pack(pack)
    shard(pack / "e.tar", {"000004.jpg": b"no picture"})
    with pytest.raises(InputError, match=r"e\.tar: 000004\.jpg: damaged or not a picture"):
        Pack(pack).read("000004")
    with pytest.raises(InputError, match=r"gone\.tar: x\.jpg: cannot be read"):
        Piece(pack / "gone.tar", "x.jpg").read()


def test_shards_without_pictures(tmp_path: Path) -> None:
    shard(tmp_path / "a.tar", {"readme.txt": b"hello"})
    with pytest.raises(InputError, match=r"no pictures: expected files ending in"):
        Pack(tmp_path)
