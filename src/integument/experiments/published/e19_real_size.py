"""E19: Fig. 8 of the generator paper, how many real pictures generated ones replace."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import generator

SIZES = {
    "smoke": (2, 4),
    "cpu": (15, 50, 100),
    "full": (15, 50, 100, 200, 300, 500, 1000, 1600),
}
ALL_SIZES = sorted({size for sizes in SIZES.values() for size in sizes})
WAYS = ("pretrained", "scratch")
REAL, TEST = generator.train_of("ECU"), generator.test_of("ECU")


def run(context: Context) -> Findings:
    """Nested parts of ECU, learned from scratch and after generated pictures."""
    from integument.experiments import scores
    from integument.experiments.charts import Line, lines
    from integument.experiments.findings import deviation, mean

    findings = Findings()
    sizes = SIZES[context.scale]
    for size in sizes:
        part = context.part_of(REAL, size)
        for seed in context.seeds:
            for way, condition in (
                ("pretrained", generator.finetuned("pretrained", part)),
                ("scratch", generator.learned("scratch", part)),
            ):
                segmenter = scores.open_trained(context, condition, seed)
                result = scores.scored(context, segmenter, TEST, "skin")
                numbers = {"mIoU": result.mean("skin")["iou"]}
                findings.add("ECU", f"{size}, {way}", numbers, seed)
                scores.tell(findings, result)
    drawn = []
    for way in WAYS:
        by_seed = [findings.values["ECU"][f"{size}, {way}"]["mIoU"] for size in sizes]
        drawn.append(Line(way, sizes, [*map(mean, by_seed)], [*map(deviation, by_seed)]))
    path = context.folder / "real-pictures.png"
    title, across = "Real pictures with and without generated ones", "real pictures"
    findings.figures.append(lines(path, title, across, "mIoU", drawn, logarithmic=True))
    return findings


EXPERIMENT = Experiment(
    name="e19",
    title="Number of real pictures, with and without generated ones (Fig. 8)",
    source=generator.SOURCE,
    run=run,
    cost=generator.COST,
    tables=(
        Table(
            "ECU",
            ("mIoU",),
            {f"{size}, {way}": (None,) for size in ALL_SIZES for way in WAYS},
            digits=4,
        ),
    ),
    orderings=(
        *(
            Ordering(
                f"with {size} real pictures, generated ones first help",
                *("ECU", "mIoU", (f"{size}, pretrained", f"{size}, scratch")),
            )
            for size in (15, 50, 100)
        ),
        Ordering(
            "300 real pictures after generated ones are worth 1,000 without",
            *("ECU", "mIoU", ("300, pretrained", "1000, scratch")),
            equal=True,
        ),
    ),
    needs=generator.ECU,
    seeds=(3, 3),
    remarks=(*generator.UNSTATED, "The sizes between 15 and 1,600 are ours."),
)
