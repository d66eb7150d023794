"""Rows as the text of a CSV file, everywhere in the same form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> bytes:
    """``rows`` with a line of headings, in UTF-8; lines end in one line feed.

    ``columns`` come first, also where no row has them; then all others that any row has, in the
    order in which they appear. A cell is empty where a row lacks it.
    """
    listed = list(rows)
    headings = list(dict.fromkeys([*columns, *(name for row in listed for name in row)]))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()
