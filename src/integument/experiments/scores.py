"""Predictions that are kept, and what is measured on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from integument.evaluate.fingerprint import fingerprint
from integument.evaluate.report import PackScore
from integument.evaluate.scoring import Scorable, score
from integument.evaluate.store import Stored
from integument.experiments.context import Context
from integument.experiments.findings import Findings
from integument.experiments.learning import Condition, train

if TYPE_CHECKING:
    from integument.data.pack import Pack

LIMIT = 500
"""Pictures that are scored of each set below full scale."""


def open_trained(context: Context, condition: Condition, seed: int) -> Scorable:
    """A trained condition, its predictions kept."""
    path = train(context, condition, seed)
    from integument.experiments.networks import Trained

    return kept(context, Trained(condition.name, path))


def open_rule(context: Context, name: str, learn: Pack | None = None) -> Scorable:
    """A classical segmenter, which learns from a pack if it is one that learns."""
    from integument.classical.registry import load

    return kept(context, load(name, learn_from=learn))


def kept(context: Context, segmenter: Scorable) -> Scorable:
    """The same segmenter, whose predictions are made once."""
    mark = fingerprint(segmenter)
    return segmenter if mark is None else Stored(segmenter, mark, context.root / "predictions")


def scored(
    context: Context, segmenter: Scorable, data: str, label: str, *, outlines: bool = False
) -> PackScore:
    """How a segmenter does on all folders of a need, as if they were one."""
    limit = None if context.scale == "full" else LIMIT
    report = score(segmenter, context.data(data), [label], limit=limit, outlines=outlines)
    rows = [
        replace(row, picture=f"{place}/{row.picture}") if len(report.packs) > 1 else row
        for place, pack in enumerate(report.packs)
        for row in pack.rows
    ]
    first = report.packs[0]
    failures = [failure for pack in report.packs for failure in pack.failures]
    return PackScore(data, first.path, first.people_free, (label,), first.threshold, rows, failures)


def tell(findings: Findings, result: PackScore) -> None:
    """Count the pictures, and note those that could not be scored."""
    findings.pictures = max(findings.pictures, len({row.picture for row in result.rows}))
    for failure in result.failures:
        findings.note(f"{result.name} {failure.picture}: not scored: {failure.reason}")


def percent(numbers: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Some numbers in per cent."""
    return {name: 100 * numbers[name] for name in names}
