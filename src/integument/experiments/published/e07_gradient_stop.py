"""E7: Fig. 7 of mutual guidance, with and without stopping the gradient of the guidance."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import guidance

ROWS = {"stopped": "true", "not stopped": "false"}
COLUMNS = ("IoU", "Precision", "Recall")


def run(context: Context) -> Findings:
    """Both networks, their scores, and the same pictures side by side."""
    from integument.experiments.comparing import compare, first_seed, percentages
    from integument.experiments.panel import panel

    findings = Findings()
    rows = [guidance.guided(row, f"stop_gradient={value}") for row, value in ROWS.items()]
    compare(context, findings, "gradient", rows, percentages(), data="validation")
    networks = first_seed(context, rows)
    drawn = panel(context, "examples", networks, "validation", "skin", details=True)
    findings.figures.append(drawn)
    return findings


EXPERIMENT = Experiment(
    name="e7",
    title="Stopping the gradient (Fig. 7)",
    source=guidance.SOURCE,
    run=run,
    cost=guidance.COST,
    tables=(Table("gradient", COLUMNS, dict.fromkeys(ROWS, (None,) * 3), "%"),),
    orderings=(
        Ordering("without the stop recall falls", "gradient", "Recall", ("stopped", "not stopped")),
        Ordering(
            "without the stop precision does not fall",
            *("gradient", "Precision", ("not stopped", "stopped")),
            equal=True,
        ),
    ),
    needs=guidance.NEEDS,
    seeds=(3, 1),
    remarks=guidance.PRIVATE,
)
