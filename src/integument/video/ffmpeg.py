"""The program ffmpeg: what a film is like, its frames as arrays, and arrays as a film."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from integument.errors import InputError, MissingProgramError, OutputError

VARIABLE = "INTEGUMENT_FFMPEG"
"""Environment variable with the program's path, where it is not on PATH."""

_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error")


@dataclass(frozen=True, slots=True)
class Film:
    """A film's frames as they are shown (turned upright), at a constant rate.

    Attributes
    ----------
    path : the file
    width, height : in pixels
    rate : frames a second
    seconds : how long it is, None if the file does not say
    """

    path: Path
    width: int
    height: int
    rate: Fraction
    seconds: float | None

    @property
    def frames(self) -> int | None:
        """About how many frames it has."""
        return None if self.seconds is None else max(1, round(self.seconds * self.rate))


def find_ffmpeg() -> str:
    """Path of the program; raises MissingProgramError with one line if there is none."""
    named = os.environ.get(VARIABLE)
    found = shutil.which(named or "ffmpeg")
    if found is None:
        where = f"{VARIABLE} names '{named}', which is no program" if named else "not on PATH"
        raise MissingProgramError(
            f"video needs the program ffmpeg, which was not found ({where}): "
            "install it with the system's package manager or from https://ffmpeg.org"
        )
    return found


def open_film(path: str | Path) -> Film:
    """What a film is like, from its first frame.

    Raises
    ------
    MissingProgramError
        Without ffmpeg.
    InputError
        If there is no such file, or no pictures in it.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    # Y4M is the one stream whose header says size and rate after turning.
    wanted = ("-map", "0:v:0", "-frames:v", "1", "-f", "yuv4mpegpipe", "-pix_fmt", "yuv444p", "-")
    done = subprocess.run(
        [find_ffmpeg(), "-hide_banner", "-nostdin", "-i", _file(path), *wanted],
        capture_output=True,
        check=False,
    )
    header = done.stdout.partition(b"\n")[0].decode("ascii", "replace")
    facts = {word[:1]: word[1:] for word in header.split()[1:]}
    said = done.stderr.decode("utf-8", "replace")
    try:
        rate = Fraction(facts["F"].replace(":", "/"))
        width, height = int(facts["W"]), int(facts["H"])
    except (KeyError, ValueError, ZeroDivisionError):
        reason = (said.strip().splitlines() or ["no pictures in it"])[-1]
        raise InputError(f"{path}: not readable as a film: {reason}") from None
    return Film(path, width, height, rate, _seconds(said))


def read_frames(film: Film) -> Iterator[NDArray[np.uint8]]:
    """Every frame: ``(H, W, 3) uint8`` RGB, read-only.

    Raises InputError if the film breaks off with an error.
    """
    size = film.width * film.height * 3
    command = [find_ffmpeg(), *_QUIET, "-i", _file(film.path), "-map", "0:v:0"]
    command += ["-r", str(film.rate), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaints, bufsize=max(size, 1 << 16)
        )
        try:
            assert process.stdout is not None
            while len(data := process.stdout.read(size)) == size:
                frame = np.frombuffer(data, np.uint8)
                yield frame.reshape(film.height, film.width, 3)
            if process.wait() != 0:
                raise InputError(f"{film.path}: the film is damaged: {_last_line(complaints)}")
        finally:
            _end(process)


@contextlib.contextmanager
def write_film(
    path: Path, film: Film, options: Sequence[str], *, transparent: bool = False
) -> Iterator[IO[bytes]]:
    """A stream that takes raw frames (RGB, or RGBA if transparent) and becomes the film ``path``.

    Raises OutputError if ffmpeg cannot write it.
    """
    command = [find_ffmpeg(), "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo"]
    command += ["-pix_fmt", "rgba" if transparent else "rgb24"]
    command += ["-s", f"{film.width}x{film.height}", "-r", str(film.rate), "-i", "-"]
    command += [*options, _file(path)]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
        )
        try:
            assert process.stdin is not None
            try:
                yield process.stdin
                process.stdin.close()
            except BrokenPipeError:
                pass
            if process.wait() != 0:
                raise OutputError(f"{path}: cannot be written: {_last_line(complaints)}")
        finally:
            _end(process)


def join(parts: Sequence[Path], sound: Path, target: Path, options: Sequence[str]) -> None:
    """Put films of one kind end to end, with the sound of another film.

    Raises OutputError if ffmpeg cannot write it.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listing:
        for part in parts:
            escaped = str(part.resolve()).replace("'", "'\\''")
            listing.write(f"file '{escaped}'\n")
        listing.flush()
        command = [find_ffmpeg(), *_QUIET, "-y", "-f", "concat", "-safe", "0"]
        command += ["-i", listing.name, "-i", _file(sound), "-map", "0:v:0", "-map", "1:a?"]
        command += ["-map_metadata", "1", "-c:v", "copy", *options, _file(target)]
        done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["ffmpeg failed"]
        raise OutputError(f"{target}: cannot be written: {reason[-1]}")


def _file(path: Path) -> str:
    """A path that ffmpeg takes for nothing else: not an option, and not an address."""
    return f"file:{path}"


def _seconds(said: str) -> float | None:
    match = re.search(r"Duration: (\d+):(\d+):([\d.]+)", said)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _last_line(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "ffmpeg failed"


def _end(process: subprocess.Popen) -> None:
    """Leave no process behind, whatever happened."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
