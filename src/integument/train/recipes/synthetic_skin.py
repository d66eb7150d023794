"""Skin learned from generated people, with or without real pictures, in the modes of S2MGen.

Source   "A Synthetic Skin Mask Generator for Improving Segmentation", 2024 (S2MGen).
Expect   there, skin IoU on ECU: generated pictures alone 0.634, with the person head 0.672; DANN
         0.528, FDA 0.598, PixMatch 0.705; real alone 0.776, BGC 0.786, finetuned 0.796.
Time     20 epochs of 256² patches on an A100 there; not measured by us.
Data     generated pictures first, real ones second; see each mode. 10 seeds a condition there.
Unstated batch size and widths (settings batch and net), the ratio of batch gradient control (6:4
         real to generated, of the work it comes from).

::

    integument train synthetic_skin --data people                                  synthetic only
    integument train synthetic_skin --data people --set person=false               one head
    integument train synthetic_skin --data real                                    real only
    integument train synthetic_skin --data real --init runs/synthetic/final.pt     finetuned
    integument train synthetic_skin --data people real --set mix=ratio --set ratio=0.4,0.6   BGC
    integument train synthetic_skin --data people real --set mix=ratio --set mode=dann
    integument train synthetic_skin --data people real --set mix=ratio --set mode=pixmatch
    integument train synthetic_skin --data people real --set mix=ratio --set mode=fda
"""

from __future__ import annotations

from dataclasses import dataclass

from integument.errors import UsageError, unknown
from integument.train.schedule import Budget
from integument.train.settings import Settings

MODES = ("supervised", "dann", "pixmatch", "fda")


@dataclass(frozen=True, slots=True)
class SyntheticSkinSettings(Settings):
    """What this recipe adds.

    Attributes
    ----------
    mode : ``supervised`` learns from every mask there is: generated pictures alone, real ones
        alone, or both (batch gradient control with ``mix=ratio``); the others adapt to real
        pictures without their masks
    person : whether the person head learns too, from generated pictures only
    beta : share of frequencies that ``fda`` exchanges: 0.01, 0.05 or 0.09
    threshold : least confidence of a pixel that teaches under ``pixmatch``
    """

    mode: str = "supervised"
    person: bool = True
    beta: float = 0.05
    threshold: float = 0.0

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        if self.mode not in MODES:
            raise unknown("mode", self.mode, MODES)
        if self.mode != "supervised" and self.mix != "ratio":
            raise UsageError(
                f"mode {self.mode} needs generated and real pictures in every batch: "
                "--set mix=ratio, with two folders of --data"
            )


SETTINGS = SyntheticSkinSettings(
    net="unet_two_heads",
    labels="skin,body",
    size=256,
    input_size=256,
    batch=16,
    optimiser="adam",
    learning_rate=1e-5,
    weight_decay=0.0,
    warm_up=0.0,
    schedule="constant",
    negatives=0.0,
    augment="patch",
)
TASK = "integument.train.tasks.synthetic_skin:SyntheticSkinTask"
BUDGET = Budget(hours=8)
"""If neither hours nor steps are given."""
