"""DeepLabV3+ on ResNet-50 or MobileNetV2: DeepLabV3 with a decoder at stride 4.

Chen et al. 2018 (arXiv 1802.02611). The pyramid's output is enlarged to stride 4, the backbone's
features of that size, reduced to 48 channels, are put beside it, and two 3×3 convolutions follow.
Mutual guidance cites this paper while writing "v3", so both heads are here.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from integument.nets.backbones.mobilenet_v2 import MobileNetV2
from integument.nets.backbones.resnet50 import ResNet50
from integument.nets.blocks import Normalise, conv_norm, resize_like
from integument.nets.network import Network
from integument.nets.pyramid import WIDTH, AtrousPyramid

FINE = 48
"""Channels of the fine features; the paper's best among 8 to 64."""


class DeepLabV3Plus(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``.

    ``backbone`` gives features, the first at stride 4, and knows their ``widths``. In training
    mode the global mean needs batches of at least two.
    """

    def __init__(self, labels: int, backbone: nn.Module) -> None:
        super().__init__()
        fine, *_, last = backbone.widths
        self.normalise = Normalise()
        self.backbone = backbone
        self.pyramid = AtrousPyramid(last)
        self.reduce = conv_norm(fine, FINE, 1)
        self.refine = nn.Sequential(conv_norm(WIDTH + FINE, WIDTH, 3), conv_norm(WIDTH, WIDTH, 3))
        self.classifier = nn.Conv2d(WIDTH, labels, 1)

    def forward(self, image: Tensor) -> Tensor:
        fine, *_, last = self.backbone(self.normalise(image))
        fine = self.reduce(fine)
        joined = torch.cat([resize_like(self.pyramid(last), fine), fine], dim=1)
        return resize_like(self.classifier(self.refine(joined)), image)


class DeepLabV3PlusResNet50(DeepLabV3Plus):
    """``output_stride`` 16, the paper's usual one; 8 costs four times the work."""

    def __init__(self, labels: int, output_stride: int = 16) -> None:
        super().__init__(labels, ResNet50(output_stride))


class DeepLabV3PlusMobileNetV2(DeepLabV3Plus):
    """See :class:`~integument.nets.deeplab.DeepLabV3MobileNetV2` for why V2."""

    def __init__(self, labels: int, output_stride: int = 16) -> None:
        super().__init__(labels, MobileNetV2(output_stride=output_stride))
