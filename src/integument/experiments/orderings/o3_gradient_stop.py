"""O3: stopping the gradient of the guidance keeps recall."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.orderings import small_data
from integument.experiments.published import guidance
from integument.experiments.published.e07_gradient_stop import ROWS

COLUMNS = ("IoU", "Precision", "Recall")


def run(context: Context) -> Findings:
    """From scratch, so that the second pass acts from the beginning."""
    from integument.experiments.comparing import compare, percentages

    findings = Findings()
    rows = [
        guidance.guided(row, "variant=scratch", f"stop_gradient={value}")
        for row, value in ROWS.items()
    ]
    compare(context, findings, "skin", rows, percentages(), data="test")
    return findings


EXPERIMENT = Experiment(
    name="o3",
    title="Stopping the gradient keeps recall",
    source="He et al. 2019, mutual guidance; on small data",
    run=run,
    cost=small_data.COST,
    tables=(Table("skin", COLUMNS, dict.fromkeys(ROWS, (None,) * 3), "%"),),
    orderings=(Ordering("recall is higher with the stop", "skin", "Recall", tuple(ROWS)),),
    needs=(guidance.SKIN, guidance.BODY, small_data.TEST),
    seeds=small_data.SEEDS,
    remarks=small_data.SMALL,
)
