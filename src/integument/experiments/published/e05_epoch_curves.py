"""E5: Fig. 4 of mutual guidance, IoU epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import guidance

if TYPE_CHECKING:
    from integument.experiments.charts import Line

VARIANTS = {"with MG": "scratch", "without MG": "no_guidance", "finetuned": "finetune"}
DRAWN = (
    *(("with MG", label) for label in ("skin", "body")),
    *(("without MG", label) for label in ("skin", "body")),
    ("finetuned", "skin"),
)
"""The five curves of the figure."""


def run(context: Context) -> Findings:
    """Three trainings that validate often; what they end with goes into a table."""
    from dataclasses import replace

    from integument.experiments.charts import lines
    from integument.experiments.learning import curve, train

    findings = Findings()
    often = context.by_scale(smoke="0", cpu="20", full="600")
    histories = {}
    for row, variant in VARIANTS.items():
        condition = replace(
            guidance.guided(row, f"variant={variant}", f"validation_seconds={often}"),
            validation=("validation",),
        )
        for seed in context.seeds:
            history = curve(train(context, condition, seed))
            numbers = {label: 100 * history[-1][f"iou_{label}"] for label in ("skin", "body")}
            findings.add("last epoch", row, numbers, seed)
            if seed == context.seeds[0]:
                histories[row] = history
    pictures = sum(len(data) for name in ("skin", "body") for data in context.data(name))
    drawn = [_line(histories[row], row, label, pictures) for row, label in DRAWN]
    path = context.folder / "epochs.png"
    findings.figures.append(lines(path, "IoU while training", "epoch", "IoU (%)", drawn))
    findings.pictures = sum(len(data) for data in context.data("validation"))
    findings.note("IoU of all pixels together, at the network's own resolution")
    return findings


def _line(history: list[dict], row: str, label: str, pictures: int) -> Line:
    from integument.experiments.charts import Line

    return Line(
        f"{label}, {row}",
        [record["samples"] / pictures for record in history],
        [100 * record[f"iou_{label}"] for record in history],
    )


EXPERIMENT = Experiment(
    name="e5",
    title="IoU by epoch (Fig. 4)",
    source=guidance.SOURCE,
    run=run,
    cost=guidance.COST,
    tables=(Table("last epoch", ("skin", "body"), dict.fromkeys(VARIANTS, (None, None)), "%"),),
    orderings=(
        Ordering(
            "finetuned is above from scratch, and that above no guidance",
            *("last epoch", "skin", ("finetuned", "with MG", "without MG")),
        ),
    ),
    needs=guidance.NEEDS,
    seeds=(3, 1),
    remarks=guidance.PRIVATE,
)
