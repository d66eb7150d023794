"""Checksums of a pack: one line a file, as ``sha256sum -c SHA256SUMS`` reads them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from integument.files import atomic_write

NAME = "SHA256SUMS"


def write_checksums(folder: Path) -> None:
    """Write ``folder/SHA256SUMS`` over all visible files below it, in the order of their names."""
    lines = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if hidden or str(name) == NAME or not path.is_file():
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {name.as_posix()}\n")
    atomic_write(folder / NAME, "".join(lines).encode())
