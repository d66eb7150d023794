"""E8: Figs. 1, 3 and 5 of mutual guidance: teaser, parts of the loss, all methods."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment
from integument.experiments.findings import Findings
from integument.experiments.published import guidance
from integument.experiments.published.e01_methods import HALVES, segmenters
from integument.experiments.published.e02_losses import LOSSES

TEASER = ("GMM", "UNet", guidance.GUIDED)


def run(context: Context) -> Findings:
    """Three grids from the networks of E1 and E2."""
    from integument.experiments.comparing import first_seed
    from integument.experiments.panel import panel

    findings = Findings()
    methods = segmenters(context, HALVES[0])
    losses = first_seed(context, [guidance.guided(r, *c) for r, c in LOSSES.items()])
    for name, shown, rows in (
        ("teaser", [methods[row] for row in TEASER], 3),
        ("losses", losses, 4),
        ("methods", list(methods.values()), 8),
    ):
        drawn = panel(context, name, shown, "validation", "skin", rows=rows)
        findings.figures.append(drawn)
    findings.pictures = sum(len(data) for data in context.data("validation"))
    return findings


EXPERIMENT = Experiment(
    name="e8",
    title="Pictures: teaser, losses, methods (Figs. 1, 3, 5)",
    source=guidance.SOURCE,
    run=run,
    cost=guidance.COST,
    needs=guidance.NEEDS,
    remarks=("What to look for: the CRF removes hair, containment removes background.",),
)
