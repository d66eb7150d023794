"""O4: generated pictures first, then few real ones, is better than few real ones alone."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.orderings import small_data
from integument.experiments.published import generator

SIZES = (25, 100)
WAYS = ("generated first", "real alone")
COLUMNS = {"IoU": "iou", "Accuracy": "accuracy", "F1": "f1"}


def run(context: Context) -> Findings:
    """At most 100 real pictures; both see them for as many steps."""
    from integument.experiments.comparing import compare, shares

    findings = Findings()
    for size in context.by_scale(smoke=(4,), cpu=SIZES, full=SIZES):
        part = context.part_of("real", size)
        ways = (generator.finetuned, generator.learned)
        rows = [make(f"{size}, {way}", part) for way, make in zip(WAYS, ways, strict=True)]
        compare(context, findings, "skin", rows, shares(COLUMNS), data="target")
    return findings


EXPERIMENT = Experiment(
    name="o4",
    title="Generated pictures first are better than few real ones alone",
    source="S2MGen, a synthetic skin mask generator, 2024; on small data",
    run=run,
    cost=small_data.COST,
    tables=(
        Table(
            "skin",
            tuple(COLUMNS),
            {f"{size}, {way}": (None,) * 3 for size in (4, *SIZES) for way in WAYS},
            digits=4,
        ),
    ),
    orderings=tuple(
        Ordering(
            f"with {size} real pictures, generated ones first help",
            *("skin", "IoU", tuple(f"{size}, {way}" for way in WAYS)),
        )
        for size in SIZES
    ),
    needs=(
        generator.SYNTHETIC,
        Need("real", ("skin",), "100 real pictures or more", 8, 100, look="distant"),
        small_data.TARGET,
    ),
    seeds=small_data.SEEDS,
    remarks=(
        *small_data.SMALL,
        "Where no real pictures are given, generated ones of distant people stand for them.",
    ),
)
