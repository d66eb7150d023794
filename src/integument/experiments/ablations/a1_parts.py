"""A1: what the masks of the default network owe to each part that the sources propose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from integument.experiments.ablations import default
from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings
from integument.labels import NAMES

if TYPE_CHECKING:
    from integument.evaluate.report import PackScore

PLAIN, ALONE = "plain", "no person"
PERSON = ("body", "head_torso")
COMMON = tuple(label for label in NAMES if label not in PERSON)
"""Labels that every row has; their mean is compared."""

ROWS = {
    PLAIN: (),
    "guided": ("guided=true",),
    "levels": ("supervised=1",),
    "CRF+WCE": ("crf_weight=0.1", "containment_weight=0.1"),
    "balanced": ("balanced=true",),
    ALONE: (f"labels={','.join(COMMON)}",),
}
"""Row -> what is changed. Both weights of ``CRF+WCE`` are ours: of the published ones it is not
said which sums or means they belong to, and the CRF of the source acts only on missing masks."""

CLAIMS = {
    "guidance helps": ("guided", PLAIN),
    "supervising every level helps": ("levels", PLAIN),
    "CRF and containment help": ("CRF+WCE", PLAIN),
    "balanced cross-entropy helps": ("balanced", PLAIN),
    "learning the person too helps": (PLAIN, ALONE),
}
TESTS = {"generated": default.TEST.name, "photographs": "photographs"}
"""Table -> its pictures."""

LIMIT = 150
"""Pictures of each pack that are scored below full scale."""


def run(context: Context) -> Findings:
    """One training a row and seed, from the same weights; every pack has columns of its own."""
    from integument.evaluate.scoring import score
    from integument.experiments import scores

    findings = Findings()
    if context.start is not None:
        findings.note(f"all rows begin with {context.start}")
    limit = None if context.scale == "full" else LIMIT
    for seed in context.seeds:
        for row, changes in ROWS.items():
            segmenter = scores.open_trained(context, default.condition(context, row, changes), seed)
            for table, need in TESTS.items():
                if data := context.data(need):
                    packs = score(segmenter, data, limit=limit).packs
                    findings.add(table, row, columns(packs), seed)
                    for pack in packs:
                        scores.tell(findings, pack)
    return findings


def columns(packs: Sequence[PackScore]) -> dict[str, float]:
    """IoU in per cent of each label of each pack, and the mean of those that all rows have."""
    found: dict[str, float] = {}
    compared: list[float] = []
    for pack in packs:
        for label in pack.labels:
            iou = 100 * pack.mean(label)["iou"]
            found[label if len(packs) == 1 else f"{Path(pack.path).name}: {label}"] = iou
            if label in COMMON:
                compared.append(iou)
    mean = sum(compared) / len(compared) if compared else float("nan")
    return {"mean": mean, **found}


EXPERIMENT = Experiment(
    name="a1",
    title="What each part of the default network is worth",
    source=default.SOURCE,
    run=run,
    cost=default.COST,
    tables=tuple(Table(name, ("mean",), dict.fromkeys(ROWS, (None,)), "%") for name in TESTS),
    orderings=tuple(
        Ordering(f"{claim}, on {table}", table, "mean", rows)
        for claim, rows in CLAIMS.items()
        for table in TESTS
    ),
    needs=(
        default.TRAIN,
        default.TEST,
        Need("photographs", (), "photographs with masks of skin or hair", optional=True),
    ),
    seeds=default.SEEDS,
    can_start=True,
    remarks=(
        *default.REMARKS,
        f"mean: of {', '.join(COMMON)}, which every row has.",
        "Mutual guidance is one decoder for all labels here, told what it found in a first pass.",
    ),
)
