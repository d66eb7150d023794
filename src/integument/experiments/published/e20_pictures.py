"""E20: the figures of the generator paper: generated people, their masks, and results on them."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment
from integument.experiments.findings import Findings
from integument.experiments.published import generator

SETS = ("ECU", "SFA", "Abdomen")
SHOWN = 8


def run(context: Context) -> Findings:
    """Samples with both masks (Figs. 2, 4), and three trainings side by side (Figs. 1, 7)."""
    from integument.experiments.comparing import first_seed
    from integument.experiments.panel import panel

    findings = Findings()
    findings.figures.append(_samples(context))
    real = generator.train_of("ECU")
    networks = first_seed(
        context,
        [
            generator.learned("real", real),
            generator.source_only(),
            generator.finetuned("finetuned", real),
        ],
    )
    for name in SETS:
        data = generator.test_of(name)
        findings.figures.append(panel(context, name.lower(), networks, data, "skin", rows=4))
    findings.pictures = sum(len(data) for n in SETS for data in context.data(generator.test_of(n)))
    findings.note("masks by models that are told what to look for in words are not among these")
    return findings


def _samples(context: Context) -> str:
    import numpy as np

    from integument.data.split import spread
    from integument.experiments.charts import grid

    source = context.data("synthetic")[0]
    rows = []
    for stem in spread(list(source), SHOWN):
        sample = source.read(stem)
        masks = [np.repeat(sample.masks[name][:, :, None], 3, axis=2) for name in ("skin", "body")]
        cut = np.where(masks[0] >= 128, sample.image, 255).astype(np.uint8)
        rows.append([(sample.image, stem), (masks[0], ""), (masks[1], ""), (cut, "")])
    heads = ("picture", "skin", "person", "skin alone")
    return grid(context.folder / "samples.png", heads, rows)


EXPERIMENT = Experiment(
    name="e20",
    title="Pictures: generated people, and what is learned from them (Figs. 1, 2, 4, 7)",
    source=generator.SOURCE,
    run=run,
    cost=generator.COST,
    needs=(*generator.ECU, *(generator.TEST[name] for name in SETS[1:])),
    remarks=("Fig. 3, the scene, is in the documentation of the generator.",),
)
