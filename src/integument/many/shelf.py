"""Where the parts of a table lie: in a folder, or behind an address such as ``s3://bucket/table``.

What is written to an address appears whole, as object stores do it by themselves.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Protocol

from integument.errors import OutputError
from integument.files import atomic_write
from integument.sources.address import file_system, is_address, told

PATTERN = "*.parquet"


class Shelf(Protocol):
    """Files with plain names in one place. What cannot be done is an OutputError."""

    def names(self) -> list[str]:
        """The Parquet files that are there, sorted."""

    def place(self, name: str) -> str:
        """The path or address of a file, for :func:`~integument.sources.address.open_binary`."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all; one of this name is replaced."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""


def shelf(place: str) -> Shelf:
    """The shelf at a path or an address; raises OutputError for the path of a file."""
    return Remote(place) if is_address(place) else Folder(Path(place))


class Folder:
    """A folder of this machine, made when something is written."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path}: is a file: parts of a table are written to a folder")
        self.path = path

    def names(self) -> list[str]:
        return sorted(path.name for path in self.path.glob(PATTERN))

    def place(self, name: str) -> str:
        return str(self.path / name)

    def write(self, name: str, data: bytes) -> None:
        atomic_write(self.path / name, data)

    def remove(self, name: str) -> None:
        with told(self.place(name), OutputError, "cannot be removed"):
            (self.path / name).unlink(missing_ok=True)


class Remote:
    """A folder behind an address, through fsspec and its plug-ins.

    It is made now if it is not there, but nothing above it: a bucket whose name has a typing error
    is told before any work is done, and none of that name comes to be.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._files, self._root = file_system(self.address)
        with told(self.address, OutputError, "cannot be made"):
            if not self._files.exists(self._root):
                self._files.mkdir(self._root, create_parents=False)

    def names(self) -> list[str]:
        with told(self.address, OutputError):
            self._files.invalidate_cache()  # another run may have written since it was listed
            found = self._files.glob(f"{self._root}/{PATTERN}")
        return sorted(PurePosixPath(path).name for path in found)

    def place(self, name: str) -> str:
        return f"{self.address}/{name}"

    def write(self, name: str, data: bytes) -> None:
        with told(self.place(name), OutputError, "cannot be written"):
            self._files.pipe_file(f"{self._root}/{name}", data)

    def remove(self, name: str) -> None:
        path = f"{self._root}/{name}"
        with told(self.place(name), OutputError, "cannot be removed"):
            if self._files.exists(path):
                self._files.rm_file(path)
