"""A film into another one: each frame segmented, steadied and drawn; chunk by chunk.

Finished chunks stay in a folder beside the result until it is complete, so that a run that was
stopped goes on where it was. The frames before a chunk are decoded again and those just before it
looked at again, which gives the averages over time what they would have had.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from integument.errors import UsageError
from integument.files import atomic_path, atomic_write, remove_leftovers
from integument.lock import exclusive
from integument.video.ffmpeg import Film, join, open_film, read_frames, write_film
from integument.video.steady import WARM_UP, Steady

if TYPE_CHECKING:
    from integument.people import People
    from integument.segmenter import Segmenter

CHUNK_SECONDS = 10
"""What is lost at most when a run is stopped, in seconds of the film."""

ENCODERS: dict[tuple[str, bool], tuple[str, ...]] = {
    (".mp4", False): ("-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"),
    (".mov", False): ("-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"),
    (".mkv", False): ("-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"),
    (".webm", False): ("-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-pix_fmt", "yuv420p"),
    (".webm", True): ("-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-pix_fmt", "yuva420p"),
    (".mov", True): ("-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le"),
}
"""(suffix, transparent) → options of ffmpeg, at a quality whose differences are hard to see."""

_EVEN = ("-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2")
"""Colour is stored for two by two pixels; an odd side gets one black pixel more."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is made of every frame.

    Attributes
    ----------
    draw : from what was found to ``(H, W, 3)`` RGB or ``(H, W, 4)`` RGBA, uint8
    settings : all that decides what ``draw`` gives; another value starts the film anew
    transparent : whether frames have alpha
    """

    draw: Callable[[People], NDArray[np.uint8]]
    settings: str
    transparent: bool = False


def check_target(target: Path, *, transparent: bool) -> None:
    """Raise UsageError unless a film of that kind can be written to ``target``."""
    if (target.suffix.lower(), transparent) in ENCODERS:
        return
    known = ", ".join(suffix for suffix, alpha in ENCODERS if alpha is transparent)
    what = "a transparent film" if transparent else "a film"
    raise UsageError(f"{target}: expected a name for {what} that ends in {known}")


def convert(
    source: Path,
    target: Path,
    segmenter: Segmenter,
    conversion: Conversion,
    *,
    on_progress: Callable[[int, int | None], None] = lambda done, total: None,
) -> int:
    """Write ``target``, with the sound of ``source``; returns the number of frames.

    Parameters
    ----------
    source, target : the films
    segmenter : what finds people
    conversion : what is made of each frame
    on_progress : is told frames done and how many there are, if known

    Raises
    ------
    MissingProgramError
        Without ffmpeg.
    InputError, OutputError, UsageError
        If the film cannot be read, the result cannot be written, or is of an unknown kind.
    """
    check_target(target, transparent=conversion.transparent)
    film = open_film(source)
    parts = target.with_name(f".{target.name}.parts")
    with exclusive(parts):
        _prepare(parts, film, segmenter, conversion)
        count = _make_parts(parts, film, target.suffix.lower(), segmenter, conversion, on_progress)
        files = sorted(parts.glob("[0-9]*" + target.suffix.lower()))
        # Sound is copied where the container is the same, and otherwise encoded to its liking.
        same = film.path.suffix.lower() == target.suffix.lower()
        with atomic_path(target) as temporary:
            join(files, film.path, temporary, ("-c:a", "copy") if same else ())
    shutil.rmtree(parts, ignore_errors=True)
    return count


def _prepare(parts: Path, film: Film, segmenter: Segmenter, conversion: Conversion) -> None:
    """Keep the chunks of an earlier run only if it was the same film, model and settings."""
    status = film.path.stat()
    facts = {
        "film": str(film.path.resolve()),
        "bytes": status.st_size,
        "changed": status.st_mtime_ns,
        "model": segmenter.session.sha256,
        **segmenter.looks.settings,
        "settings": conversion.settings,
    }
    note = parts / "run.json"
    remove_leftovers(parts)
    try:
        same = json.loads(note.read_text(encoding="utf-8")) == facts
    except (OSError, ValueError):
        same = False
    if not same:
        for old in parts.glob("[0-9]*"):
            old.unlink()
        atomic_write(note, json.dumps(facts).encode())


def _make_parts(
    parts: Path,
    film: Film,
    suffix: str,
    segmenter: Segmenter,
    conversion: Conversion,
    on_progress: Callable[[int, int | None], None],
) -> int:
    """Write every chunk that is not there; returns the number of frames in all."""
    length = max(1, round(CHUNK_SECONDS * film.rate))
    encoder = (*ENCODERS[suffix, conversion.transparent], *_EVEN)
    steady, done = Steady(), 0
    recent: list[NDArray[np.uint8]] = []
    for number, chunk in enumerate(_chunks(read_frames(film), length)):
        part = parts / f"{number:06}{suffix}"
        if part.exists():
            for frame in chunk:
                recent = [*recent[1 - WARM_UP :], frame]
                done += 1
                on_progress(done, film.frames)
            continue
        if recent:
            steady = Steady()
            for frame in recent:
                steady.add(segmenter.segment(frame))
            recent = []
        with (
            atomic_path(part) as temporary,
            write_film(temporary, film, encoder, transparent=conversion.transparent) as stream,
        ):
            for frame in chunk:
                picture = conversion.draw(steady.add(segmenter.segment(frame)))
                stream.write(np.ascontiguousarray(picture).data)
                done += 1
                on_progress(done, film.frames)
    return done


def _chunks(
    frames: Iterable[NDArray[np.uint8]], length: int
) -> Iterator[Iterator[NDArray[np.uint8]]]:
    """Frames in groups of ``length``, each to be used up before the next; none is empty."""
    frames = iter(frames)

    def one(first: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
        yield first
        for _, frame in zip(range(length - 1), frames, strict=False):
            yield frame

    for first in frames:
        yield one(first)
