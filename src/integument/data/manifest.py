"""The list of a data set's pictures, masks and splits, as CSV: splits are stored, not recomputed.

A file called :data:`NAME` in the folder of a data set decides which picture is in which split.
"""

from __future__ import annotations

import csv
from pathlib import Path

from integument.as_csv import as_csv
from integument.errors import InputError

NAME = "integument-manifest.csv"

COLUMNS = ("id", "split", "subset", "image", "masks")


def write(rows: list[dict[str, str]]) -> bytes:
    """Rows with the :data:`COLUMNS` as UTF-8 CSV."""
    return as_csv(rows, COLUMNS)


def read_splits(folder: Path) -> dict[str, str] | None:
    """Stem → split as the manifest in ``folder`` says; None where there is no manifest.

    Raises :class:`InputError` for a damaged one, or one that names a picture twice.
    """
    file = folder / NAME
    if not file.exists():
        return None
    splits: dict[str, str] = {}
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            rows = csv.DictReader(lines)
            if not {"id", "split"} <= set(rows.fieldnames or ()):
                raise InputError(
                    f"{file}: expected columns 'id' and 'split', got {rows.fieldnames}"
                )
            for row in rows:
                if row["id"] in splits:
                    raise InputError(f"{file}: '{row['id']}' is listed twice")
                splits[row["id"]] = row["split"] or ""
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: not readable as CSV: {error}") from error
    return splits
