"""Pictures in a column of a Parquet table: bytes, or structs of bytes and path as in Hugging Face
data sets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from integument.errors import InputError, MissingExtraError, UsageError
from integument.sources.address import open_binary
from integument.sources.entry import Entry, harmless

SUFFIXES = (".parquet", ".pq")

PREFERRED = ("image", "bytes", "jpg", "picture", "photo")
"""Columns that hold the picture where several hold bytes."""

NAMES = ("path", "file_name", "filename", "name", "key", "__key__", "id")
"""Columns that hold a picture's name beside its bytes."""

GROUPS_KEPT = 2
"""Row groups in memory: neighbours are read one after the other, and some are in two shares."""


@dataclass(frozen=True, slots=True)
class Row:
    """The picture in one row of a table (a path or an address)."""

    table: str
    column: str
    group: int
    row: int
    label: str

    @property
    def name(self) -> str:
        return f"{self.table}/{self.label}"

    def __str__(self) -> str:
        return self.name

    def read(self, size: int = -1) -> bytes:
        """The bytes of the picture, ``size`` at most; raises InputError if there are none."""
        data = _cells(self.table, self.column, self.group)[self.row].as_py()
        if data is None:
            raise InputError(f"{self.name}: this row holds no picture")
        return data if size < 0 else data[:size]


def pictures_in_parquet(table: str, column: str | None = None) -> list[Entry]:
    """A picture a row, in order.

    They are named by the path in their struct, or a column with names, else by their numbers.
    Results belong into a folder with the table's name.

    Parameters
    ----------
    table : path or address
    column : the column with the pictures; the only one with bytes by default

    Raises
    ------
    InputError
        If it cannot be read, is no such table, or has no rows.
    UsageError
        If no column holds bytes, or several, and none was chosen.
    MissingExtraError
        If pyarrow is not installed.
    """
    with open_binary(table) as file:
        parquet = _parquet(table, file)
        schema = parquet.schema_arrow
        column = _choose(table, schema, column)
        nested = _is_struct(schema.field(column).type)
        names = _names(parquet, schema, column if nested else None)
        cell = f"{column}.bytes" if nested else column
        counts = [parquet.metadata.row_group(k).num_rows for k in range(parquet.num_row_groups)]
    if not sum(counts):
        raise InputError(f"{table}: no rows in this table")
    places = [(group, row) for group, count in enumerate(counts) for row in range(count)]
    folder = PurePosixPath(table.replace("\\", "/")).stem
    return [
        Entry(Row(table, cell, group, row, str(name)), folder / name)
        for (group, row), name in zip(places, names or _numbers(len(places)), strict=True)
    ]


def _parquet(table: str, file: Any) -> Any:
    try:
        import pyarrow as arrow
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise MissingExtraError(f"reading {table}", "cluster") from None
    try:
        return ParquetFile(file)
    except arrow.ArrowException as error:
        line = str(error).splitlines()[0]
        raise InputError(f"{table}: no Parquet file that can be read: {line}") from None


@lru_cache(maxsize=GROUPS_KEPT)
def _cells(table: str, column: str, group: int) -> Any:
    """The bytes of one row group."""
    with open_binary(table) as file:
        cells = _parquet(table, file).read_row_group(group, columns=[column]).column(0)
    return cells.combine_chunks().field("bytes") if "." in column else cells


def _choose(table: str, schema: Any, wanted: str | None) -> str:
    """The column with the pictures."""
    holding = [field.name for field in schema if _holds_bytes(field.type)]
    if wanted is not None:
        if wanted not in holding:
            raise UsageError(
                f"{table}: column '{wanted}' holds no bytes: expected one of "
                f"{', '.join(holding) or 'none, as no column does'}"
            )
        return wanted
    chosen = holding if len(holding) == 1 else [name for name in PREFERRED if name in holding]
    if not chosen:
        which = f"several do: {', '.join(holding)}: choose with --column" if holding else "none"
        raise UsageError(f"{table}: expected a column with the bytes of pictures: {which}")
    return chosen[0]


def _holds_bytes(kind: Any) -> bool:
    from pyarrow import types

    if _is_struct(kind):
        return any(one.name == "bytes" and _holds_bytes(one.type) for one in kind)
    return types.is_binary(kind) or types.is_large_binary(kind)


def _is_struct(kind: Any) -> bool:
    from pyarrow import types

    return types.is_struct(kind)


def _names(parquet: Any, schema: Any, struct: str | None) -> list[PurePosixPath]:
    """A name for each row; none at all where some are missing or shared."""
    from pyarrow import types

    if struct is not None and any(one.name == "path" for one in schema.field(struct).type):
        cells = parquet.read(columns=[f"{struct}.path"]).column(0).combine_chunks().field("path")
    else:
        column = next((name for name in NAMES if name in schema.names), None)
        if column is None or not types.is_string(schema.field(column).type):
            return []
        cells = parquet.read(columns=[column]).column(0)
    names = [harmless(name) for name in cells.to_pylist() if name]
    named = [name for name in names if name.name]
    return names if len(set(named)) == parquet.metadata.num_rows else []


def _numbers(count: int) -> list[PurePosixPath]:
    return [PurePosixPath(f"{number:06}") for number in range(count)]
