"""The U-Net that label refinement is compared with: the same VGG-16 encoder, an ordinary decoder.

See :mod:`integument.nets.lrn`. The paper does not print the decoder's widths: those of the
encoder's levels are used. Weights start as Glorot's, in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.nets.backbones.vgg16 import VGG16, WIDTHS
from integument.nets.blocks import Normalise, initialise_glorot
from integument.nets.network import Network

DECODER = (512, 256, 128, 64)


class UpStep(nn.Module):
    """Enlarge twice, put the skip beside, two 3×3 convolutions."""

    def __init__(self, inputs: int, skip: int, outputs: int) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv2d(inputs + skip, outputs, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1),
            nn.ReLU(inplace=True),
        )

    def forward(self, coarse: Tensor, skip: Tensor) -> Tensor:
        enlarged = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.convolutions(torch.cat([skip, enlarged], dim=1))


class VGGUNet(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``; multiples of 16."""

    multiple = 16

    def __init__(self, labels: int, widths: Sequence[int] = DECODER) -> None:
        super().__init__()
        self.normalise = Normalise()
        self.backbone = VGG16()
        skips = reversed(WIDTHS[:-1])
        self.decoder = nn.ModuleList(
            UpStep(before, skip, after)
            for (before, after), skip in zip(pairwise((WIDTHS[-1], *widths)), skips, strict=True)
        )
        self.head = nn.Conv2d(widths[-1], labels, 1)
        initialise_glorot(self)

    def forward(self, image: Tensor) -> Tensor:
        self.check_size(image)
        *skips, x = self.backbone(self.normalise(image))
        for step, skip in zip(self.decoder, reversed(skips), strict=True):
            x = step(x, skip)
        return self.head(x)
