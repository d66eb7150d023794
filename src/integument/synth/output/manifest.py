"""``manifest.sha256``: the checksum of every file of a pack, for ``sha256sum --check``."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from integument.errors import InputError
from integument.files import atomic_path
from integument.synth.output.journal import JOURNAL

NAME = "manifest.sha256"
_OTHERS = (NAME, JOURNAL)


def write(out: Path) -> None:
    """Write the checksums of all files below ``out``, hidden ones left out, in order of name.

    Raises :class:`OutputError`, and :class:`InputError` for a file that cannot be read.
    """
    with atomic_path(out / NAME) as path, path.open("w", encoding="utf-8", newline="\n") as lines:
        for name in _files(out):
            if name not in _OTHERS:
                lines.write(f"{_sha256(out / name)}  {name}\n")


def _files(out: Path) -> Iterator[str]:
    """Paths of the files below ``out``, with forward slashes, one folder after the other."""
    for folder, subfolders, names in os.walk(out):
        subfolders.sort()
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(folder, name).relative_to(out).as_posix()


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
