"""What an evaluation leaves behind: a page to read, and the numbers as JSON and CSV.

==================  ==========================================================
``index.html``      everything, for a person; needs no other file
``report.json``     everything, for a program
``summary.csv``     one line a segmenter, pack and label
``pictures.csv``    one line a segmenter, pack, label and picture
==================  ==========================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from integument.as_csv import as_csv
from integument.evaluate.evaluation import Evaluation
from integument.evaluate.page import build
from integument.evaluate.report import PackScore
from integument.files import atomic_write


def write(found: Evaluation, folder: str | Path) -> Path:
    """Write all files and give the page's path; raises OutputError."""
    folder = Path(folder)
    atomic_write(folder / "report.json", as_json(found.to_dict()))
    atomic_write(folder / "summary.csv", as_csv(map(rounded, _summary(found))))
    atomic_write(folder / "pictures.csv", as_csv(map(rounded, _pictures(found))))
    page = folder / "index.html"
    atomic_write(page, build(found).encode())
    return page


def as_json(content: Mapping[str, Any]) -> bytes:
    """Readable JSON with a newline at its end."""
    return f"{json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)}\n".encode()


def _summary(found: Evaluation) -> Iterator[dict[str, Any]]:
    for report in found.reports:
        for pack in report.packs:
            for label in pack.labels:
                if pack.counts(label):
                    place = {"segmenter": report.segmenter, "pack": pack.name, "label": label}
                    yield {**place, "pictures": len(pack.counts(label)), **_numbers(pack, label)}


def _numbers(pack: PackScore, label: str) -> dict[str, Any]:
    if pack.people_free:
        return {f"marked_{name}": value for name, value in pack.marked(label).items()}
    _, low, high = pack.interval(label)
    return {
        **pack.mean(label),
        "iou_low": low,
        "iou_high": high,
        **{f"{name}_pooled": value for name, value in pack.pooled(label).items()},
        **pack.soft(label),
        **pack.outlines(label),
    }


def _pictures(found: Evaluation) -> Iterator[dict[str, Any]]:
    for report in found.reports:
        for pack in report.packs:
            tones = found.tones.get(pack.name, {})
            for row in pack.rows:
                place = {"segmenter": report.segmenter, "pack": pack.name}
                tone = {"tone": tones.get(row.picture) or ""} if tones else {}
                yield {**place, **row.to_dict(), **tone}


def rounded(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with six digits after the point, as all tables here have them."""
    return {key: round(v, 6) if isinstance(v, float) else v for key, v in row.items()}
