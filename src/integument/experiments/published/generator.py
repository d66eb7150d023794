"""What the experiments of the generator paper share: its five data sets and its trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integument.experiments.experiment import Cost, Need

if TYPE_CHECKING:
    from integument.experiments.learning import Condition

SOURCE = "S2MGen, a synthetic skin mask generator, 2024"
COST = Cost("minutes", "hours on a processor", "days on a GPU")
EPOCHS = 20.0

LOOKS = {
    "ECU": ("any", "ECU: 1,600 training pictures", "ECU: 2,000 test pictures"),
    "SFA": ("faces", "SFA, 80 %", "SFA, 20 %"),
    "HGR": ("light", "HGR1, 80 % by subject", "HGR1, 20 %"),
    "Abdomen": ("dark", "Abdomen, its training part", "Abdomen, its test part"),
    "Pratheepan": ("distant", "Pratheepan, 80 %", "Pratheepan, 20 %"),
}
"""Data set -> how those look that stand for it at small scales, and what it is in full."""


def train_of(name: str) -> str:
    """The need of a data set's training pictures."""
    return f"{name.lower()}_train"


def test_of(name: str) -> str:
    """The need of its test pictures."""
    return f"{name.lower()}_test"


SYNTHETIC = Need("synthetic", ("skin", "body"), "5,000 generated pictures", 8, 400, full=5000)
TRAIN = {n: Need(train_of(n), ("skin",), what, 8, 120, look=k) for n, (k, what, _) in LOOKS.items()}
TEST = {n: Need(test_of(n), ("skin",), what, 4, 40, look=k) for n, (k, _, what) in LOOKS.items()}
ECU = (SYNTHETIC, TRAIN["ECU"], TEST["ECU"])

RATIO = ("mix=ratio", "ratio=0.4,0.6")
"""Generated to real in a batch; 6:4 real to generated is of the work that the source builds on."""

UNSTATED = (
    "Batch size, widths, the ECU split and the values of the generator are not published.",
    "mIoU is the IoU of skin averaged over pictures; the source does not define its classes.",
)


def learned(name: str, *data: str, changes: tuple[str, ...] = (), **options: Any) -> Condition:
    """A network of the source's recipe."""
    from integument.experiments.learning import Condition

    return Condition(name, "synthetic_skin", data, changes, epochs=EPOCHS, **options)


def source_only() -> Condition:
    """Generated pictures with the person head: the training that finetuning begins with."""
    return learned("S2M only", "synthetic")


def finetuned(name: str, real: str) -> Condition:
    """The same, then real pictures."""
    return learned(name, real, start=source_only())


def balanced(name: str, real: str) -> Condition:
    """Batch gradient control: both in every batch, skin from both, person from generated ones."""
    return learned(name, "synthetic", real, changes=RATIO)
