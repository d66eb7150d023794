"""E24: Table 2 of HairNet, colour and style of hair with and without masked features."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import hair

COLUMNS = ("accuracy", "precision", "recall", "F1")
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
                numbers = _scores(attribute, answers)
                findings.add("attributes", f"{row}, {attribute}", numbers, seed)
            findings.pictures = len(answers)
    findings.note("bald, bangs, straight and wavy: precision and recall of having it")
    return findings


def _answers(context: Context, row: str, seed: int) -> list[dict]:
    """For every picture, attribute -> [found, true]; true is None where it is not known."""
    import numpy as np

    from integument.data import answers
    from integument.experiments.learning import train
    from integument.experiments.networks import Trained

    network = Trained(row, train(context, hair.trained(row), seed))
    found = []
    for data in context.data(TEST.name):
        for stem in data:
            sample = data.read(stem, ())
            predicted = network.attributes(sample.image)
            true = answers.of(sample.attributes, answers.ANSWERS)
            found.append(
                {
                    name: [predicted[name], None if np.isnan(value) else int(value)]
                    for name, value in zip(answers.ANSWERS, true, strict=True)
                }
            )
    return found


def _scores(attribute: str, pictures: list[dict]) -> dict[str, float]:
    from integument.attributes import COLOURS
    from integument.evaluate.attributes import attribute_score

    values = range(len(COLOURS)) if attribute == "colour" else (0, 1)
    predicted, true = zip(*(picture[attribute] for picture in pictures), strict=True)
    score = attribute_score(predicted, true, tuple(values))
    overall = score.metrics()
    details = overall if attribute == "colour" else score.of(1)
    if not score.pictures:
        details = overall  # without pictures nothing is a number
    numbers = (overall["accuracy"], details["precision"], details["recall"], details["f1"])
    return {name: 100 * value for name, value in zip(COLUMNS, numbers, strict=True)}


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
    tables=(Table("attributes", COLUMNS, _rows(), "%"),),
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
