"""E22: Fig. 2 of label refinement, five pictures and all models, and people before white."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment
from integument.experiments.findings import Findings
from integument.experiments.published import refinement

if TYPE_CHECKING:
    from integument.evaluate.scoring import Scorable

PICTURES = 5


def run(context: Context) -> Findings:
    """The networks of E21 side by side."""
    from integument.experiments.comparing import first_seed
    from integument.experiments.panel import panel

    findings = Findings()
    networks = first_seed(context, refinement.conditions(context, findings))
    label = refinement.LABEL
    findings.figures.append(panel(context, "models", networks, "test", label, rows=PICTURES))
    findings.figures.append(_before_white(context, networks))
    findings.pictures = sum(len(data) for data in context.data("test"))
    return findings


def _before_white(context: Context, networks: list[Scorable]) -> str:
    """The background exchanged for white by each mask, the paper's use of it for passports."""
    import numpy as np

    from integument.data.split import spread
    from integument.experiments.charts import grid

    source = context.data("test")[0]
    rows = []
    for stem in spread(list(source), PICTURES):
        rgb = source.read(stem, ()).image
        alphas = [network.predict(rgb)[refinement.LABEL][:, :, None] for network in networks]
        white = [(rgb * alpha + 255 * (1 - alpha)).astype(np.uint8) for alpha in alphas]
        rows.append([(rgb, stem[:20]), *((picture, "") for picture in white)])
    heads = ("picture", *(network.name for network in networks))
    return grid(context.folder / "before-white.png", heads, rows)


EXPERIMENT = Experiment(
    name="e22",
    title="Pictures: label refinement and its U-Net (Fig. 2)",
    source=refinement.SOURCE,
    run=run,
    cost=refinement.COST,
    needs=refinement.NEEDS,
    remarks=("What to look for: LRN marks too much, the U-Net misses patches.",),
)
