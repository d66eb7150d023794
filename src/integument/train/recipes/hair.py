"""Hair attributes for a trained default model: colour, straight, wavy, bangs, bald.

Source   after HairNet (features under the predicted masks), on the default network.
Expect   colour right in more than 9 of 10 generated heads. The masks do not change by a bit.
Time     the encoder only looks, so some hundred heads a second on one core: half an hour.
Data     generated pictures; ``integument synth`` writes the attributes into index.csv.
Unstated everything: the head is ours (:mod:`integument.nets.hair_head`).

::

    integument train hair --data people --init runs/first/best.pt --out runs/hair
    integument export runs/hair/best.pt --out model --calibration people --int8
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integument.train.schedule import Budget
from integument.train.settings import Settings


@dataclass(frozen=True, slots=True)
class HairSettings(Settings):
    """The network is built with attributes.

    Attributes
    ----------
    guided : whether the weights to begin with are of a network with guidance
    """

    guided: bool = False

    def net_options(self) -> dict[str, Any]:
        return {"hair": True, **({"guided": True} if self.guided else {})}


SETTINGS = HairSettings(
    size=160,
    batch=64,
    learning_rate=3e-3,
    weight_decay=1e-3,
    ema=0.998,
    negatives=0.0,
    augment="head",
    validation_seconds=1e9,
)
TASK = "integument.train.tasks.hair:HairTask"

BUDGET = Budget(hours=0.5)
"""If neither hours nor steps are given."""
