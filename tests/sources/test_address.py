"""Addresses: files, patterns and folders behind them, and a line for everything that is wrong."""

from __future__ import annotations

import sys

import pytest

from integument.errors import InputError, MissingExtraError, MissingProgramError, UsageError
from integument.sources.address import Address, find, open_binary

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def bucket():
    """``memory://bucket``, with some files."""
    files = fsspec.filesystem("memory")
    for name in ("a.jpg", "sub/b.png", "notes.txt", ".hidden.jpg"):
        files.pipe_file(f"/bucket/{name}", name.encode())
    yield "memory://bucket"
    files.rm("/bucket", recursive=True)


@pytest.mark.parametrize(
    ("what", "recursive", "expected"),
    [
        ("", False, ["a.jpg"]),
        ("", True, ["a.jpg", "sub/b.png"]),
        ("/a.jpg", False, ["a.jpg"]),
        ("/sub/*.png", False, ["b.png"]),
        ("/*.txt", False, ["notes.txt"]),
    ],
)
def test_files_patterns_and_folders(bucket, what, recursive, expected) -> None:
    found = find(bucket + what, recursive=recursive)
    assert [str(place) for _, place in found] == expected
    assert all(address.startswith("memory://") for address, _ in found)


def test_files_are_read(bucket) -> None:
    ((address, _),) = find(f"{bucket}/sub", recursive=False)
    assert Address(address).read(5) == b"sub/b"
    with open_binary(address) as file:
        file.seek(4)
        assert file.read() == b"b.png"


def test_what_is_missing_is_one_line(bucket, monkeypatch) -> None:
    with pytest.raises(InputError, match="memory://bucket/gone: no pictures there"):
        find(f"{bucket}/gone", recursive=False)
    with pytest.raises(InputError, match=r"gone\.jpg: no such file"):
        Address(f"{bucket}/gone.jpg").read()
    with pytest.raises(UsageError, match="nonsense://x: no address that can be reached"):
        find("nonsense://x", recursive=False)
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(MissingProgramError, match=r"the plug-in of fsspec for s3:// .*[Ii]nstall"):
        find("s3://bucket/a", recursive=False)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(MissingExtraError, match=r"integument\[cluster\]"):
        find(bucket, recursive=False)
