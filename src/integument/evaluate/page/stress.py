"""How far the scores fall when the pictures are altered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from integument.evaluate.evaluation import Evaluation, labels_of
from integument.evaluate.page.lines import Line, chart, legend
from integument.evaluate.page.markup import Markup, fold, join, section, signed, table, tag
from integument.evaluate.report import PackScore
from integument.evaluate.stress import GRID_STEPS

Scores = tuple[PackScore, ...]
"""One pack, each segmenter's score of it."""


def stress_section(found: Evaluation) -> Markup:
    """A table of what every alteration costs, and curves for those with steps."""
    altered: dict[tuple[str, str], dict[str, Scores]] = defaultdict(dict)
    for scores in found.by_pack():
        for label in labels_of(scores):
            if scores[0].stress and not scores[0].people_free:
                altered[scores[0].base, label][scores[0].stress] = scores
    plain = {scores[0].name: scores for scores in found.plain()}
    parts = [
        fold(
            f"{pack} · {label}",
            _charts(found, label, by_stress),
            _table(found, label, plain.get(pack), by_stress),
            open_=place == 0,
        )
        for place, ((pack, label), by_stress) in enumerate(altered.items())
    ]
    return section(
        "Under stress",
        legend(found.names) if parts else "",
        *parts,
        about="The same pictures altered, the truth unchanged: mean IoU, and in brackets the "
        "change against the unaltered pictures an alteration applies to.",
    )


def _table(
    found: Evaluation, label: str, plain: Scores | None, by_stress: dict[str, Scores]
) -> Markup:
    rows: list[Sequence[object]] = []
    for name, scores in by_stress.items():
        pictures = max(len(score.counts(label)) for score in scores)
        if name not in GRID_STEPS and pictures:
            whole: Sequence[PackScore | None] = plain or [None] * len(scores)
            cells = [_cell(one, before, label) for one, before in zip(scores, whole, strict=True)]
            rows.append((name, pictures, *cells))
    return table(("alteration", "pictures", *found.names), rows)


def _cell(score: PackScore, before: PackScore | None, label: str) -> Markup:
    after = score.by_picture(label)
    if not after:
        return Markup("–")
    mean = score.mean(label)["iou"]
    same = before.by_picture(label) if before is not None else {}
    pairs = [(same[name].counts.iou, after[name].counts.iou) for name in after if name in same]
    if not pairs:
        return Markup(f"{mean:.3f}")
    change = sum(now - then for then, now in pairs) / len(pairs)
    return join([f"{mean:.3f} ", tag("small", f"({signed(change)})")])


def _charts(found: Evaluation, label: str, by_stress: dict[str, Scores]) -> Markup:
    """The sorted scores of the grid: the flatter and higher, the less colour matters."""
    steps = [scores for name, scores in by_stress.items() if name in GRID_STEPS]
    if len(steps) < 2:
        return Markup()
    lines = []
    for index, name in enumerate(found.names):
        means = [
            scores[index].mean(label)["iou"] for scores in steps if scores[index].counts(label)
        ]
        ordered = sorted(means, reverse=True)
        lines.append(Line(name, range(1, len(ordered) + 1), ordered, index))
    title = f"{len(steps)} steps of hue, saturation, value"
    drawn = chart(title, "steps, from the easiest", "mean IoU", lines, (0, len(steps)))
    return tag("div", drawn, class_="charts")
