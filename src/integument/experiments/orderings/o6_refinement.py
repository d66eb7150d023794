"""O6: label refinement draws a nearer outline than its matched U-Net."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.orderings import small_data
from integument.experiments.published.e21_refinement import COLUMNS, DISTANCES

ROWS = {"LRN": "net=lrn", "U-Net": "net=lrn_unet"}
LABEL = "head_torso"
HALF = 0.5
"""Of the steps of other orderings: a VGG-16 costs more each."""


def run(context: Context) -> Findings:
    """Both from scratch, at a small size, since the VGG-16 is as wide as published."""
    from integument.experiments.comparing import compare, outlines
    from integument.experiments.learning import Condition

    findings = Findings()
    small = context.by_scale(smoke=(), cpu=("size=64", "batch=4", "learning_rate=3e-4"), full=())
    rows = [
        Condition(row, "label_refinement", ("train",), (net, *small), steps=HALF)
        for row, net in ROWS.items()
    ]
    compare(
        *(context, findings, LABEL, rows, outlines(LABEL, DISTANCES)),
        data="test",
        label=LABEL,
        with_outlines=True,
    )
    return findings


EXPERIMENT = Experiment(
    name="o6",
    title="Label refinement draws a nearer outline than its U-Net",
    source="Label refinement networks for head and torso, RECPAD 2019; on small data",
    run=run,
    cost=small_data.COST,
    tables=(Table(LABEL, COLUMNS, dict.fromkeys(ROWS, (None,) * len(COLUMNS))),),
    orderings=(
        Ordering("a smaller Hausdorff distance", LABEL, "Hausdorff", tuple(ROWS), lower=True),
        Ordering("a smaller mean distance", LABEL, "mean distance", tuple(ROWS), lower=True),
    ),
    needs=(
        Need("train", (LABEL,), "pictures with masks of head and torso", cpu=150),
        Need("test", (LABEL,), "others of them", 4, 48),
    ),
    seeds=small_data.SEEDS,
    remarks=("At cpu scale 400 steps of 4 pictures of 64², with a learning rate of 3e-4.",),
)
