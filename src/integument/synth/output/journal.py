"""The records of the people who are done, on disk rather than in memory.

While a run is under way, every finished person adds one line to ``records.part.jsonl``: a JSON
list with the record of each picture. That line is what marks them as done, so it comes after the
pictures; a line that a killed run left half is dropped. In the end all lines are sorted into
``records.jsonl``, one record a line, and the journal goes.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from integument.errors import InputError, OutputError

WHOLE = "records.jsonl"
JOURNAL = "records.part.jsonl"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the records of a person lie, and of how many pictures they are."""

    file: Path
    offset: int
    length: int
    pictures: int


class Journal:
    """The finished people of the pack in ``out``; a context manager that holds the files open.

    Only the place of each person's records is in memory. Raises :class:`InputError` for a file
    of records that is damaged.
    """

    def __init__(self, out: Path) -> None:
        self.whole, self.path = out / WHOLE, out / JOURNAL
        self.was_stopped = self.path.exists()
        self._places: dict[int, _Place] = {}
        self._stream: BinaryIO | None = None
        self._end = 0
        if self.whole.exists():
            self._scan_whole()
        if self.was_stopped:
            self._scan_journal()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):  # what could not be written was told already
                self._stream.close()

    def pictures(self, number: int) -> int:
        """How many pictures of person ``number`` are done."""
        place = self._places.get(number)
        return place.pictures if place else 0

    def last_picture(self, views: int) -> int:
        """One more than the number of the last picture, if a person has ``views``."""
        return max((n * views + p.pictures for n, p in self._places.items()), default=0)

    def start(self) -> None:
        """Open the journal for lines to come; raises :class:`OutputError`."""
        try:
            self._stream = self.path.open("ab")
            self._stream.truncate(self._end)
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from None

    def add(self, number: int, records: list[str]) -> None:
        """Mark a person as done; ``records`` are JSON. Raises :class:`OutputError`."""
        assert self._stream is not None
        line = f"[{','.join(records)}]\n".encode()
        try:
            self._stream.write(line)
            self._stream.flush()
        except OSError as error:
            raise OutputError(
                f"{self.path}: cannot be written: {error.strerror}: free some space; the same "
                "command goes on from here"
            ) from None
        self._places[number] = _Place(self.path, self._end, len(line), len(records))
        self._end += len(line)

    def records(self) -> Iterator[str]:
        """Every record, one JSON text a picture, in the order of the pictures."""
        with contextlib.ExitStack() as files:
            streams = {
                file: files.enter_context(file.open("rb"))
                for file in (self.whole, self.path)
                if file.exists()
            }
            for number in sorted(self._places):
                place = self._places[number]
                streams[place.file].seek(place.offset)
                text = streams[place.file].read(place.length).decode()
                if place.file == self.path:
                    for record in json.loads(text):
                        yield json.dumps(record, separators=(",", ":"))
                else:
                    yield from text.splitlines()

    def close(self) -> None:
        """Drop the journal, now that everything is in ``records.jsonl``."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self.path.unlink(missing_ok=True)

    def _scan_whole(self) -> None:
        for row, offset, line in _lines(self.whole):
            number = _parsed(self.whole, row, line)["person_number"]
            place = self._places.get(number)
            start, pictures = (place.offset, place.pictures) if place else (offset, 0)
            self._places[number] = _Place(
                self.whole, start, offset + len(line) - start, pictures + 1
            )

    def _scan_journal(self) -> None:
        for row, offset, line in _lines(self.path):
            if not line.endswith(b"\n"):
                return
            records = _parsed(self.path, row, line)
            number = records[0]["person_number"]
            if len(records) >= self.pictures(number):
                self._places[number] = _Place(self.path, offset, len(line), len(records))
            self._end = offset + len(line)


def read(out: Path) -> Iterator[dict]:
    """The record of every picture of a pack, finished or not; none where there are no records.

    Those of a run that is under way come in the order in which people were finished. Raises
    :class:`InputError` for a damaged file.
    """
    if (out / WHOLE).exists():
        for row, _, line in _lines(out / WHOLE):
            yield _parsed(out / WHOLE, row, line)
    elif (out / JOURNAL).exists():
        for row, _, line in _lines(out / JOURNAL):
            if line.endswith(b"\n"):
                yield from _parsed(out / JOURNAL, row, line)


def _lines(file: Path) -> Iterator[tuple[int, int, bytes]]:
    """The lines of a file, each with its number and the byte at which it begins."""
    offset = 0
    with file.open("rb") as stream:
        for row, line in enumerate(stream, 1):
            yield row, offset, line
            offset += len(line)


def _parsed(file: Path, row: int, line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise InputError(f"{file}: line {row} is not JSON: {error}") from None
