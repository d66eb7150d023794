"""E16: Table 3 of the generator paper, IoU by skin tone."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import generator

LIMITS = "chardon"
COLUMNS = ("I", "II", "III", "IV", "V", "VI", "gap")
REAL, TEST = generator.train_of("ECU"), generator.test_of("ECU")


def run(context: Context) -> Findings:
    """Three trainings, their IoU on ECU averaged over the pictures of each estimated tone."""
    from integument.evaluate.tone import LIMITS_OF_THE_ESTIMATE
    from integument.evaluate.tone_table import tabulate
    from integument.experiments import scores

    findings = Findings()
    tones = context.part("tones", context.checksums(TEST), lambda: _tones(context))
    rows = (
        generator.learned("real", REAL),
        generator.finetuned("finetuned", REAL),
        generator.balanced("BGC", REAL),
    )
    for seed in context.seeds:
        for condition in rows:
            segmenter = scores.open_trained(context, condition, seed)
            result = scores.scored(context, segmenter, TEST, "skin")
            by_picture = {name: row.counts.iou for name, row in result.by_picture("skin").items()}
            rows_of_tones = tabulate(by_picture, tones, source="").rows
            numbers = {row.tone: row.score.value for row in rows_of_tones if row.score}
            numbers["gap"] = max(numbers.values()) - min(numbers.values()) if numbers else 0.0
            findings.add("IoU by tone", condition.name, numbers, seed)
            scores.tell(findings, result)
    sizes = ", ".join(f"{row.tone}: {row.pictures}" for row in rows_of_tones if row.pictures)
    findings.note(f"pictures by tone: {sizes}")
    findings.note(LIMITS_OF_THE_ESTIMATE)
    return findings


def _tones(context: Context) -> dict[str, str | None]:
    """Picture -> estimated tone; None where too little skin shows."""
    from integument.evaluate.tone import tone_of, typology_angle

    found: dict[str, str | None] = {}
    sets = context.data(TEST)
    for place, data in enumerate(sets):
        for stem in data:
            sample = data.read(stem, ("skin",))
            angle = typology_angle(sample.image, sample.truth("skin"))
            name = f"{place}/{stem}" if len(sets) > 1 else stem
            found[name] = None if angle is None else tone_of(angle, LIMITS)
    return found


def _row(*values: float) -> tuple[float, ...]:
    return (*values, round(max(values) - min(values), 4))


EXPERIMENT = Experiment(
    name="e16",
    title="IoU by skin tone (Table 3)",
    source=generator.SOURCE,
    run=run,
    cost=generator.COST,
    tables=(
        Table(
            "IoU by tone",
            COLUMNS,
            {
                "real": _row(0.7712, 0.7788, 0.7735, 0.7845, 0.8050, 0.6522),
                "finetuned": _row(0.7861, 0.7912, 0.7936, 0.8038, 0.8419, 0.7681),
                "BGC": _row(0.7694, 0.7845, 0.7810, 0.7927, 0.8130, 0.6933),
            },
            digits=4,
        ),
    ),
    orderings=(
        Ordering(
            "the darkest tone gains most from generated pictures",
            *("IoU by tone", "VI", ("finetuned", "BGC", "real")),
        ),
        Ordering(
            "the gap between tones shrinks",
            *("IoU by tone", "gap", ("finetuned", "BGC", "real")),
            lower=True,
        ),
    ),
    needs=generator.ECU,
    seeds=(3, 1),
    remarks=(
        *generator.UNSTATED,
        "The source takes its tones from elsewhere by a rule that is not available: here they are "
        "estimated from the pictures. The gap is computed from the printed numbers.",
    ),
)
