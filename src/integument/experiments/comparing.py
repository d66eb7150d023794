"""The usual shape of an experiment: train the rows of a table, score them, seed by seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from integument.evaluate.ranking import top_one
from integument.evaluate.report import PackScore
from integument.evaluate.scoring import Scorable
from integument.experiments import scores
from integument.experiments.context import Context
from integument.experiments.findings import Findings
from integument.experiments.learning import Condition

Columns = Callable[[PackScore], Mapping[str, float]]
"""The numbers of one row, by column, from the scores of its pictures."""


def percentages(label: str = "skin") -> Columns:
    """IoU, precision and recall in per cent, averaged over pictures."""
    names = {"IoU": "iou", "Precision": "precision", "Recall": "recall"}

    def columns(result: PackScore) -> dict[str, float]:
        means = result.mean(label)
        return {column: 100 * means[name] for column, name in names.items()}

    return columns


def shares(names: Mapping[str, str], label: str = "skin") -> Columns:
    """Column -> metric, averaged over pictures, as shares of 1."""
    return lambda result: {column: result.mean(label)[name] for column, name in names.items()}


def outlines(label: str, names: Mapping[str, str]) -> Columns:
    """Jaccard in per cent and distances between outlines, with their deviations."""

    def columns(result: PackScore) -> dict[str, float]:
        overlaps = [100 * counts.iou for counts in result.counts(label)]
        found = result.outlines(label)
        return {
            "Jaccard": float(np.mean(overlaps)),
            "Jaccard ±": float(np.std(overlaps)),
            **{column: found[name] for column, name in names.items()},
        }

    return columns


def compare(
    context: Context,
    findings: Findings,
    table: str,
    conditions: Sequence[Condition],
    columns: Columns,
    *,
    data: str,
    label: str = "skin",
    with_outlines: bool = False,
) -> None:
    """Train every condition with every seed, score it on ``data``, and enter a row each."""
    for seed in context.seeds:
        for condition in conditions:
            segmenter = scores.open_trained(context, condition, seed)
            result = scores.scored(context, segmenter, data, label, outlines=with_outlines)
            findings.add(table, condition.name, columns(result), seed)
            scores.tell(findings, result)


def top_ones(results: Sequence[PackScore], label: str = "skin") -> tuple[list[float], int]:
    """IoU Top-1 rates in per cent, ties to the first listed, and how many ties there were.

    Pictures that some method could not be scored on are left out for all.
    """
    tables = [result.by_picture(label) for result in results]
    common = [name for name in tables[0] if all(name in table for table in tables)]
    found = top_one([[table[name].counts.iou for name in common] for table in tables])
    return [100 * float(share) for share in found.first], found.ties


def first_seed(context: Context, conditions: Sequence[Condition]) -> list[Scorable]:
    """The networks of the first seed, for figures."""
    return [scores.open_trained(context, one, context.seeds[0]) for one in conditions]
