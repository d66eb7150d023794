"""``records.jsonl`` and ``index.csv``: what is known of every picture, in full and in short."""

from __future__ import annotations

import contextlib
import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from integument.attributes import BINARY, COLOUR
from integument.files import atomic_path
from integument.labels import NAMES
from integument.synth.output.journal import WHOLE

INDEX = "index.csv"
COLUMNS = (*("id", "width", "height", "framing", "tone", "hair", COLOUR, *BINARY, "clothed"),)
LEAST_HAIR = 0.002
"""Share of the picture below which hair says nothing about itself."""


@dataclass
class Summary:
    """How many pictures there are, and of what; ``tones`` are Fitzpatrick's, 1 to 6."""

    pictures: int = 0
    nobody: int = 0
    framings: Counter[str] = field(default_factory=Counter)
    tones: Counter[int] = field(default_factory=Counter)

    def add(self, record: dict) -> None:
        self.pictures += 1
        self.framings[record["camera"]["framing"]] += 1
        if "person" in record:
            self.tones[record["person"]["skin"]["tone"]] += 1
        else:
            self.nobody += 1


def write(out: Path, records: Iterable[str], size: int) -> Summary:
    """Write both files from records of pictures of ``size``; raises :class:`OutputError`."""
    summary = Summary()
    with contextlib.ExitStack() as files:
        whole = _open(files, out / WHOLE)
        writer = csv.DictWriter(
            _open(files, out / INDEX),
            [*COLUMNS, *(f"share_{name}" for name in NAMES)],
            lineterminator="\n",
        )
        writer.writeheader()
        for line in records:
            record = json.loads(line)
            whole.write(line + "\n")
            writer.writerow(_row(record, size))
            summary.add(record)
    return summary


def _open(files: contextlib.ExitStack, path: Path) -> TextIO:
    """A text file that takes its name when ``files`` are closed."""
    temporary = files.enter_context(atomic_path(path))
    return files.enter_context(temporary.open("w", encoding="utf-8", newline=""))


def _row(record: dict, size: int) -> dict:
    own, view = record.get("person", {}), record.get("view", {})
    return {
        "id": record["id"],
        "width": size,
        "height": size,
        "framing": record["camera"]["framing"],
        "tone": own.get("skin", {}).get("tone", ""),
        "hair": own.get("hair", {}).get("kind", ""),
        COLOUR: own.get("hair", {}).get("colour", ""),
        **_answers(record),
        "clothed": int(view["clothed"]) if view else "",
        **{f"share_{name}": record["share"][name] for name in NAMES},
    }


def _answers(record: dict) -> dict[str, int | str]:
    """0 or 1 for each yes-or-no attribute, or nothing where the picture cannot tell.

    That is so with several people, and where little hair shows of somebody who has hair: under a
    hat, behind something, out of the picture.
    """
    known = record.get("person", {}).get("attributes", {})
    shown = record["share"]["hair"] >= LEAST_HAIR or known.get("bald")
    if record.get("people", 1) != 1 or not shown:
        known = {}
    return {name: int(known[name]) if name in known else "" for name in BINARY}
