"""E18: Fig. 6 of the generator paper: clothes, backgrounds and framing of generated people."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import generator

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
SWEEPS = {"clothed": "p_clothed", "photo backgrounds": "p_background"}
MIXES = {
    "full bodies": {"full": 1.0},
    "portraits": {"portrait": 1.0},
    "faces": {"face": 1.0},
    "a third each": {"full": 1.0, "portrait": 1.0, "face": 1.0},
}
FULL_COUNT = 2000
"""Generated pictures of each condition. Not published; Fig. 5 is close to flat there."""


def run(context: Context) -> Findings:
    """Generates a set for each value and learns it alone."""
    from integument.experiments.sweeps import draw

    findings = Findings()
    count = context.by_scale(smoke=4, cpu=200, full=FULL_COUNT)
    values = context.by_scale(smoke=(0.0, 1.0), cpu=SHARES, full=SHARES)
    for table, setting in SWEEPS.items():
        for value in values:
            folder = context.generated(setting, count, **{setting: value})
            _measure(context, findings, table, f"{value:g}", folder)
        draw(context, findings, table, f"Share of pictures: {table}", table)
    for name in context.by_scale(smoke=("faces",), cpu=tuple(MIXES), full=tuple(MIXES)):
        folder = context.generated("framing", count, framings=MIXES[name])
        _measure(context, findings, "framing", name, folder)
    return findings


def _measure(context: Context, findings: Findings, table: str, row: str, folder: str) -> None:
    from integument.experiments import scores

    for seed in context.seeds:
        condition = generator.learned(f"{table} {row}", folder)
        segmenter = scores.open_trained(context, condition, seed)
        for name in generator.LOOKS:
            result = scores.scored(context, segmenter, generator.test_of(name), "skin")
            findings.add(table, row, {name: result.mean("skin")["iou"]}, seed)
            scores.tell(findings, result)


_NONE = (None,) * len(generator.LOOKS)

EXPERIMENT = Experiment(
    name="e18",
    title="Clothes, backgrounds and framing of generated people (Fig. 6)",
    source=generator.SOURCE,
    run=run,
    cost=generator.COST,
    tables=(
        *(
            Table(
                name,
                tuple(generator.LOOKS),
                {f"{share:g}": _NONE for share in SHARES},
                digits=4,
            )
            for name in SWEEPS
        ),
        Table("framing", tuple(generator.LOOKS), dict.fromkeys(MIXES, _NONE), digits=4),
    ),
    orderings=(
        Ordering(
            "half of the people clothed is better for ECU than none or all",
            *("clothed", "ECU", ("0.5", "1")),
        ),
        Ordering("all clothed is bad for Abdomen", "clothed", "Abdomen", ("0.5", "1")),
        Ordering("photographs behind people help ECU", "photo backgrounds", "ECU", ("1", "0")),
        Ordering("faces help SFA", "framing", "SFA", ("faces", "full bodies")),
        Ordering("faces alone hurt Abdomen", "framing", "Abdomen", ("full bodies", "faces")),
    ),
    needs=tuple(generator.TEST.values()),
    seeds=(3, 10),
    remarks=(
        *generator.UNSTATED,
        "Generated people of this project have no photographs of theirs behind them, but drawn "
        "rooms and scenes: the sweep of backgrounds compares these with plain ones.",
    ),
)
