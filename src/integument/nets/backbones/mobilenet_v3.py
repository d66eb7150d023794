"""MobileNetV3-Large without its classifier, the last stage dilated to keep stride 16.

Howard et al. 2019 (arXiv 1905.02244). 2,971,952 parameters.
"""

from __future__ import annotations

from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn

from integument.nets.backbones.weights import Published
from integument.nets.blocks import conv_norm, divisible_by_8

EPSILON = 1e-3
"""Of the batch normalisation, as in the published weights."""


class Bneck(NamedTuple):
    """One inverted residual block of MobileNetV3, a row of the paper's Table 1."""

    kernel: int
    expanded: int
    outputs: int
    squeeze: bool
    hard_swish: bool
    stride: int
    dilation: int = 1


# fmt: off
LARGE = (
    Bneck(3,  16,  16, False, False, 1),
    Bneck(3,  64,  24, False, False, 2),
    Bneck(3,  72,  24, False, False, 1),
    Bneck(5,  72,  40, True,  False, 2),
    Bneck(5, 120,  40, True,  False, 1),
    Bneck(5, 120,  40, True,  False, 1),
    Bneck(3, 240,  80, False, True,  2),
    Bneck(3, 200,  80, False, True,  1),
    Bneck(3, 184,  80, False, True,  1),
    Bneck(3, 184,  80, False, True,  1),
    Bneck(3, 480, 112, True,  True,  1),
    Bneck(3, 672, 112, True,  True,  1),
    Bneck(5, 672, 160, True,  True,  1, dilation=2),
    Bneck(5, 960, 160, True,  True,  1, dilation=2),
    Bneck(5, 960, 160, True,  True,  1, dilation=2),
)
# fmt: on
BACKBONE_OUTPUTS = 960
"""Channels of the last layer."""


class SqueezeExcite(nn.Module):
    """Channels reweighted by a gate computed from their global means."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        squeezed = divisible_by_8(channels / 4)
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.expand = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = x.mean((2, 3), keepdim=True)
        return x * F.hardsigmoid(self.expand(F.relu(self.reduce(gate))))


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, row: Bneck) -> None:
        super().__init__()
        activation = nn.Hardswish if row.hard_swish else nn.ReLU
        layers: list[nn.Module] = []
        if row.expanded != inputs:
            layers.append(conv_norm(inputs, row.expanded, 1, activation, epsilon=EPSILON))
        layers.append(
            conv_norm(
                row.expanded,
                row.expanded,
                row.kernel,
                activation,
                stride=row.stride,
                dilation=row.dilation,
                groups=row.expanded,
                epsilon=EPSILON,
            )
        )
        if row.squeeze:
            layers.append(SqueezeExcite(row.expanded))
        layers.append(conv_norm(row.expanded, row.outputs, 1, None, epsilon=EPSILON))
        self.layers = nn.Sequential(*layers)
        self.residual = row.stride == 1 and inputs == row.outputs

    def forward(self, x: Tensor) -> Tensor:
        y = self.layers(x)
        return x + y if self.residual else y


class MobileNetV3Large(nn.Sequential):
    """``(N, 3, H, W)`` normalised → ``(N, 960, H/16, W/16)``."""

    published = Published(
        file="mobilenet_v3_large-5c1a4163.pth",
        sha256="5c1a416349c4cf298f2a6a5e2600ed0ee55e604713578f5e74e6bc8bcaef7997",
        names=((".layers.", ".block."), (".reduce.", ".fc1."), (".expand.", ".fc2.")),
        prefix="features.",
    )

    def __init__(self) -> None:
        blocks: list[nn.Module] = [conv_norm(3, 16, 3, nn.Hardswish, stride=2, epsilon=EPSILON)]
        inputs = 16
        for row in LARGE:
            blocks.append(InvertedResidual(inputs, row))
            inputs = row.outputs
        blocks.append(conv_norm(inputs, BACKBONE_OUTPUTS, 1, nn.Hardswish, epsilon=EPSILON))
        super().__init__(*blocks)
