"""The tables by skin tone that ``integument evaluate --tones`` prints and writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from integument.cli.console import Console
from integument.cli.table import print_table

if TYPE_CHECKING:
    from integument.data.pack import Pack
    from integument.evaluate.report import PackScore, Report
    from integument.evaluate.tone_table import Interval, ToneTable

PLAIN_WIDTH = 160
"""Columns of a table that goes to a file or a pipe: eleven numbers and their bounds."""

TonesOfPacks = list[dict[str, str]]
"""Picture → tone, a pack each."""


def find_tones(
    source: str, packs: Sequence[Pack], limit: int | None, *, asked_for: bool = True
) -> TonesOfPacks:
    """The tones of the pictures that are scored: estimated, or from a CSV file of labels.

    Parameters
    ----------
    source : a set of limits of the typology angle, or a CSV file
    asked_for : whether a pack whose tones cannot be estimated is an InputError; otherwise its
        pictures have none
    """
    from integument.evaluate.scoring import picked
    from integument.evaluate.tone import estimate, labelled, read_labels

    if _is_file(source):
        labels = read_labels(source)
        return [labelled(pack, picked(pack, limit), labels) for pack in packs]
    return [
        estimate(pack, picked(pack, limit), source) if asked_for or "skin" in pack.labels else {}
        for pack in packs
    ]


def tone_tables(report: Report, tones: TonesOfPacks, source: str) -> list[dict[str, Any]]:
    """IoU by tone for JSON, a pack each: label → what :meth:`ToneTable.to_dict` gives."""
    return [
        {
            "name": pack.name,
            "path": pack.path,
            "labels": {
                label: _table(pack, label, tones_of_pack, source).to_dict() for label in pack.labels
            },
            "pictures": tones_of_pack,
        }
        for pack, tones_of_pack in zip(report.packs, tones, strict=True)
        if not pack.people_free
    ]


def print_tone_tables(report: Report, tones: TonesOfPacks, source: str, console: Console) -> None:
    """Print IoU by tone, a line a pack and label; then what it does not say."""
    from integument.evaluate.tone import TONES

    rows: list[tuple[str, ...]] = []
    for pack, tones_of_pack in zip(report.packs, tones, strict=True):
        for label in () if pack.people_free else pack.labels:
            found = _table(pack, label, tones_of_pack, source)
            cells = [
                "-" if row.score is None else f"{row.score.value:.3f} ({row.pictures})"
                for row in found.rows
            ]
            gaps = _bounds(found.gap), found.worst or "-", _bounds(found.darkest_gap)
            rows.append((pack.name, label, *cells, *gaps, str(found.untold)))
    console.say(f"{report.segmenter}: mean IoU (pictures) by skin tone, {_words(source)}")
    headings = ("pack", "label", *TONES, "gap", "worst", "others - VI", "no tone")
    print_table(console, headings, rows, plain_width=PLAIN_WIDTH)


def limits_of(source: str) -> str:
    """What to bear in mind with tones from this source."""
    from integument.evaluate.tone import LIMITS_OF_THE_ESTIMATE

    return "" if _is_file(source) else LIMITS_OF_THE_ESTIMATE


def _table(pack: PackScore, label: str, tones: dict[str, str], source: str) -> ToneTable:
    from integument.evaluate.tone_table import tabulate

    scores = {row.picture: row.counts.iou for row in pack.rows if row.label == label}
    return tabulate(scores, tones, source=_words(source))


def _words(source: str) -> str:
    if _is_file(source):
        return f"labels from {source}"
    return f"estimated, limits '{source}'"


def _bounds(interval: Interval | None) -> str:
    if interval is None:
        return "-"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _is_file(source: str) -> bool:
    return Path(source).suffix != "" or Path(source).exists()
