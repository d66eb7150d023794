"""What the experiments of the mutual-guidance paper share: pictures, methods and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.experiments.experiment import Cost, Need

if TYPE_CHECKING:
    from integument.experiments.context import Context
    from integument.experiments.learning import Condition

SOURCE = "He et al. 2019, mutual guidance, arXiv:1908.01977"
COST = Cost("minutes", "hours on a processor", "half a day a network on a GPU")

SKIN = Need(
    "skin", ("skin",), "5,000 pictures with skin masks alone (private)", smoke=8, look="near"
)
BODY = Need(
    "body", ("body",), "5,711 pictures with body masks alone (private)", smoke=8, look="near"
)
VALIDATION = Need("validation", ("skin", "body"), "470 + 475 held-out pictures", smoke=4, cpu=60)
FACES = Need("pratheepan", ("skin",), "Pratheepan, the 32 of FacePhoto", 4, 40, look="faces")
NEEDS = (SKIN, BODY, VALIDATION)

GUIDED = "MG network"
RULES = {"Thresholding": "rgb", "GMM": "mixtures"}
MLP = "MLP detector"
RIVALS = {
    "CNN+RNN": "cnn_rnn",
    "UNet": "unet",
    "ResNet50": "fcn_resnet50",
    "DeepLab-v3-R50": "deeplab_v3_resnet50",
    "DeepLab-v3-MobileNet": "deeplab_v3_mobilenet",
}
"""Row -> network, trained on skin alone."""

PRIVATE = (
    "The source's 10,711 pictures were never released: on others only the order can be compared.",
)


def guided(name: str, *changes: str, skin: str = "skin") -> Condition:
    """The mutual-guidance network, finetuned unless the changes say otherwise."""
    from integument.experiments.learning import Condition

    return Condition(name, "mutual_guidance", (skin, "body"), changes)


def rivals(skin: str = "skin") -> list[Condition]:
    """The networks that learn skin alone."""
    from integument.experiments.learning import Condition

    return [Condition(row, "single", (skin,), (f"net={net}",)) for row, net in RIVALS.items()]


def fewer_skin(context: Context) -> str:
    """A fifth of the skin pictures, as in the unbalanced half of Table 1."""
    total = sum(len(data) for data in context.data("skin"))
    return context.part_of("skin", 1000 if context.scale == "full" else max(2, total // 5))
