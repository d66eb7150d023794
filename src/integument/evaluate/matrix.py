"""Models against packs: one table of IoU for each label, as HTML, CSV and JSON.

==================  ==========================================================
``matrix.html``     a table a label, coloured by value; needs no other file
``matrix.csv``      one line a label, model and pack
``matrix.json``     the same for programs
==================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from integument import __version__
from integument.as_csv import as_csv
from integument.evaluate import output
from integument.evaluate.report import POLICY, PackScore, Report
from integument.files import atomic_write


@dataclass(frozen=True, slots=True)
class Cell:
    """One model on one pack, for one label.

    Attributes
    ----------
    pictures : scored ones
    iou, low, high : mean over pictures with its 95 % interval; None in packs of nobody
    marked : share of pixels marked in packs of nobody, all of them wrong; else None
    """

    label: str
    model: str
    pack: str
    pictures: int
    iou: float | None = None
    low: float | None = None
    high: float | None = None
    marked: float | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """All cells there are; a model that does not know a label has none for it.

    ``models`` and ``packs`` are in the order in which they were given.
    """

    models: tuple[str, ...]
    packs: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that anything was scored for, in the order of the models' labels."""
        return tuple(dict.fromkeys(cell.label for cell in self.cells))

    def of(self, label: str) -> dict[tuple[str, str], Cell]:
        """(model, pack) -> cell of one label."""
        return {(c.model, c.pack): c for c in self.cells if c.label == label}

    def mean(self, label: str, model: str) -> float | None:
        """IoU averaged over the packs with people that all models were scored on.

        None if there are fewer than two of these, or the model was not scored.
        """
        table = self.of(label)
        scored = dict.fromkeys(name for name, _ in table)
        shared = [
            pack
            for pack in self.packs
            if all((cell := table.get((name, pack))) and cell.iou is not None for name in scored)
        ]
        if len(shared) < 2 or model not in scored:
            return None
        return sum(table[model, pack].iou or 0.0 for pack in shared) / len(shared)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "integument": __version__,
            "policy": POLICY,
            "models": list(self.models),
            "packs": list(self.packs),
            "cells": [asdict(cell) for cell in self.cells],
        }


def matrix_of(reports: Sequence[Report]) -> Matrix:
    """The matrix of some reports on the same packs; stress sets are packs too."""
    assert reports, "a matrix needs a model"
    return Matrix(
        models=tuple(report.segmenter for report in reports),
        packs=tuple(pack.name for pack in reports[0].packs),
        cells=tuple(
            _cell(report.segmenter, pack, label)
            for report in reports
            for pack in report.packs
            for label in pack.labels
            if pack.counts(label)
        ),
    )


def write(matrix: Matrix, folder: str | Path) -> Path:
    """Write all three files and give the page's path; raises OutputError."""
    from integument.evaluate.page.matrix import build

    folder = Path(folder)
    rows = [output.rounded(asdict(cell)) for cell in matrix.cells]
    columns = [field.name for field in fields(Cell)]
    atomic_write(folder / "matrix.csv", as_csv(rows, columns))
    atomic_write(folder / "matrix.json", output.as_json(matrix.to_dict()))
    page = folder / "matrix.html"
    atomic_write(page, build(matrix).encode())
    return page


def _cell(model: str, pack: PackScore, label: str) -> Cell:
    pictures = len(pack.counts(label))
    if pack.people_free:
        marked = pack.marked(label)["mean"]
        return Cell(label, model, pack.name, pictures, marked=marked)
    mean, low, high = pack.interval(label)
    return Cell(label, model, pack.name, pictures, mean, low, high)
