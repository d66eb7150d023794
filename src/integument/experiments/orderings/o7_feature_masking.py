"""O7: the colour of hair is told better from features under the hair than from all."""

from __future__ import annotations

from integument.experiments import told
from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.orderings import small_data
from integument.experiments.published import e24_hair_attributes as table_2
from integument.experiments.published import hair

ROWS = {row: f"{row}, colour" for row in hair.CHANGES}


def run(context: Context) -> Findings:
    """The trainings of E24, judged by colour alone."""
    everything = table_2.run(context)
    findings = Findings(pictures=everything.pictures)
    for row, full_name in ROWS.items():
        for column, by_seed in everything.values["attributes"].get(full_name, {}).items():
            for seed, value in by_seed.items():
                findings.add("colour", row, {column: value}, int(seed))
    return findings


EXPERIMENT = Experiment(
    name="o7",
    title="Masked features tell the colour of hair better",
    source="All-in-one HairNet, 2020; on small data",
    run=run,
    cost=small_data.COST,
    tables=(Table("colour", told.COLUMNS, dict.fromkeys(ROWS, (None,) * 4), "%"),),
    orderings=(Ordering("masking helps colour", "colour", "accuracy", tuple(ROWS)),),
    needs=(hair.TRAIN, table_2.TEST),
    seeds=small_data.SEEDS,
    remarks=(
        "At cpu scale HairNet is as wide as published, and learns for 800 steps of 8 pictures "
        "of 64², three phases together.",
    ),
)
