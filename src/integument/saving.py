"""The files of one result: what is in them, and writing them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from integument.files import atomic_write
from integument.formats import contents as contents_of_format
from integument.outputs import JSON, OVERLAY, output_paths
from integument.photo import encode_picture

if TYPE_CHECKING:
    from integument.people import People

UNNAMED = "picture"
"""Start of the output names for a photograph that did not come from a path."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Files of one result: those written now and those that were already there and kept."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which files a result is written to.

    Attributes
    ----------
    labels : which masks
    threshold : probability from which a pixel is marked
    stem : start of the file names; by default that of the photograph's file, or "picture"
    formats : how masks are written, names of :data:`integument.formats.FORMATS`
    overlay, json : whether the tinted photograph and the account are written beside the masks
    """

    labels: Sequence[str]
    threshold: float
    stem: str | None = None
    formats: Sequence[str] = ("png",)
    overlay: bool = False
    json: bool = False


def contents(people: People, folder: str | Path, wanted: Wanted) -> dict[Path, Callable[[], bytes]]:
    """Path → what gives the bytes of the file. Nothing is computed or written before it is asked.

    Raises :class:`UsageError` for labels that the model does not predict, when they are asked for.
    """
    stem = wanted.stem
    if stem is None:
        stem = people.photo.path.stem if people.photo.path else UNNAMED
    files: dict[Path, Callable[[], bytes]] = {}
    for name in wanted.formats:
        files |= contents_of_format(
            people, name, folder, stem, wanted.labels, threshold=wanted.threshold
        )
    extra = output_paths(folder, stem, (), overlay=wanted.overlay, json=wanted.json)
    encoders = {OVERLAY: _overlay, JSON: _account}
    for kind, path in extra.items():
        files[path] = partial(encoders[kind], people, wanted)
    return files


def save(people: People, folder: str | Path, wanted: Wanted, *, overwrite: bool = False) -> Saved:
    """Write all files, each whole or not at all; those that exist are kept unless ``overwrite``.

    Raises :class:`OutputError` if a file cannot be written.
    """
    saved = Saved()
    for path, content in contents(people, folder, wanted).items():
        if path.exists() and not overwrite:
            saved.kept.append(path)
            continue
        atomic_write(path, content())
        saved.written.append(path)
    return saved


def _overlay(people: People, wanted: Wanted) -> bytes:
    picture = people.overlay(wanted.labels, threshold=wanted.threshold)
    return encode_picture(picture, ".png", photo=people.photo)


def _account(people: People, wanted: Wanted) -> bytes:
    account = people.to_dict(threshold=wanted.threshold)
    return json.dumps(account, indent=2, ensure_ascii=False).encode() + b"\n"
