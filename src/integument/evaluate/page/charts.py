"""Curves over thresholds: IoU, precision–recall, Top-1; and reliability."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from integument.evaluate.curves import THRESHOLDS, Curves, curves
from integument.evaluate.evaluation import Evaluation, labels_of
from integument.evaluate.levels import Levels
from integument.evaluate.page.lines import Line, chart, legend
from integument.evaluate.page.markup import Markup, fold, section, table, tag
from integument.evaluate.reliability import Reliability, reliability
from integument.evaluate.report import PackScore

BEST = ("segmenter", "best threshold", "IoU there", "average precision")

DRAWN = THRESHOLDS[1:]
"""At threshold 0 every pixel is marked, whoever predicts."""


def curve_section(found: Evaluation) -> Markup:
    """A row of charts for every pack and label."""
    rows = list(_rows(found))
    return section(
        "Curves",
        legend(found.names) if rows else "",
        *rows,
        about="Thresholds from 0.01 to 1 in steps of 0.01; dots are at that of the tables. "
        "IoU and Top-1 are over pictures, precision and recall over all pixels together. The best "
        "threshold is chosen on the pictures it is measured on: a ceiling, not a score. For a "
        "hard segmenter every threshold is the same: a flat line, a single point. Reliability: of "
        "pixels given a probability, the share that is in the mask; the diagonal is honest, below "
        "it a segmenter boasts. The calibration error is the mean distance over all pixels.",
    )


def _rows(found: Evaluation) -> Iterator[Markup]:
    comparisons = {(one.pack, one.label): one for one in found.comparisons}
    for scores in found.plain():
        for label in labels_of(scores):
            made = [_curves(score, label) for score in scores]
            drawn = [(index, one) for index, one in enumerate(made) if one is not None]
            if not drawn:
                continue
            charts = [_iou(found, drawn), _precision_recall(found, drawn)]
            reliable = [(index, reliability(_levels(scores[index], label))) for index, _ in drawn]
            charts.append(_reliability(found, reliable))
            if comparison := comparisons.get((scores[0].name, label)):
                charts.append(
                    chart(
                        "Top-1 by threshold",
                        "threshold",
                        "share of pictures",
                        [
                            Line(name, DRAWN, list(rates[1:]), index, _mark(found))
                            for index, (name, rates) in enumerate(
                                zip(comparison.names, comparison.top_curve, strict=True)
                            )
                        ],
                    )
                )
            best = table(
                (*BEST, "calibration error"),
                (
                    (
                        found.names[index],
                        "any" if np.ptp(one.mean_iou[1:]) == 0 else f"{one.best[0]:.2f}",
                        f"{one.best[1]:.3f}",
                        f"{one.average_precision:.3f}",
                        f"{reliable_one.error:.3f}",
                    )
                    for (index, one), (_, reliable_one) in zip(drawn, reliable, strict=True)
                ),
            )
            first = label == labels_of(scores)[0]
            yield fold(
                f"{scores[0].name} · {label}", tag("div", *charts, class_="charts"), best,
                open_=first,
            )  # fmt: skip


def _iou(found: Evaluation, drawn: list[tuple[int, Curves]]) -> Markup:
    lines = [
        Line(found.names[index], DRAWN, list(one.mean_iou[1:]), index, _mark(found))
        for index, one in drawn
    ]
    return chart("IoU by threshold", "threshold", "mean IoU", lines)


def _precision_recall(found: Evaluation, drawn: list[tuple[int, Curves]]) -> Markup:
    lines = [
        Line(
            found.names[index],
            list(one.pooled_recall[1:]),
            list(one.pooled_precision[1:]),
            index,
            _mark(found),
        )
        for index, one in drawn
    ]
    return chart("Precision and recall", "recall", "precision", lines)


def _reliability(found: Evaluation, drawn: list[tuple[int, Reliability]]) -> Markup:
    lines = []
    for index, one in drawn:
        filled = one.pixels > 0
        lines.append(
            Line(found.names[index], list(one.predicted[filled]), list(one.true[filled]), index)
        )
    return chart("Reliability", "probability", "share in the mask", lines)


def _curves(score: PackScore, label: str) -> Curves | None:
    levels = _levels(score, label)
    return curves(levels) if levels else None


def _levels(score: PackScore, label: str) -> list[Levels]:
    return [row.levels for row in score.rows if row.label == label]


def _mark(found: Evaluation) -> int:
    return max(0, round(found.reports[0].threshold * len(DRAWN)) - 1)
