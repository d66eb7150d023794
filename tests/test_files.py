"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from integument.errors import OutputError
from integument.files import atomic_path, atomic_write, remove_leftovers


def listing(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_writes_whole_content_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a.bin", b"one")
    atomic_write(tmp_path / "a.bin", b"two")
    assert (tmp_path / "a.bin").read_bytes() == b"two"
    assert listing(tmp_path) == ["a.bin"]


def test_makes_missing_parents(tmp_path: Path) -> None:
    atomic_write(tmp_path / "x" / "y" / "a.bin", b"one")
    assert (tmp_path / "x" / "y" / "a.bin").read_bytes() == b"one"


def test_the_temporary_is_a_hidden_sibling_with_the_same_suffix(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "picture.png") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.name.startswith(".")
        assert temporary.suffix == ".png"
        temporary.write_bytes(b"x")
        assert not (tmp_path / "picture.png").exists()
    assert listing(tmp_path) == ["picture.png"]


def test_a_long_name_still_fits(tmp_path: Path) -> None:
    name = "é" * 120 + ".png"  # 244 bytes
    atomic_write(tmp_path / name, b"x")
    assert listing(tmp_path) == [name]


@pytest.mark.parametrize("failure", [RuntimeError("boom"), KeyboardInterrupt(), SystemExit(3)])
def test_a_failure_keeps_the_old_file_and_no_litter(tmp_path: Path, failure: BaseException) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(type(failure)), atomic_path(target) as temporary:
        temporary.write_bytes(b"half")
        raise failure
    assert target.read_bytes() == b"old"
    assert listing(tmp_path) == ["a.bin"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.ENOSPC, "No space left on device: free some space"),
        (errno.EACCES, "Permission denied: choose a place you may write to"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_an_os_error_becomes_one_line_that_names_the_path(
    tmp_path: Path, code: int, expected: str
) -> None:
    target = tmp_path / "a.bin"
    with pytest.raises(OutputError) as caught, atomic_path(target) as temporary:
        temporary.write_bytes(b"half")
        raise OSError(code, os.strerror(code))
    assert str(caught.value).startswith(f"{target}: cannot be written: {expected}")
    assert "\n" not in str(caught.value)
    assert listing(tmp_path) == []


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a.bin").mkdir()
    with pytest.raises(OutputError, match="it is a folder: give a file name"):
        atomic_write(tmp_path / "a.bin", b"x")


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="a part of the path is a file"):
        atomic_write(tmp_path / "file" / "a.bin", b"x")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_link_keeps_pointing_where_it_points(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    atomic_write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_reported_and_never_replaced() -> None:
    with pytest.raises(OutputError, match="/dev/full: cannot be written: No space left"):
        atomic_write("/dev/full", b"x" * 100_000)
    assert not Path("/dev/full").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_running_out_of_room_half_way_leaves_nothing(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    script = (
        "import sys; from integument.files import atomic_write\n"
        "from integument.errors import OutputError\n"
        "try: atomic_write(sys.argv[1], bytes(100_000))\n"
        "except OutputError as error: print(error)\n"
    )

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.bin")],
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert "a.bin: cannot be written: File too large" in done.stdout
    assert listing(tmp_path) == []


def test_leftovers_of_a_killed_writer_are_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    kept = [tmp_path / "a.png", tmp_path / "masks" / "my.part.png", tmp_path / ".lock"]
    for path in kept:
        path.touch()
    with pytest.raises(RuntimeError), atomic_path(tmp_path / "masks" / "b.png") as path:
        left = path.with_name(path.name)
        raise RuntimeError
    left.touch()  # as if the process had been killed instead
    remove_leftovers(tmp_path)
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(kept)
