"""Download of a model file: verified, resumable, and never half there."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from integument import __version__
from integument.errors import ModelError, OutputError

ATTEMPTS = 3
"""Tries before giving up; each goes on where the last one broke off."""

TIMEOUT = 30.0
"""Seconds without a byte before a try counts as broken off."""

_CHUNK = 1 << 18


def cache_folder() -> Path:
    """Where fetched models are kept: ``INTEGUMENT_HOME``, or the platform's own cache folder."""
    home = os.environ.get("INTEGUMENT_HOME")
    if home:
        return Path(home).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "integument"


def is_offline() -> bool:
    """Whether ``INTEGUMENT_OFFLINE`` forbids the network."""
    return os.environ.get("INTEGUMENT_OFFLINE", "").lower() not in ("", "0", "false", "no")


def download(
    url: str,
    target: Path,
    *,
    sha256: str,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Fetch ``url`` to ``target``.

    The bytes gather in ``<target>.part``; a later call goes on from there. Only when the
    checksum is right does the file take its name.

    Parameters
    ----------
    url : an http or https address from the registry
    target : the file to make; its folder is made too
    sha256 : what the file must have, in hexadecimal
    on_progress : called with the bytes that are there and the bytes in all (0 if unknown)

    Raises
    ------
    ModelError
        If the network is switched off, fails, or brings something else.
    OutputError
        If the file cannot be written.
    """
    if is_offline():
        raise ModelError(
            f"{target.name} is not here and INTEGUMENT_OFFLINE forbids fetching it: "
            f"unset it, or put the file from {url} at {target}"
        )
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _fetch_all(url, part, on_progress or (lambda done, total: None))
        got = _checksum(part)
        if got != sha256:
            part.unlink()
            raise ModelError(
                f"{url}: the download is damaged or not the file expected: "
                f"checksum {got[:12]}… instead of {sha256[:12]}…; it was thrown away, try again"
            )
        part.replace(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{target}: cannot be written: {reason}") from error


def _fetch_all(url: str, part: Path, on_progress: Callable[[int, int], None]) -> None:
    """Bring ``part`` to its full length, trying again after a broken connection."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _fetch_rest(url, part, on_progress)
            return
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == ATTEMPTS:
                raise ModelError(
                    f"{url}: the server refused: {error.code} {error.reason}"
                ) from error
        except (http.client.HTTPException, _Broken) as error:
            if attempt == ATTEMPTS:
                raise ModelError(
                    f"{url}: cannot be fetched: {error}: "
                    "check the connection; what has arrived is kept and the next try goes on"
                ) from error


def _fetch_rest(url: str, part: Path, on_progress: Callable[[int, int], None]) -> None:
    have = part.stat().st_size if part.is_file() else 0
    headers = {"User-Agent": f"integument/{__version__}"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)
    try:
        with _connection_errors():
            response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        # Nothing lies beyond what is here: the checksum decides whether it is the file.
        return
    with response:
        resumed = response.status == http.client.PARTIAL_CONTENT
        have = have if resumed else 0
        length = response.headers.get("Content-Length")
        total = have + int(length) if length else 0
        with part.open("ab" if resumed else "wb") as file:
            _copy(response, file, have, total, on_progress)


def _copy(
    response: http.client.HTTPResponse,
    file: BinaryIO,
    have: int,
    total: int,
    on_progress: Callable[[int, int], None],
) -> None:
    while True:
        with _connection_errors():
            chunk = response.read(_CHUNK)
        if not chunk:
            break
        file.write(chunk)
        have += len(chunk)
        on_progress(have, total)
    if have < total:
        raise _Broken(f"the connection ended after {have} of {total} bytes")


class _Broken(Exception):
    """The connection, not the disk, failed."""


@contextlib.contextmanager
def _connection_errors() -> Iterator[None]:
    """Tell an OSError of the network from one of the disk; an answer of the server is neither."""
    try:
        yield
    except urllib.error.HTTPError:
        raise
    except OSError as error:
        raise _Broken(str(error) or type(error).__name__) from error


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
