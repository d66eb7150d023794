"""Face skin, hair, and what the hair is like, from one MobileNet (All-in-one HairNet).

Source   HairNet: segmentation, then each attribute from features under the predicted masks.
Expect   there, on CelebAMask-HQ: IoU 0.939; colour right in 93.5 % with masked features and 88.2 %
         without, wavy 94.3 and 93.2, straight 94.6 and 92.1, bangs 94.4 and 92.7, bald 98.1 and
         98.4.
Time     3.8 billion multiplications a picture of 224².
Data     packs with face_skin and hair masks; attributes from the columns hair_colour, straight,
         wavy, bangs and bald of index.csv, where they are known. `integument synth` writes them.
Unstated the weights of the terms (all 1), widths of the branches, where the phases end (shares of
         the budget: half for segmentation, a quarter each for branches and everything).

::

    integument train hairnet --data faces --out runs/hairnet
    integument train hairnet --data faces --set mask_mode=ones           without feature masking
    integument train hairnet --data objects --set stage=segmentation     pre-training
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integument.errors import UsageError, unknown
from integument.train.schedule import Budget
from integument.train.settings import Settings

STAGES = ("all", "segmentation", "attributes")


@dataclass(frozen=True, slots=True)
class HairNetSettings(Settings):
    """What this recipe adds.

    Attributes
    ----------
    stage : ``all`` three phases; ``segmentation`` alone, as for pre-training on other objects;
        ``attributes``: the last two, from a segmentation model given with --init
    decoder : ``dilated`` or ``deep``, the two readings of the paper's three blocks
    mask_mode : masks that the branches look under while learning: ``pred``, ``gt`` or ``ones``
    fine_rate : factor on the learning rate end to end; 1e-5 after 1e-4 as published
    """

    stage: str = "all"
    decoder: str = "dilated"
    mask_mode: str = "pred"
    fine_rate: float = 0.1

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        if self.stage not in STAGES:
            raise unknown("stage", self.stage, STAGES)
        if self.size % 32 or self.size < 64:
            raise UsageError(f"setting 'size': expected a multiple of 32, got {self.size}")

    def net_options(self) -> dict[str, Any]:
        return {
            "decoder": self.decoder,
            "mask_mode": self.mask_mode,
            "input_size": self.size,
        }


SETTINGS = HairNetSettings(
    net="hairnet",
    labels="face_skin,hair",
    size=224,
    input_size=224,
    batch=32,
    optimiser="adam",
    beta2=0.99,
    learning_rate=1e-4,
    weight_decay=0.0,
    warm_up=0.0,
    schedule="constant",
    negatives=0.0,
    augment="zoom",
)
TASK = "integument.train.tasks.hairnet:HairNetTask"
BUDGET = Budget(hours=12)
"""If neither hours nor steps are given."""
