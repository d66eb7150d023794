"""E14: Table 1 of the generator paper, trained on one data set and tested on all."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import generator

PUBLISHED = {
    "ECU": (0.7759, 0.8393, 0.8838, 0.7924, 0.6014),
    "ECU+S2M": (0.7928, 0.8679, 0.8826, 0.8509, 0.6890),
    "SFA": (0.6100, 0.8762, 0.7679, 0.7626, 0.4534),
    "SFA+S2M": (0.6673, 0.8955, 0.7505, 0.8339, 0.6054),
    "HGR": (0.5826, 0.1682, 0.8734, 0.6767, 0.4510),
    "HGR+S2M": (0.7347, 0.8207, 0.9103, 0.7347, 0.6692),
    "Pratheepan": (0.5755, 0.7300, 0.7461, 0.7544, 0.4352),
    "Pratheepan+S2M": (0.6789, 0.8249, 0.7700, 0.7583, 0.6301),
    "Abdomen": (0.5709, 0.7505, 0.6480, 0.8906, 0.4462),
    "Abdomen+S2M": (0.7012, 0.8488, 0.7015, 0.9061, 0.6246),
    "S2M only": (0.6720, 0.8463, 0.7672, 0.8138, 0.5493),
}


def run(context: Context) -> Findings:
    """Eleven trainings, each scored on five test sets."""
    from integument.experiments import scores

    findings = Findings()
    rows = [generator.source_only()]
    for name in generator.LOOKS:
        real = generator.train_of(name)
        rows += [generator.learned(name, real), generator.finetuned(f"{name}+S2M", real)]
    for seed in context.seeds:
        for condition in rows:
            segmenter = scores.open_trained(context, condition, seed)
            for name in generator.LOOKS:
                result = scores.scored(context, segmenter, generator.test_of(name), "skin")
                findings.add("mIoU", condition.name, {name: result.mean("skin")["iou"]}, seed)
                scores.tell(findings, result)
    return findings


EXPERIMENT = Experiment(
    name="e14",
    title="Trained on one data set, tested on all (Table 1)",
    source=generator.SOURCE,
    run=run,
    cost=generator.COST,
    tables=(Table("mIoU", tuple(generator.LOOKS), PUBLISHED, digits=4),),
    orderings=tuple(
        Ordering(
            f"generated pictures first help {name} on its own test set",
            *("mIoU", name, (f"{name}+S2M", name)),
        )
        for name in generator.LOOKS
    ),
    needs=(
        generator.SYNTHETIC,
        *generator.TRAIN.values(),
        *generator.TEST.values(),
    ),
    remarks=(
        *generator.UNSTATED,
        "In print generated pictures sometimes hurt across sets: ECU on HGR, SFA on HGR.",
        "HGR on SFA, 0.1682, is an outlier in print: perhaps a matter of scale.",
    ),
)
