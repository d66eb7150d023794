"""E24: Table 2 of HairNet, colour and style of hair with and without masked features."""

from __future__ import annotations

from integument.experiments import told
from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import hair

ATTRIBUTES = ("colour", "wavy", "straight", "bangs", "bald")
TEST = Need(
    "attributes", hair.BOTH, "balanced pictures of CelebA not in CelebAMask-HQ", 8, 80, look="faces"
)


def run(context: Context) -> Findings:
    """Two trainings, since a network without masking is one that learned without it."""
    from integument.experiments import scores

    findings = Findings()
    for seed in context.seeds:
        for row in hair.CHANGES:
            scores.open_trained(context, hair.trained(row), seed)
            answers = context.part(
                f"{row.replace(' ', '-')}-{seed}",
                [context.checksums("train"), context.checksums(TEST.name)],
                lambda row=row, seed=seed: _answers(context, row, seed),
            )
            for attribute in ATTRIBUTES:
                numbers = told.percentages(attribute, answers)
                findings.add("attributes", f"{row}, {attribute}", numbers, seed)
            findings.pictures = len(answers)
    findings.note("bald, bangs, straight and wavy: precision and recall of having it")
    return findings


def _answers(context: Context, row: str, seed: int) -> list[told.Told]:
    from integument.data.answers import ANSWERS
    from integument.experiments.learning import train
    from integument.experiments.networks import Trained

    network = Trained(row, train(context, hair.trained(row), seed))
    return told.found_and_true(network.attributes, context.data(TEST.name), ANSWERS)


_WITHOUT = (
    (88.16, 93.20, 92.10, 92.71, 98.40),
    (88.13, 94.26, 92.87, 96.32, 97.45),
    (88.16, 92.00, 91.2, 88.82, 99.40),
    (88.01, 93.11, 92.02, 92.41, 98.41),
)
_WITH = (
    (93.45, 94.30, 94.60, 94.41, 98.10),
    (93.50, 95.48, 95.88, 97.23, 97.23),
    (93.45, 93.00, 93.20, 91.41, 99.00),
    (93.43, 94.22, 94.52, 94.23, 98.12),
)


def _rows() -> dict[str, tuple[float, ...]]:
    return {
        f"{row}, {attribute}": tuple(column[place] for column in columns)
        for row, columns in (("without masking", _WITHOUT), ("with masking", _WITH))
        for place, attribute in enumerate(ATTRIBUTES)
    }


EXPERIMENT = Experiment(
    name="e24",
    title="Attributes of hair, with and without masked features (Table 2)",
    source=hair.SOURCE,
    run=run,
    cost=hair.COST,
    tables=(Table("attributes", told.COLUMNS, _rows(), "%"),),
    orderings=tuple(
        Ordering(
            f"masking {'does not help' if attribute == 'bald' else 'helps'} {attribute}",
            "attributes",
            "accuracy",
            tuple(
                f"{row}, {attribute}" for row in sorted(hair.CHANGES, reverse=attribute == "bald")
            ),
        )
        for attribute in ATTRIBUTES
    ),
    needs=(hair.TRAIN, TEST),
    seeds=(3, 1),
    remarks=(
        "Balanced sets there: 6,000 pictures for colour, 1,000 for each of the others.",
        "Attributes are columns of index.csv: hair_colour, straight, wavy, bangs, bald.",
    ),
)
