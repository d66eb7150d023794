"""Every network by name: where it is, where it comes from, and what it should count.

Importing this does not import torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OURS = "this project"
GUIDANCE = "He et al. 2019, mutual guidance"
U2NET = "Qin et al. 2020, U²-Net"
GENERATOR = "S2MGen 2024"
REFINEMENT = "label refinement networks 2019"
HAIRNET = "All-in-one HairNet 2020"


@dataclass(frozen=True, slots=True)
class Architecture:
    """One network.

    Attributes
    ----------
    where : ``module:Class``
    source : the paper that describes it or that compares with it
    size : side of the square picture it is described for, at which its work is counted
    labels : the labels it is bound to; empty where any number will do
    settings : what its class is called with
    parameters : how many it has with one label (or with those it is bound to): printed by its
        source, counted in the reference implementation, or what the description comes to; None
        where the description leaves too much open
    macs : billions of multiply-accumulates at ``size`` as printed; None where it is not
    """

    where: str
    source: str
    size: int
    labels: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    parameters: int | None = None
    macs: float | None = None


_SKIN_BODY = ("skin", "body")
_FACE_HAIR = ("face_skin", "hair")

# fmt: off
ARCHITECTURES: Mapping[str, Architecture] = {
    "integument": Architecture("integument:Integument", OURS, 384),
    "integument_fast": Architecture("integument:IntegumentFast", OURS, 256),
    "deeplab_mobilenet": Architecture(
        "deeplab_mobilenet:DeepLabMobileNet", "torchvision", 256,
        parameters=11_020_337, macs=2.473,
    ),
    "u2net": Architecture(
        "u2net:U2Net", U2NET, 1024, parameters=44_009_869, macs=604.007,
    ),
    "u2netp": Architecture(
        "u2net:U2NetP", U2NET, 512, parameters=1_131_181, macs=51.271,
    ),
    "mutual_guidance": Architecture(
        "mutual_guidance_unet:MutualGuidanceUNet", GUIDANCE, 512, _SKIN_BODY,
        parameters=54_752_514,
    ),
    "mutual_guidance_shared": Architecture(
        "mutual_guidance_unet:MutualGuidanceUNet", GUIDANCE, 512, _SKIN_BODY,
        {"share_guidance": True}, parameters=50_038_882,
    ),
    "mutual_guidance_deeplab": Architecture(
        "mutual_guidance_deeplab:MutualGuidanceDeepLab", GUIDANCE, 512, _SKIN_BODY,

    ),
    "unet": Architecture("unet:UNet", GUIDANCE, 512, parameters=31_037_633),
    "fcn_resnet50": Architecture(
        "fcn_resnet:FCNResNet50", GUIDANCE, 512, parameters=32_946_753,
    ),
    "deeplab_v3_resnet50": Architecture(
        "deeplab:DeepLabV3ResNet50", GUIDANCE, 512, parameters=39_633_729,
    ),
    "deeplab_v3_mobilenet": Architecture("deeplab:DeepLabV3MobileNetV2", GUIDANCE, 512),
    "deeplab_v3plus_resnet50": Architecture(
        "deeplab_plus:DeepLabV3PlusResNet50", GUIDANCE, 512,
    ),
    "deeplab_v3plus_mobilenet": Architecture(
        "deeplab_plus:DeepLabV3PlusMobileNetV2", GUIDANCE, 512,
    ),
    "cnn_rnn": Architecture("cnn_rnn:CNNRNN", GUIDANCE, 512),
    "chrominance_mlp": Architecture("chrominance_mlp:ChrominanceMLP", GUIDANCE, 512),
    "unet_two_heads": Architecture(
        "unet_two_heads:UNetTwoHeads", GENERATOR, 256, _SKIN_BODY,
        parameters=31_037_698,
    ),
    "lrn": Architecture(
        "lrn:LabelRefinement", REFINEMENT, 224, parameters=15_568_069,
    ),
    "lrn_pool5": Architecture(
        "lrn:LabelRefinement", REFINEMENT, 224, settings={"pool5": True},
        parameters=15_864_198,
    ),
    "lrn_squeezed": Architecture(
        "lrn:LabelRefinement", REFINEMENT, 224, settings={"skip_squeeze": True},
    ),
    "lrn_unet": Architecture("lrn_unet:VGGUNet", REFINEMENT, 224),
    "hairnet": Architecture("hairnet:HairNet", HAIRNET, 224, _FACE_HAIR),
    "hairnet_deep": Architecture(
        "hairnet:HairNet", HAIRNET, 224, _FACE_HAIR, {"decoder": "deep"},
    ),
}
# fmt: on
"""Name of each architecture and what is known about it."""

ALIASES = {"dlmv": "deeplab_mobilenet"}
"""Names under which their sources speak of them."""
