"""E22: Fig. 2 of label refinement, five pictures and all models."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment
from integument.experiments.findings import Findings
from integument.experiments.published import refinement

PICTURES = 5


def run(context: Context) -> Findings:
    """The networks of E21 side by side."""
    from integument.experiments.comparing import first_seed
    from integument.experiments.panel import panel

    findings = Findings()
    networks = first_seed(context, refinement.conditions(context, findings))
    label = refinement.LABEL
    findings.figures.append(panel(context, "models", networks, "test", label, rows=PICTURES))
    findings.pictures = sum(len(data) for data in context.data("test"))
    return findings


EXPERIMENT = Experiment(
    name="e22",
    title="Pictures: label refinement and its U-Net (Fig. 2)",
    source=refinement.SOURCE,
    run=run,
    cost=refinement.COST,
    needs=refinement.NEEDS,
    remarks=("What to look for: LRN marks too much, the U-Net misses patches.",),
)
