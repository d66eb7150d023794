"""What was published beside what we got: as rows for a screen, as Markdown, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from integument.errors import InputError
from integument.experiments.experiment import SCALES, Experiment, Number, Table
from integument.experiments.findings import Findings, deviation, mean
from integument.experiments.registry import experiments
from integument.experiments.runner import RESULT
from integument.experiments.verdict import Verdict, judge


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: printed, ours (mean over seeds), spread over seeds, ours - printed."""

    table: str
    row: str
    column: str
    unit: str
    digits: int
    published: Number
    ours: Number
    deviation: Number
    seeds: int
    difference: Number

    def texts(self) -> tuple[str, str, str]:
        """Published, ours and difference as they are shown."""
        return (
            _text(self.published, self.digits),
            _text(self.ours, self.digits)
            + (f" ± {self.deviation:.{self.digits}f}" if self.seeds > 1 else ""),
            "–" if self.difference is None else f"{self.difference:+,.{self.digits}f}",
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One experiment at one scale, with the file that it comes from."""

    file: Path
    experiment: Experiment
    result: dict[str, Any]
    cells: list[Cell]
    verdicts: list[Verdict]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            **{key: self.result[key] for key in KEPT},
            "figures": [str(self.file.parent / name) for name in self.result["figures"]],
            "remarks": list(self.experiment.remarks),
            "cells": [asdict(cell) for cell in self.cells],
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
        }


KEPT = ("experiment", "title", "source", "scale", "seeds", "command", "written", "seconds") + (
    "machine",
    "data",
    "notes",
    "pictures",
)
"""What a report says of a result as it is."""


def collect(folder: str | Path) -> list[Outcome]:
    """Everything that was found below a folder, in order of experiment and scale.

    Raises
    ------
    InputError
        If there is nothing, or a result cannot be read.
    """
    folder = Path(folder)
    files = sorted(folder.rglob(RESULT))
    if not files:
        raise InputError(
            f"{folder}: no results: expected {RESULT} files of 'integument experiment run'"
        )
    known = experiments()
    found = [outcome for file in files if (outcome := _outcome(file, known)) is not None]
    order = list(known)
    return sorted(found, key=lambda one: (order.index(one.experiment.name), one.result["scale"]))


def cells_of(experiment: Experiment, findings: Findings, scale: str) -> list[Cell]:
    """Every number that is printed or measured; printed rows first, in their order.

    Where the scale is too small for the numbers to mean anything, there are no differences.
    """
    means_something = SCALES.index(scale) >= SCALES.index(experiment.judged_from)
    return [
        cell if means_something else replace(cell, difference=None)
        for table in experiment.tables
        for cell in _cells(table, findings)
    ]


def as_markdown(outcomes: Sequence[Outcome]) -> str:
    """A document of all outcomes."""
    parts = ["# Published and measured", ""]
    for outcome in outcomes:
        parts += [*_markdown(outcome), ""]
    return "\n".join(parts)


def as_json(outcomes: Sequence[Outcome]) -> str:
    """The same for programs."""
    content = {"experiments": [outcome.to_dict() for outcome in outcomes]}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def heading(outcome: Outcome) -> str:
    """One line that says what was run, on what."""
    result = outcome.result
    sets = [name for name, told in result["data"].items() if told["made"]]
    pictures = f", {result['pictures']} pictures scored" if result["pictures"] else ""
    made = f", pictures made for {', '.join(sets)}" if sets else ""
    return f"{result['experiment']} at {result['scale']} scale{pictures}{made}"


def _outcome(file: Path, known: dict[str, Experiment]) -> Outcome | None:
    try:
        result = json.loads(file.read_text(encoding="utf-8"))
        findings = Findings.from_dict(result)
        experiment = known.get(result["experiment"])
        scale = result["scale"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: not a result of an experiment: {error}") from error
    if experiment is None:  # of a version that has more of them
        return None
    # Judged anew: what was printed may have been corrected since.
    cells, verdicts = cells_of(experiment, findings, scale), judge(experiment, findings, scale)
    return Outcome(file, experiment, result, cells, verdicts)


def _cells(table: Table, findings: Findings) -> Iterable[Cell]:
    measured = findings.values.get(table.name, {})
    for row in dict.fromkeys([*table.rows, *measured]):
        columns = measured.get(row, {})
        for column in dict.fromkeys([*table.columns, *columns]):
            published, by_seed = table.value(row, column), columns.get(column)
            if published is None and by_seed is None:
                continue
            ours = mean(by_seed) if by_seed else None
            difference = None if ours is None or published is None else ours - published
            yield Cell(
                *(table.name, row, column, table.unit, table.digits, published, ours),
                deviation=deviation(by_seed) if by_seed else None,
                seeds=len(by_seed or ()),
                difference=difference,
            )


def _markdown(outcome: Outcome) -> Iterable[str]:
    result, experiment = outcome.result, outcome.experiment
    yield f"## {experiment.name.upper()} {experiment.title}"
    yield ""
    yield f"{experiment.source}. {heading(outcome)}."
    for table in experiment.tables:
        cells = [cell for cell in outcome.cells if cell.table == table.name]
        if not cells:
            continue
        unit = f" ({table.unit})" if table.unit else ""
        yield from ("", f"**{table.name}**{unit}", "")
        yield "| row | column | published | ours | difference |"
        yield "|---|---|---:|---:|---:|"
        for cell in cells:
            yield f"| {cell.row} | {cell.column} | {' | '.join(cell.texts())} |"
    if outcome.verdicts:
        yield from ("", "| claim | verdict | grounds |", "|---|---|---|")
        for verdict in outcome.verdicts:
            yield f"| {verdict.claim} | {verdict.verdict} | {grounds(verdict)} |"
    for name in result["figures"]:
        yield from ("", f"![{name}]({(outcome.file.parent / name).as_posix()})")
    if remarks := [*experiment.remarks, *result["notes"]]:
        yield ""
        yield from (f"- {remark}" for remark in remarks)
    command = result["command"] or "called from Python"
    yield from ("", f"`{command}`, {result['seconds']:.0f} s, {result['written']}")


def grounds(verdict: Verdict) -> str:
    """Why a verdict is what it is: signs a pair of rows, the smallest difference, and words."""
    signs = " ".join(verdict.signs)
    gap = "" if verdict.difference is None else f"smallest difference {verdict.difference:+.3g}"
    return "; ".join(part for part in (signs, gap, verdict.why) if part)


def _text(value: Number, digits: int) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:,.{digits}f}"
