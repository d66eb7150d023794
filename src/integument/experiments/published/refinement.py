"""What the experiments of the label-refinement paper share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.errors import IntegumentError
from integument.experiments.experiment import Cost, Need

if TYPE_CHECKING:
    from integument.experiments.context import Context
    from integument.experiments.findings import Findings
    from integument.experiments.learning import Condition

SOURCE = "Label refinement networks for head and torso, RECPAD 2019"
COST = Cost("a minute", "hours on a processor", "a day on a GPU")
LABEL = "head_torso"
NEEDS = (
    Need("train", (LABEL,), "250 pictures of 224² with head and torso (not released)", 8, 150),
    Need("test", (LABEL,), "their 48 test pictures", 4, 48),
)
ROWS = {
    "LRN": ("net=lrn", False),
    "LRN-VGG": ("net=lrn", True),
    "U-Net": ("net=lrn_unet", False),
    "U-Net-VGG": ("net=lrn_unet", True),
}
"""Row -> network, and whether it begins with VGG-16 weights."""


def conditions(context: Context, findings: Findings) -> list[Condition]:
    """The rows that can be trained: those with VGG-16 weights only where there are weights."""
    from integument.experiments.learning import Condition

    lacking = _lacking(context)
    rows = []
    for row, (net, vgg) in ROWS.items():
        if vgg and lacking:
            findings.note(f"{row}: not measured: {lacking}")
            continue
        weights = ("weights=imagenet",) if vgg else ()
        rows.append(Condition(row, "label_refinement", ("train",), (net, *weights)))
    return rows


def _lacking(context: Context) -> str:
    """Why there are no ImageNet weights; "" if there are. They are fetched at full scale only."""
    from integument.models.fetch import download
    from integument.nets.backbones.vgg16 import VGG16

    published = VGG16.published
    if published.cached.is_file():
        return ""
    if context.scale != "full":
        return f"no VGG-16 weights at {published.cached}"
    try:
        download(published.url, published.cached, sha256=published.sha256)
    except IntegumentError as error:
        return str(error)
    return ""
