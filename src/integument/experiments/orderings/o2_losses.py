"""O2: cross-entropy with CRF and containment is at least as good as cross-entropy alone."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.orderings import small_data
from integument.experiments.published import guidance
from integument.experiments.published.e02_losses import LOSSES

ROWS = ("CE+CRF+WCE", "CE")
COLUMNS = ("IoU", "Precision", "Recall")


def run(context: Context) -> Findings:
    """Pictures with one mask each, as in the source."""
    from integument.experiments.comparing import compare, percentages

    findings = Findings()
    rows = [guidance.guided(row, *LOSSES[row]) for row in ROWS]
    compare(context, findings, "skin", rows, percentages(), data="test")
    return findings


EXPERIMENT = Experiment(
    name="o2",
    title="All parts of the loss are at least as good as cross-entropy",
    source="He et al. 2019, mutual guidance; on small data",
    run=run,
    cost=small_data.COST,
    tables=(Table("skin", COLUMNS, dict.fromkeys(ROWS, (None,) * 3), "%"),),
    orderings=(Ordering("CRF and containment do no harm", "skin", "IoU", ROWS, equal=True),),
    needs=(guidance.SKIN, guidance.BODY, small_data.TEST),
    seeds=small_data.SEEDS,
    remarks=small_data.SMALL,
)
