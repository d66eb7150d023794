"""Writing files so that nobody ever finds half of one.

Content goes to a hidden sibling first and takes the real name only when it is complete. A full
disk, an exception or Ctrl-C leaves what was there before untouched, and no litter beside it.
"""

from __future__ import annotations

import contextlib
import errno
import secrets
from collections.abc import Iterator
from pathlib import Path

from integument.errors import OutputError

_ADVICE = {
    errno.ENOSPC: "free some space or write elsewhere",
    errno.EDQUOT: "free some space or write elsewhere",
    errno.EFBIG: "the file system or a limit of this process forbids files so large",
    errno.EACCES: "choose a place you may write to",
    errno.EPERM: "choose a place you may write to",
    errno.EROFS: "choose a place you may write to",
    errno.EISDIR: "give a file name, not a folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "a part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "choose a shorter name",
}


@contextlib.contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """A temporary sibling to write to, which becomes ``path`` if the block succeeds.

    The sibling is hidden, ends in the same suffix (so that writers that go by the suffix work)
    and vanishes if the block raises or is interrupted. Missing parent folders are made.
    A device or a pipe (``/dev/null``) is written to directly, since it must not be replaced.

    Raises
    ------
    OutputError
        For any OSError in the block or while putting the file in place; names ``path``.

    Examples
    --------
    >>> with atomic_path("out/table.csv") as temporary:  # doctest: +SKIP
    ...     temporary.write_text("a,b\\n")
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if path.exists() and not path.is_file():
            yield path
            return
        # A link keeps pointing where it points; what it points at is replaced.
        target = path.resolve() if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = _sibling(target)
        try:
            yield temporary
            temporary.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise _output_error(path, error) from error


def atomic_write(path: str | Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all; raises :class:`OutputError`."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def remove_leftovers(folder: str | Path) -> None:
    """Remove what writers that were killed left below ``folder``: hidden, unfinished siblings.

    Nobody else may be writing there. A file that cannot be removed stays.
    """
    for leftover in Path(folder).rglob(".*.part*"):
        with contextlib.suppress(OSError):
            leftover.unlink()


def _sibling(target: Path) -> Path:
    """A hidden name beside ``target`` that no other process will choose."""
    # Names may have 255 bytes; 60 characters of the old one are enough to recognise it.
    return target.with_name(f".{target.stem[:60]}.{secrets.token_hex(6)}.part{target.suffix[:20]}")


def _output_error(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or str(error) or type(error).__name__).strip().splitlines()[0]
    advice = _ADVICE.get(error.errno or 0)
    return OutputError(f"{path}: cannot be written: {reason}" + (f": {advice}" if advice else ""))
