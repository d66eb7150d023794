"""E15: Table 2 of the generator paper, ways of using generated and real pictures."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import generator

COLUMNS = {"IoU": "iou", "Accuracy": "accuracy", "F1": "f1"}
REAL = generator.train_of("ECU")
ADAPTED = {"DANN": "dann", "PixMatch": "pixmatch", "FDA": "fda"}


def run(context: Context) -> Findings:
    """Eight trainings, tested on ECU."""
    from integument.experiments.comparing import compare, shares

    findings = Findings()
    rows = [
        generator.learned("source, skin only", "synthetic", changes=("person=false",)),
        generator.learned("source, skin and person", "synthetic"),
        *(
            generator.learned(row, "synthetic", REAL, changes=("mix=ratio", f"mode={mode}"))
            for row, mode in ADAPTED.items()
        ),
        generator.finetuned("finetuned", REAL),
        generator.balanced("BGC", REAL),
        generator.learned("target only", REAL),
    ]
    data = generator.test_of("ECU")
    compare(context, findings, "ECU", rows, shares(COLUMNS), data=data)
    return findings


EXPERIMENT = Experiment(
    name="e15",
    title="Ways of using generated and real pictures (Table 2)",
    source=generator.SOURCE,
    run=run,
    cost=generator.COST,
    tables=(
        Table(
            "ECU",
            tuple(COLUMNS),
            {
                "source, skin only": (0.6341, 0.9123, 0.7582),
                "source, skin and person": (0.6720, 0.9182, 0.7886),
                "DANN": (0.5279, 0.8473, 0.6700),
                "PixMatch": (0.7048, 0.9297, 0.8139),
                "FDA": (0.5984, 0.8959, 0.7299),
                "finetuned": (0.7955, 0.9534, 0.8773),
                "BGC": (0.7856, 0.9485, 0.8689),
                "target only": (0.7759, 0.9461, 0.8616),
            },
            digits=4,
        ),
    ),
    orderings=(
        Ordering(
            "the person head helps where only generated pictures are learned",
            *("ECU", "IoU", ("source, skin and person", "source, skin only")),
        ),
        Ordering(
            "finetuned is above BGC, and that above real pictures alone",
            *("ECU", "IoU", ("finetuned", "BGC", "target only")),
        ),
        Ordering(
            "PixMatch helps, FDA and DANN do not",
            *("ECU", "IoU", ("PixMatch", "source, skin and person", "FDA", "DANN")),
        ),
    ),
    needs=generator.ECU,
    seeds=(3, 1),
    remarks=generator.UNSTATED,
)
