"""U²-Net or U²-NetP with all its side outputs, through seven views of every picture in turn.

Source   Qin et al., "U²-Net", 2020, as a public trainer for skin uses it.
Expect   on 1,134 pictures that were trained on: mean IoU 0.957 (U²-Net), 0.928 (U²-NetP); on 82
         that were held out, 0.919 and 0.819. The first pair is of the training set.
Time     150 (U²-Net) and 51 (U²-NetP) billion multiplications a picture of 512²; not measured.
Data     any folder with masks of ``labels``; augment it first: ``integument augment static26``.
Corrected the cosine falls over the whole run (the trainer steps it each batch, so that it swings),
         and the loss takes logits (there, sigmoids of sigmoids).

::

    integument train u2net --data skin_pack --out runs/u2net
    integument train u2net --data skin_pack --set net=u2netp --set size=320 --set batch=20
    integument train u2net --data skin_pack --set loss=bce          the paper's own sum
"""

from __future__ import annotations

from dataclasses import dataclass

from integument.errors import unknown
from integument.train.schedule import Budget
from integument.train.settings import Settings

LOSSES = ("bce", "bce_dice")


@dataclass(frozen=True, slots=True)
class U2NetSettings(Settings):
    """``loss``: ``bce_dice``, the trainer's ⅓ cross-entropy + ⅔ Dice, or ``bce``, the paper's."""

    loss: str = "bce_dice"

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        if self.loss not in LOSSES:
            raise unknown("loss", self.loss, LOSSES)


SETTINGS = U2NetSettings(
    net="u2net",
    labels="skin",
    size=512,
    input_size=512,
    batch=3,
    learning_rate=1e-3,
    final_learning_rate=1e-3,  # to 1e-6
    weight_decay=0.0,
    warm_up=0.0,
    negatives=0.0,
    augment="views",
)
TASK = "integument.train.tasks.deep_supervision:U2NetTask"
BUDGET = Budget(hours=24)
"""If neither hours nor steps are given."""
