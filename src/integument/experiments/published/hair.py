"""What the experiments of HairNet share: its data sets and its trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.experiments.experiment import Cost, Need

if TYPE_CHECKING:
    from integument.experiments.learning import Condition

SOURCE = "All-in-one HairNet: joint hair segmentation and characterization, 2020"
COST = Cost("a minute", "hours on a processor", "days on a GPU")
BOTH = ("face_skin", "hair")

TRAIN = Need("train", BOTH, "CelebAMask-HQ, 27,000 pictures, with attributes", 8, 300, look="faces")
TESTS = {
    "LFW": Need("lfw", BOTH, "LFW parts, 927 test pictures", 4, 40),
    "CelebA*": Need("celeba_star", BOTH, "CelebA*, > 3,500 pictures", 4, 40, look="faces"),
    "CelebAMask-HQ": Need("celebamask_hq", BOTH, "3,000 held-out pictures", 4, 40, look="faces"),
    "Figaro-1k": Need("figaro1k", ("hair",), "Figaro-1k, 210 test pictures", 4, 40),
}
"""Name in the table -> its test pictures."""

CHANGES = {"with masking": (), "without masking": ("mask_mode=ones",)}
"""Row -> changes of the recipe."""


def trained(row: str = "with masking") -> Condition:
    """A HairNet, with or without masked features."""
    from integument.experiments.learning import Condition

    return Condition(row, "hairnet", ("train",), CHANGES[row])
