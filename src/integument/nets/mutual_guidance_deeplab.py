"""Mutual guidance on DeepLabV3 with MobileNet: the lighter version of the paper's ablation.

See :mod:`integument.nets.mutual_guidance`. The decoders are pyramids on the features of image
and guidance side by side; a guidance encoder is the backbone at half width on one channel. The
paper prints "about 60 %" of the U-Net version's parameters and names no variant of MobileNet:
MobileNetV2 with its last layer is the one that comes out at that, with 62 %.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.nets.backbones.mobilenet_v2 import MobileNetV2
from integument.nets.blocks import Normalise
from integument.nets.mutual_guidance import (
    PASSES,
    InitialGuidance,
    MutualGuidance,
    Norm,
    require_both_labels,
)
from integument.nets.pyramid import AtrousPyramid, classifier


class GuidedPyramid(nn.Module):
    """A DeepLabV3 head on image and guidance features side by side."""

    def __init__(self, inputs: int, output_stride: int) -> None:
        super().__init__()
        self.pyramid = AtrousPyramid(inputs)
        self.classifier = classifier(1)
        self.output_stride = output_stride

    def forward(self, features: list[Tensor], guidance: list[Tensor]) -> Tensor:
        logits = self.classifier(self.pyramid(torch.cat([features[-1], guidance[-1]], dim=1)))
        return F.interpolate(
            logits, scale_factor=float(self.output_stride), mode="bilinear", align_corners=False
        )


class MutualGuidanceDeepLab(MutualGuidance):
    """``(N, 3, H, W)`` float RGB in [0, 1] → ``GuidedLogits``; H and W multiples of 16.

    Settings are those of :class:`~integument.nets.mutual_guidance.MutualGuidance` and of
    :class:`~integument.nets.mutual_guidance_unet.MutualGuidanceUNet`. In training mode the global
    mean needs batches of at least two.
    """

    multiple = 16

    def __init__(
        self,
        labels: int = 2,
        *,
        share_guidance: bool = False,
        n_passes: int = PASSES,
        norm: Norm = "shared",
        stop_gradient: bool = True,
        initial_guidance: InitialGuidance = "zero",
    ) -> None:
        require_both_labels(labels)
        backbone = MobileNetV2(output_stride=self.multiple)
        for_skin = MobileNetV2(1, 0.5, self.multiple)
        for_body = for_skin if share_guidance else MobileNetV2(1, 0.5, self.multiple)
        width = backbone.widths[-1] + for_skin.widths[-1]
        super().__init__(
            nn.Sequential(Normalise(), backbone),
            (for_skin, for_body),
            (GuidedPyramid(width, self.multiple), GuidedPyramid(width, self.multiple)),
            n_passes=n_passes,
            norm=norm,
            stop_gradient=stop_gradient,
            initial_guidance=initial_guidance,
        )

    @property
    def backbone(self) -> nn.Module:
        """The part that has ImageNet weights."""
        return self.encoder[1]
