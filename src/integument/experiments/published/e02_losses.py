"""E2: Table 2 of mutual guidance, the parts of the loss."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import guidance

LOSSES = {
    "CE": ("crf_weight=0", "containment_weight=0"),
    "CE+CRF": ("containment_weight=0",),
    "CE+WCE": ("crf_weight=0",),
    "CE+CRF+WCE": (),
}


def run(context: Context) -> Findings:
    """The guided network, finetuned, with each choice of terms."""
    from integument.experiments.comparing import compare, percentages

    findings = Findings()
    rows = [guidance.guided(row, *changes) for row, changes in LOSSES.items()]
    compare(context, findings, "losses", rows, percentages(), data="validation")
    return findings


EXPERIMENT = Experiment(
    name="e2",
    title="Parts of the loss (Table 2)",
    source=guidance.SOURCE,
    run=run,
    cost=guidance.COST,
    tables=(
        Table(
            "losses",
            ("IoU",),
            {"CE": (79.28,), "CE+CRF": (79.48,), "CE+WCE": (79.52,), "CE+CRF+WCE": (81.18,)},
            "%",
        ),
    ),
    orderings=(
        Ordering(
            "all terms together are at least as good as cross-entropy alone",
            *("losses", "IoU", ("CE+CRF+WCE", "CE")),
            equal=True,
        ),
        Ordering("the CRF helps", "losses", "IoU", ("CE+CRF", "CE")),
        Ordering("containment helps", "losses", "IoU", ("CE+WCE", "CE")),
    ),
    needs=guidance.NEEDS,
    seeds=(3, 1),
    remarks=(
        *guidance.PRIVATE,
        "On the finetuned schedule, to which the printed 81.18 belongs.",
    ),
)
