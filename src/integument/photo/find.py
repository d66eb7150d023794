"""Which files of a folder are pictures."""

from __future__ import annotations

import os
from pathlib import Path

from integument.errors import InputError

SUFFIXES: tuple[str, ...] = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".avif"),
    *(".heic", ".heif", ".tif", ".tiff", ".bmp", ".dib", ".gif"),
)
"""What a picture's name may end in, in any case. The content decides how it is read."""

SKIPPED_FOLDERS = frozenset({"__MACOSX"})
"""Folders of file fragments with picture names, which some archivers leave behind."""


def find_pictures(path: str | os.PathLike[str], recursive: bool = False) -> list[Path]:
    """The pictures at ``path``: itself if it is a file, else those in the folder, sorted.

    Hidden files and folders are left out, and so is anything without a picture's suffix. A
    file that is named directly is always returned, whatever its suffix.

    Raises
    ------
    InputError
        If there is nothing at ``path``, the folder cannot be read or has no pictures.
    """
    root = Path(path)
    try:
        if not root.is_dir():
            root.stat()
            return [root]
        found = sorted(_walk(root, recursive))
        deeper = not found and any(entry.is_dir() for entry in root.iterdir())
    except FileNotFoundError:
        raise InputError(f"{root}: no such file or folder") from None
    except OSError as error:
        raise InputError(f"{root}: cannot be read: {error.strerror}") from error
    if not found:
        hint = ": look into its sub-folders as well (recursive)" if deeper and not recursive else ""
        raise InputError(f"{root}: no pictures in this folder{hint}")
    return found


def _walk(root: Path, recursive: bool) -> list[Path]:
    def stop(error: OSError) -> None:
        raise error

    found: list[Path] = []
    for folder, subfolders, files in os.walk(root, onerror=stop):
        found.extend(
            Path(folder, name)
            for name in files
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
        )
        subfolders[:] = [
            name
            for name in subfolders
            if recursive and not name.startswith(".") and name not in SKIPPED_FOLDERS
        ]
    return found
