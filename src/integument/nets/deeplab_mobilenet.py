"""DeepLabV3 on MobileNetV3-Large: the small network everybody knows, here to be compared with.

Chen et al. 2017 (arXiv 1706.05587) on Howard et al. 2019 (arXiv 1905.02244), laid out as in
torchvision's ``deeplabv3_mobilenet_v3_large`` without the auxiliary head: the last stage dilated
instead of strided (output stride 16), pyramid rates 12, 24, 36, 256 channels. One output channel
makes 11,020,337 parameters.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


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
PYRAMID_RATES = (12, 24, 36)
PYRAMID_WIDTH = 256
DROPOUT = 0.5


def divisible_by_8(channels: float) -> int:
    """The nearest multiple of 8, not below 8 and not more than a tenth below ``channels``."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * channels else rounded + 8


def conv_norm(
    inputs: int,
    outputs: int,
    kernel: int,
    activation: type[nn.Module] | None,
    *,
    stride: int = 1,
    dilation: int = 1,
    groups: int = 1,
    epsilon: float = 1e-3,
) -> nn.Sequential:
    padding = (kernel - 1) // 2 * dilation
    layers: list[nn.Module] = [
        nn.Conv2d(
            inputs, outputs, kernel, stride, padding, dilation=dilation, groups=groups, bias=False
        ),
        nn.BatchNorm2d(outputs, eps=epsilon),
    ]
    if activation is not None:
        layers.append(activation(inplace=True))
    return nn.Sequential(*layers)


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
            layers.append(conv_norm(inputs, row.expanded, 1, activation))
        layers.append(
            conv_norm(
                row.expanded,
                row.expanded,
                row.kernel,
                activation,
                stride=row.stride,
                dilation=row.dilation,
                groups=row.expanded,
            )
        )
        if row.squeeze:
            layers.append(SqueezeExcite(row.expanded))
        layers.append(conv_norm(row.expanded, row.outputs, 1, None))
        self.layers = nn.Sequential(*layers)
        self.residual = row.stride == 1 and inputs == row.outputs

    def forward(self, x: Tensor) -> Tensor:
        y = self.layers(x)
        return x + y if self.residual else y


class AtrousPyramid(nn.Module):
    """Parallel convolutions at several dilations and the global mean, joined by a 1×1."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        width = PYRAMID_WIDTH
        self.branches = nn.ModuleList([conv_norm(inputs, width, 1, nn.ReLU, epsilon=1e-5)])
        self.branches.extend(
            conv_norm(inputs, width, 3, nn.ReLU, dilation=rate, epsilon=1e-5)
            for rate in PYRAMID_RATES
        )
        self.globally = conv_norm(inputs, width, 1, nn.ReLU, epsilon=1e-5)
        self.project = conv_norm(width * (len(PYRAMID_RATES) + 2), width, 1, nn.ReLU, epsilon=1e-5)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        everywhere = self.globally(x.mean((2, 3), keepdim=True)).expand(-1, -1, *x.shape[2:])
        joined = torch.cat([*(branch(x) for branch in self.branches), everywhere], dim=1)
        return self.dropout(self.project(joined))


class DeepLabMobileNet(nn.Module):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``.

    Pictures are normalised inside with the ImageNet mean and deviation, as its published weights
    expect. In training mode the global mean needs batches of at least two.
    """

    stride = 1

    def __init__(self, labels: int) -> None:
        super().__init__()
        blocks: list[nn.Module] = [conv_norm(3, 16, 3, nn.Hardswish, stride=2)]
        inputs = 16
        for row in LARGE:
            blocks.append(InvertedResidual(inputs, row))
            inputs = row.outputs
        blocks.append(conv_norm(inputs, BACKBONE_OUTPUTS, 1, nn.Hardswish))
        self.backbone = nn.Sequential(*blocks)
        self.pyramid = AtrousPyramid(BACKBONE_OUTPUTS)
        self.classifier = nn.Sequential(
            conv_norm(PYRAMID_WIDTH, PYRAMID_WIDTH, 3, nn.ReLU, epsilon=1e-5),
            nn.Conv2d(PYRAMID_WIDTH, labels, 1),
        )
        mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
        deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("deviation", deviation, persistent=False)

    def forward(self, image: Tensor) -> Tensor:
        x = (image - self.mean) / self.deviation
        logits = self.classifier(self.pyramid(self.backbone(x)))
        return F.interpolate(logits, size=image.shape[2:], mode="bilinear", align_corners=False)
