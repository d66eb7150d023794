"""An experiment of one table that says what it is told."""

from __future__ import annotations

from integument.experiments.experiment import Cost, Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings

TABLE = Table("t", ("IoU",), {"good": (80.0,), "bad": (70.0,)}, "%")
NEED = Need("people", ("skin",), "1,000 pictures", smoke=3, cpu=5)


def findings(good: list[float], bad: list[float], pictures: int = 100) -> Findings:
    """Numbers of the two rows, one a seed."""
    found = Findings(pictures=pictures)
    for row, values in (("good", good), ("bad", bad)):
        for seed, value in enumerate(values):
            found.add("t", row, {"IoU": value}, seed)
    return found


def toy(
    *, run=lambda context: findings([81.0], [70.0]), lower=False, equal=False, **changes
) -> Experiment:
    """The experiment; ``changes`` are fields of it."""
    settings = {
        "name": "e1",
        "title": "a toy",
        "source": "nowhere",
        "cost": Cost("seconds", "seconds", "seconds"),
        "tables": (TABLE,),
        "orderings": (Ordering("good is best", "t", "IoU", ("good", "bad"), lower, equal),),
        "needs": (NEED,),
    }
    return Experiment(run=run, **{**settings, **changes})
