"""A2: whether the default network tells hair better from features under its masks."""

from __future__ import annotations

from integument.experiments import told
from integument.experiments.ablations import default
from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings

ATTRIBUTES = "attributes=0.15"
"""Their weight, as the default model is trained."""

ROWS = {"masked": (ATTRIBUTES,), "everywhere": (ATTRIBUTES, "feature_masking=false")}


def run(context: Context) -> Findings:
    """Two trainings: a head that reads everywhere is one that learned to."""
    from integument.experiments.learning import train
    from integument.experiments.networks import Trained
    from integument.train.tasks.hair import ANSWERS

    findings = Findings()
    if context.start is not None:
        findings.note(f"all rows begin with {context.start}")
    for seed in context.seeds:
        for row, changes in ROWS.items():
            checkpoint = train(context, default.condition(context, row, changes), seed)
            network = Trained(row, checkpoint)
            pictures = told.found_and_true(network.hair, context.data(default.TEST.name), ANSWERS)
            for attribute in ANSWERS:
                numbers = told.percentages(attribute, pictures)
                findings.add(attribute, row, numbers, seed)
            findings.pictures = len(pictures)
    return findings


TABLES = ("shade", "straight", "wavy", "bangs", "bald")

EXPERIMENT = Experiment(
    name="a2",
    title="What feature masking is worth to the default network",
    source=default.SOURCE,
    run=run,
    cost=default.COST,
    tables=tuple(
        Table(name, told.COLUMNS, dict.fromkeys(ROWS, (None,) * len(told.COLUMNS)), "%")
        for name in TABLES
    ),
    orderings=tuple(
        Ordering(f"masking helps {name}", name, "accuracy", tuple(ROWS)) for name in TABLES
    ),
    needs=(default.TRAIN, default.TEST),
    seeds=default.SEEDS,
    can_start=True,
    remarks=(
        *default.REMARKS,
        "Unmasked, the head reads everything while learning and afterwards.",
        "shade: black, blond, brown, gray, red or dyed.",
    ),
)
