"""O1: guidance is better than none, where half of the pictures with bodies have no skin masks."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.orderings import small_data

ROWS = {"guided": "variant=finetune", "not guided": "variant=no_guidance"}
COLUMNS = ("IoU", "Precision", "Recall")


def run(context: Context) -> Findings:
    """Batches of pictures with both masks, and of pictures with body masks alone, in turn."""
    from integument.experiments.comparing import compare, percentages
    from integument.experiments.learning import Condition

    findings = Findings()
    rows = [
        Condition(row, "mutual_guidance", ("both", "body"), (change,))
        for row, change in ROWS.items()
    ]
    compare(context, findings, "skin", rows, percentages(), data="test")
    return findings


EXPERIMENT = Experiment(
    name="o1",
    title="Guidance is better than none",
    source="He et al. 2019, mutual guidance; on small data",
    run=run,
    cost=small_data.COST,
    tables=(Table("skin", COLUMNS, dict.fromkeys(ROWS, (None,) * 3), "%"),),
    orderings=(Ordering("guidance is better than none", "skin", "IoU", tuple(ROWS)),),
    needs=(
        Need("both", ("skin", "body"), "pictures with skin and body masks", cpu=100, look="near"),
        Need("body", ("body",), "as many with body masks alone", cpu=100, look="near"),
        small_data.TEST,
    ),
    seeds=small_data.SEEDS,
    remarks=small_data.SMALL,
)
