"""A Parquet data set of masks: a folder of parts, each written whole, to which a run adds.

Columns are ``id`` (what the photograph is called), ``width`` and ``height`` in pixels, ``found``,
one with a PNG file for each label, and ``error``. Photographs that gave nothing are in a part of
their own, which is replaced by every run, so that the whole has one row a photograph.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from integument.errors import MissingExtraError, OutputError, UsageError
from integument.many.shelf import shelf
from integument.sources.address import open_binary

PART_ROWS = 1000
"""Rows of a part: some 10 to 100 MB, in reach of what readers of Parquet like."""

PART_SECONDS = 60.0
"""A part is closed earlier when it is this old: what a killed run loses at most."""

FAILED = "failed.parquet"

KEY = b"integument"
"""Where a part says how its masks were made."""

Row = dict[str, Any]


class Table:
    """A data set that is open for more rows.

    Parameters
    ----------
    folder : where the parts are: a path or an address
    labels : the columns with masks
    identity : how masks are made; rows that were made in another way are not added to
    overwrite : start anew, without the rows that are there

    Attributes
    ----------
    ids : of the photographs with masks

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    UsageError
        If the parts that are there were made in another way.
    OutputError
        If the folder is none, or parts cannot be read or removed.
    """

    def __init__(
        self,
        folder: str | Path,
        labels: tuple[str, ...],
        identity: Mapping[str, Any],
        *,
        overwrite: bool = False,
    ) -> None:
        try:
            import pyarrow as arrow
        except ImportError:
            raise MissingExtraError("writing Parquet", "cluster") from None
        self.folder = str(folder)
        self._shelf = shelf(self.folder)
        self.labels = labels
        self._identity = json.dumps({**identity, "labels": list(labels)}, sort_keys=True)
        fields = [("id", arrow.string()), ("width", arrow.int32()), ("height", arrow.int32())]
        fields += [("found", arrow.bool_())]
        fields += [(label, arrow.binary()) for label in labels]
        fields += [("error", arrow.string())]
        self._schema = arrow.schema(fields, metadata={KEY: self._identity.encode()})
        self._rows: list[Row] = []
        self._since = time.monotonic()
        names = self._shelf.names()
        for name in names:
            self._check(self._shelf.place(name), overwrite)
        if overwrite:
            for name in names:
                self._shelf.remove(name)
            names = []
        self._number = max((_number(name) + 1 for name in names), default=0)
        rows = [row for name in names for row in _read(self._shelf.place(name), ["id", "error"])]
        self.ids = {row["id"] for row in rows if row["error"] is None}
        self._failed = {row["id"]: row["error"] for row in rows if row["error"] is not None}

    def add(self, id: str, size: tuple[int, int], found: bool, masks: Mapping[str, bytes]) -> None:
        """A row for a photograph. It is safe when its part is written, after a minute at most."""
        width, height = size
        row = {"id": id, "width": width, "height": height, "found": found, **masks, "error": None}
        self._rows.append(row)
        self.ids.add(id)
        if len(self._rows) >= PART_ROWS or time.monotonic() - self._since >= PART_SECONDS:
            self._close_part()

    def close(self, failures: Mapping[str, str]) -> None:
        """Write what is left, and a row for each failure, by its id."""
        self._close_part()
        failed = {id: why for id, why in {**self._failed, **failures}.items() if id not in self.ids}
        if failed:
            rows = [{"id": id, "error": why} for id, why in failed.items()]
            self._write(FAILED, rows)
        else:
            self._shelf.remove(FAILED)

    def _close_part(self) -> None:
        if self._rows:
            self._write(f"part-{self._number:05}.parquet", self._rows)
            self._number += 1
        self._rows = []
        self._since = time.monotonic()

    def _write(self, name: str, rows: list[Row]) -> None:
        import pyarrow as arrow
        from pyarrow import parquet

        content = io.BytesIO()
        table = arrow.Table.from_pylist(rows, schema=self._schema)
        parquet.write_table(table, content, compression="none")  # PNG is compressed already
        self._shelf.write(name, content.getvalue())

    def _check(self, place: str, overwrite: bool) -> None:
        """Refuse a file that is none of ours, or whose rows were made in another way."""
        identity = _identity(place)
        if identity is None:
            raise UsageError(f"{place}: was not written by integument: choose another table")
        if identity != self._identity and not overwrite:
            raise UsageError(
                f"{self.folder}: holds masks that were made in another way ({identity}): choose "
                "another table, or --overwrite"
            )


def _identity(place: str) -> str | None:
    import pyarrow as arrow
    from pyarrow import parquet

    with open_binary(place) as file:
        try:
            metadata = parquet.read_schema(file).metadata or {}
        except (arrow.ArrowException, OSError) as error:
            line = str(error).splitlines()[0]
            raise OutputError(f"{place}: no part of a table that can be read: {line}") from None
    return metadata[KEY].decode() if KEY in metadata else None


def _read(place: str, columns: list[str]) -> list[Row]:
    from pyarrow import parquet

    with open_binary(place) as file:
        return parquet.read_table(file, columns=columns).to_pylist()


def _number(name: str) -> int:
    """The number of a part; -1 for a file with another name."""
    number = name.removeprefix("part-").removesuffix(".parquet")
    return int(number) if number.isdecimal() else -1
