"""A Parquet data set of masks: a folder of parts, each written whole, to which a run adds.

Columns are ``id`` (what the photograph is called), ``width`` and ``height`` in pixels, ``found``,
one with a PNG file for each label, and ``error``. Photographs that gave nothing are in a part of
their own, which is replaced by every run, so that the whole has one row a photograph.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from integument.errors import MissingExtraError, OutputError, UsageError
from integument.files import atomic_path

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
    folder : where the parts are
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
        folder: Path,
        labels: tuple[str, ...],
        identity: Mapping[str, Any],
        *,
        overwrite: bool = False,
    ) -> None:
        try:
            import pyarrow as arrow
        except ImportError:
            raise MissingExtraError("writing Parquet", "cluster") from None
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder}: is a file: parts of a table are written to a folder")
        self.folder = folder
        self.labels = labels
        self._identity = json.dumps({**identity, "labels": list(labels)}, sort_keys=True)
        fields = [("id", arrow.string()), ("width", arrow.int32()), ("height", arrow.int32())]
        fields += [("found", arrow.bool_())]
        fields += [(label, arrow.binary()) for label in labels]
        fields += [("error", arrow.string())]
        self._schema = arrow.schema(fields, metadata={KEY: self._identity.encode()})
        self._rows: list[Row] = []
        self._since = time.monotonic()
        paths = sorted(folder.glob("*.parquet")) if folder.exists() else []
        for path in paths:
            self._check(path, overwrite)
        if overwrite:
            _remove(paths)
            paths = []
        self._number = max((_number(path) + 1 for path in paths), default=0)
        rows = [row for path in paths for row in _read(path, ["id", "error"])]
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
            self._write(self.folder / FAILED, rows)
        else:
            _remove([self.folder / FAILED])

    def _close_part(self) -> None:
        if self._rows:
            self._write(self.folder / f"part-{self._number:05}.parquet", self._rows)
            self._number += 1
        self._rows = []
        self._since = time.monotonic()

    def _write(self, path: Path, rows: list[Row]) -> None:
        import pyarrow as arrow
        from pyarrow import parquet

        with atomic_path(path) as temporary:
            # PNG is compressed already.
            parquet.write_table(
                arrow.Table.from_pylist(rows, schema=self._schema), temporary, compression="none"
            )

    def _check(self, path: Path, overwrite: bool) -> None:
        """Refuse a file that is none of ours, or whose rows were made in another way."""
        identity = _identity(path)
        if identity is None:
            raise UsageError(f"{path}: was not written by integument: choose another table")
        if identity != self._identity and not overwrite:
            raise UsageError(
                f"{self.folder}: holds masks that were made in another way ({identity}): choose "
                "another table, or --overwrite"
            )


def _identity(path: Path) -> str | None:
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        metadata = parquet.read_schema(path).metadata or {}
    except (arrow.ArrowException, OSError) as error:
        line = str(error).splitlines()[0]
        raise OutputError(f"{path}: no part of a table that can be read: {line}") from None
    return metadata[KEY].decode() if KEY in metadata else None


def _read(path: Path, columns: list[str]) -> list[Row]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        return file.read(columns=columns).to_pylist()


def _number(path: Path) -> int:
    """The number of a part; -1 for a file with another name."""
    number = path.stem.removeprefix("part-")
    return int(number) if number.isdecimal() else -1


def _remove(paths: list[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{path}: cannot be removed: {error.strerror}") from None
