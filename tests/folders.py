"""What is in a folder, to be compared."""

from __future__ import annotations

import hashlib
from pathlib import Path


def names(folder: Path) -> list[str]:
    """All files below ``folder``, by their paths within it, sorted."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def digests(folder: Path) -> dict[str, str]:
    """File → checksum of its content, for all files below ``folder``."""
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names(folder)
    }
