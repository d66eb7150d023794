"""E17: Fig. 5 of the generator paper, how many generated pictures are enough."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import generator

SIZES = {
    "smoke": (2, 4, 8),
    "cpu": (25, 50, 100, 400),
    "full": (25, 50, 100, 250, 500, 1000, 2000, 5000, 7500),
}
ALL_SIZES = sorted({size for sizes in SIZES.values() for size in sizes})
MADE = Need("synthetic", ("skin", "body"), "7,500 generated pictures", 8, 400, full=7500)


def run(context: Context) -> Findings:
    """Nested parts of one generated set, each learned alone and tested on all five sets."""
    from integument.experiments import scores
    from integument.experiments.sweeps import draw

    findings = Findings()
    for size in SIZES[context.scale]:
        part = context.part_of("synthetic", size)
        for seed in context.seeds:
            condition = generator.learned(str(size), part)
            segmenter = scores.open_trained(context, condition, seed)
            for name in generator.LOOKS:
                result = scores.scored(context, segmenter, generator.test_of(name), "skin")
                findings.add("mIoU", str(size), {name: result.mean("skin")["iou"]}, seed)
                scores.tell(findings, result)
    title, across = "How many generated pictures", "pictures learned from"
    draw(context, findings, "mIoU", title, across, logarithmic=True)
    return findings


EXPERIMENT = Experiment(
    name="e17",
    title="Number of generated pictures (Fig. 5)",
    source=generator.SOURCE,
    run=run,
    cost=generator.COST,
    tables=(
        Table(
            "mIoU",
            tuple(generator.LOOKS),
            {str(size): (None,) * len(generator.LOOKS) for size in ALL_SIZES},
            digits=4,
        ),
    ),
    orderings=(
        Ordering("more pictures are better", "mIoU", "ECU", ("100", "50", "25")),
        Ordering("ECU gains up to 5,000 pictures", "mIoU", "ECU", ("5000", "2000", "500", "100")),
    ),
    needs=(MADE, *generator.TEST.values()),
    seeds=(3, 10),
    remarks=(
        *generator.UNSTATED,
        "In print the curves saturate at about 5,000 pictures, for Abdomen and HGR at 2,000.",
        "The sizes between 25 and 7,500 are ours.",
    ),
)
