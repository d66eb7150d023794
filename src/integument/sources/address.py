"""What lies behind addresses such as ``s3://bucket/photo.jpg``, through fsspec and its plug-ins."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from integument.errors import (
    InputError,
    IntegumentError,
    MissingExtraError,
    MissingProgramError,
    UsageError,
)
from integument.sources.entry import is_picture

MAGIC = "*?["
"""What makes a name a pattern."""


def is_address(text: str) -> bool:
    """Whether this is an address rather than the path of a file.

    >>> is_address("s3://bucket/a.jpg"), is_address("holiday/a.jpg")
    (True, False)
    """
    return "://" in text


@dataclass(frozen=True, slots=True)
class Address:
    """A file behind an address, read where it is needed."""

    name: str

    def __str__(self) -> str:
        return self.name

    def read(self, size: int = -1) -> bytes:
        """The bytes of the file, ``size`` at most; raises InputError if it cannot be read."""
        with open_binary(self.name) as file:
            return file.read(size)


@contextlib.contextmanager
def open_binary(place: str) -> Iterator[BinaryIO]:
    """Open a path or an address to read bytes.

    Whatever goes wrong, in the block too, is an :class:`InputError` that names ``place``.
    """
    with told(place):
        if is_address(place):
            files, path = file_system(place)
            with files.open(path, "rb") as file:
                yield file
        else:
            with Path(place).open("rb") as file:
                yield file


def find(address: str, *, recursive: bool) -> list[tuple[str, PurePosixPath]]:
    """The files at an address, a pattern, or in a folder there, sorted.

    Returns each file's address, and its path below the folder, or its mere name. Of folders,
    pictures alone are listed.

    Raises
    ------
    InputError
        If nothing is there, or it cannot be reached.
    UsageError
        If nobody knows such addresses.
    MissingExtraError, MissingProgramError
        If fsspec, or its plug-in for these addresses, is not installed.
    """
    files, root = file_system(address)
    with told(address):
        if any(sign in root for sign in MAGIC):
            found = [(path, PurePosixPath(path).name) for path in files.glob(root)]
        elif files.isdir(root):
            inside = files.find(root, maxdepth=None if recursive else 1)
            below = [(path, path[len(root.rstrip("/")) :].lstrip("/")) for path in inside]
            found = [(path, name) for path, name in below if is_picture(PurePosixPath(name))]
        else:
            found = [(root, PurePosixPath(root).name)] if files.exists(root) else []
    if not found:
        raise InputError(f"{address}: no pictures there")
    return [(files.unstrip_protocol(path), PurePosixPath(name)) for path, name in sorted(found)]


def file_system(address: str) -> tuple[Any, str]:
    """The file system behind an address, as fsspec has it, and the path there.

    Raises
    ------
    InputError
        If it cannot be reached.
    UsageError
        If nobody knows such addresses.
    MissingExtraError, MissingProgramError
        If fsspec, or its plug-in for these addresses, is not installed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingExtraError(f"reaching {address}", "cluster") from None
    protocol = address.partition("://")[0]
    try:
        return url_to_fs(address)
    except ImportError as error:
        raise MissingProgramError(
            f"{address}: the plug-in of fsspec for {protocol}:// is not installed: {error}"
        ) from None
    except ValueError as error:
        raise UsageError(f"{address}: no address that can be reached: {error}") from None
    except Exception as error:  # of the plug-in, such as a host that is not there
        raise InputError(f"{address}: cannot be reached: {_line(error)}") from error


@contextlib.contextmanager
def told(
    place: str, kind: type[IntegumentError] = InputError, what: str = "cannot be read"
) -> Iterator[None]:
    """Turn what a file system raises into one line. Plug-ins raise errors of any kind."""
    try:
        yield
    except (IntegumentError, MemoryError):
        raise
    except FileNotFoundError:
        raise kind(f"{place}: no such file or folder") from None
    except Exception as error:
        raise kind(f"{place}: {what}: {_line(error)}") from error


def _line(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return str(reason).splitlines()[0]
