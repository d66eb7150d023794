"""O5: learning skin and person is better than learning skin alone, from generated pictures."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.orderings import small_data
from integument.experiments.published import generator

ROWS = {"skin and person": "person=true", "skin alone": "person=false"}
COLUMNS = {"IoU": "iou", "Accuracy": "accuracy", "F1": "f1"}


def run(context: Context) -> Findings:
    """Tested on pictures unlike those that were learned from."""
    from integument.experiments.comparing import compare, shares

    findings = Findings()
    rows = [generator.learned(r, "synthetic", changes=(change,)) for r, change in ROWS.items()]
    compare(context, findings, "skin", rows, shares(COLUMNS), data="target")
    return findings


EXPERIMENT = Experiment(
    name="o5",
    title="A person head helps skin",
    source="S2MGen, a synthetic skin mask generator, 2024; on small data",
    run=run,
    cost=small_data.COST,
    tables=(Table("skin", tuple(COLUMNS), dict.fromkeys(ROWS, (None,) * 3), digits=4),),
    orderings=(Ordering("the person head helps", "skin", "IoU", tuple(ROWS)),),
    needs=(generator.SYNTHETIC, small_data.TARGET),
    seeds=small_data.SEEDS,
    remarks=small_data.SMALL,
)
