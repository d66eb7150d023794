"""Fully convolutional network on ResNet-50, a single-task rival of mutual guidance.

Long et al. 2015 (arXiv 1411.4038) on He et al. 2016, laid out as torchvision's ``fcn_resnet50``
without the auxiliary head. 32,946,753 parameters for one label.
"""

from __future__ import annotations

from torch import Tensor, nn

from integument.nets.backbones.resnet50 import ResNet50
from integument.nets.blocks import Normalise, conv_norm, resize_like
from integument.nets.network import Network

DROPOUT = 0.1


class FCNResNet50(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``.

    ``output_stride`` is not stated by the paper that compares with it: 8 as in torchvision, or
    32 as in the first fully convolutional networks.
    """

    def __init__(self, labels: int, output_stride: int = 8) -> None:
        super().__init__()
        self.normalise = Normalise()
        self.backbone = ResNet50(output_stride)
        inputs = self.backbone.widths[-1]
        self.head = nn.Sequential(
            conv_norm(inputs, inputs // 4, 3),
            nn.Dropout(DROPOUT),
            nn.Conv2d(inputs // 4, labels, 1),
        )

    def forward(self, image: Tensor) -> Tensor:
        features = self.backbone(self.normalise(image))
        return resize_like(self.head(features[-1]), image)
