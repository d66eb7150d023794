"""Figures of sweeps: a table whose rows are numbers, drawn with its spread over seeds."""

from __future__ import annotations

from integument.experiments.charts import Line, lines
from integument.experiments.context import Context
from integument.experiments.findings import Findings, deviation, mean


def draw(
    context: Context,
    findings: Findings,
    table: str,
    title: str,
    across: str,
    *,
    up: str = "mIoU",
    logarithmic: bool = False,
) -> None:
    """One line a column, over the rows that are numbers; error bars are deviations over seeds."""
    rows = findings.values.get(table, {})
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    drawn = []
    for column in columns:
        points = sorted((float(row), values[column]) for row, values in rows.items())
        drawn.append(
            Line(
                column,
                [x for x, _ in points],
                [mean(by_seed) for _, by_seed in points],
                [deviation(by_seed) for _, by_seed in points],
            )
        )
    name = table.lower().replace(" ", "-")
    path = context.folder / f"{name}.png"
    findings.figures.append(lines(path, title, across, up, drawn, logarithmic=logarithmic))
