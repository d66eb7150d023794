"""One picture inside of something, and a picture that was read to travel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from integument.errors import IntegumentError


class Entry(NamedTuple):
    """A picture of a list.

    Attributes
    ----------
    source : what :func:`integument.photo.load_photo` reads; ``str()`` of it is its name
    place : where its results belong below the results' folder, with the picture's suffix
    """

    source: Any
    place: PurePosixPath


@dataclass(frozen=True, slots=True)
class Carried:
    """A picture's file that was read on one machine to be decoded on another.

    Attributes
    ----------
    name : for messages
    path : where it lies on the first machine, if it is a file there
    data : the file's bytes
    error : why it could not be read, to be raised where it is missed
    """

    name: str
    path: Path | None = None
    data: bytes = b""
    error: IntegumentError | None = None

    def __str__(self) -> str:
        return self.name

    def read(self, size: int = -1) -> bytes:
        """The bytes, ``size`` at most."""
        if self.error is not None:
            raise self.error
        return self.data if size < 0 else self.data[:size]


def carry(source: Any) -> Carried:
    """Read a picture's file so that it can travel; an error travels in its place."""
    from integument.photo.load import read_source

    try:
        data, name, path = read_source(source)
    except IntegumentError as error:
        return Carried(str(source), error=error)
    return Carried(name, path, data)


def is_picture(name: PurePosixPath) -> bool:
    """Whether a name is that of a picture, and neither it nor a folder above it is hidden."""
    from integument.photo.find import SKIPPED_FOLDERS, SUFFIXES

    hidden = any(part.startswith(".") and part not in (".", "..") for part in name.parts)
    skipped = not SKIPPED_FOLDERS.isdisjoint(name.parts)
    return name.suffix.lower() in SUFFIXES and not hidden and not skipped


def harmless(name: str) -> PurePosixPath:
    """A name out of an archive as a path below a folder, whatever it says.

    >>> harmless("/../a/./b.jpg"), harmless("c:\\\\d.jpg")
    (PurePosixPath('a/b.jpg'), PurePosixPath('c_/d.jpg'))
    """
    parts = name.replace("\\", "/").replace(":", "_").replace("\0", "_").split("/")
    return PurePosixPath(*(part for part in parts if part not in ("", ".", "..")))
