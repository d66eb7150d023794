"""What the ablations share: how a default network is trained with one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.experiments.context import Context
from integument.experiments.experiment import Cost, Need
from integument.labels import NAMES

if TYPE_CHECKING:
    from integument.experiments.learning import Condition

SOURCE = "this project, the default network"
TRAIN = Need("train", NAMES, "generated people", 8, 400, 20_000)
TEST = Need("test", NAMES, "others of them", 4, 100, 500)

SETTINGS = {
    "smoke": ("net=integument_fast",),
    "cpu": (
        *("net=integument_fast", "size=160", "input_size=256", "batch=16", "schedule=cosine"),
        *("negatives=0", "cache_bytes=5e8"),
    ),
    "full": ("net=integument_fast", "negatives=0"),
}
"""Of each scale, for all rows."""

FROM_SCRATCH, STARTED = "learning_rate=3e-3", "learning_rate=5e-4"
"""At the small scales. Ours: trained weights are kept rather than learned anew."""

STEPS = 0.7
"""Of the 800 of small scales: 560 steps of 16 crops of 160² are three minutes of one core."""

EPOCHS = 20.0
"""At full scale."""

SEEDS = (2, 3)
COST = Cost(
    "a minute",
    "some minutes on a core for each row and seed",
    "20 epochs on a GPU for each row and seed",
)
REMARKS = (
    "All rows of a seed with the same labels begin with the same weights and see the same crops.",
    "At cpu scale the fast network learns for 560 steps of 16 crops of 160²: differences between "
    "rows mean something, the scores themselves do not.",
    "From scratch that is little: after half of it bodies are found and skin hardly is. Trained "
    "weights of the fast network (--init) make better use of the time.",
)


def condition(context: Context, row: str, changes: tuple[str, ...]) -> Condition:
    """A training of the default network with ``changes``."""
    from integument.experiments.learning import Condition

    rate = () if context.scale == "full" else (STARTED if context.start else FROM_SCRATCH,)
    return Condition(
        row,
        "integument",
        (TRAIN.name,),
        (*SETTINGS[context.scale], *rate, *changes),
        start=context.start,
        steps=STEPS,
        epochs=EPOCHS,
    )
