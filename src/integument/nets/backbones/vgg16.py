"""VGG-16 without its classifier: thirteen 3×3 convolutions in five levels.

Simonyan and Zisserman 2015 (arXiv 1409.1556), configuration D without batch normalisation.
14,714,688 parameters.
"""

from __future__ import annotations

from torch import Tensor, nn

from integument.nets.backbones.weights import Published
from integument.nets.blocks import initialise_glorot

DEPTHS = (2, 2, 3, 3, 3)
WIDTHS = (64, 128, 256, 512, 512)


class VGG16(nn.Module):
    """``(N, 3, H, W)`` normalised → features of five levels at strides 1, 2, 4, 8, 16."""

    published = Published(
        file="vgg16-397923af.pth",
        sha256="397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
    )

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 3
        for depth, width in zip(DEPTHS, WIDTHS, strict=True):
            for _ in range(depth):
                layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU(inplace=True)]
                inputs = width
            layers.append(nn.MaxPool2d(2))
        # The last pool belongs to the classifier; numbers stay those of the published weights.
        self.features = nn.Sequential(*layers[:-1])
        # No normalisation follows, so how large the weights start matters.
        initialise_glorot(self)

    def forward(self, x: Tensor) -> list[Tensor]:
        levels = []
        for layer in self.features:
            if isinstance(layer, nn.MaxPool2d):
                levels.append(x)
            x = layer(x)
        return [*levels, x]
