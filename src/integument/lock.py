"""One writer a folder: a second run into the same folder is refused, not interleaved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from integument.errors import OutputError

NAME = ".lock"


@contextlib.contextmanager
def exclusive(folder: str | Path) -> Iterator[None]:
    """Hold ``folder`` (made if it is not there) for this process while the block runs.

    The operating system drops the hold when the process ends, however it ends, so a run that was
    killed never blocks the next. Raises :class:`OutputError` if another process holds the folder
    or it cannot be written.
    """
    folder = Path(folder)
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = path.open("a+")
    except OSError as error:
        raise OutputError(f"{folder}: cannot write here: {error.strerror}") from None
    with stream:
        try:
            _hold(stream)
        except OSError:
            raise OutputError(
                f"{folder}: another run is writing here; wait for it, or choose another folder"
            ) from None
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


def _hold(stream: IO[str]) -> None:
    """Take the operating system's lock on an open file; OSError if somebody has it."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
