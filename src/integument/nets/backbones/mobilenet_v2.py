"""MobileNetV2 without its classifier: inverted residuals with linear ends.

Sandler et al. 2018 (arXiv 1801.04381). 2,223,872 parameters at width 1.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from integument.nets.backbones.weights import Published
from integument.nets.blocks import conv_norm, divisible_by_8


class Stage(NamedTuple):
    """A row of the paper's Table 2."""

    expansion: int
    outputs: int
    repeats: int
    stride: int


STAGES = (
    Stage(1, 16, 1, 1),
    Stage(6, 24, 2, 2),
    Stage(6, 32, 3, 2),
    Stage(6, 64, 4, 2),
    Stage(6, 96, 3, 1),
    Stage(6, 160, 3, 2),
    Stage(6, 320, 1, 1),
)
LAST = 1280
STRIDE_4 = 3
"""Number of the layer after which the stride is 4: the fine features of DeepLabV3+."""


class InvertedResidual(nn.Module):
    def __init__(
        self, inputs: int, outputs: int, expansion: int, stride: int, dilation: int
    ) -> None:
        super().__init__()
        wide = expansion * inputs
        layers: list[nn.Module] = []
        if expansion != 1:
            layers.append(conv_norm(inputs, wide, 1, nn.ReLU6))
        layers += [
            conv_norm(wide, wide, 3, nn.ReLU6, stride=stride, dilation=dilation, groups=wide),
            *conv_norm(wide, outputs, 1, None),
        ]
        self.conv = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.residual else self.conv(x)


class MobileNetV2(nn.Module):
    """``(N, inputs, H, W)`` normalised → the features at stride 4 and the last.

    The last stages are dilated by 2 where the stride would exceed ``output_stride``. ``width``
    scales all channels, the last layer's too (torchvision never narrows that one).
    """

    published = Published(
        file="mobilenet_v2-7ebf99e0.pth",
        sha256="7ebf99e03e254b273379b23edca7ec0da9f48273b23a332b93c1c99d49e86e8f",
    )

    def __init__(self, inputs: int = 3, width: float = 1.0, output_stride: int = 16) -> None:
        super().__init__()
        before = divisible_by_8(32 * width)
        layers: list[nn.Module] = [conv_norm(inputs, before, 3, nn.ReLU6, stride=2)]
        reached, dilation = 2, 1
        for stage in STAGES:
            after, stride = divisible_by_8(stage.outputs * width), stage.stride
            if reached * stride > output_stride:
                stride, dilation = 1, 2 * dilation
            reached *= stride
            for repeat in range(stage.repeats):
                step = stride if repeat == 0 else 1
                layers.append(InvertedResidual(before, after, stage.expansion, step, dilation))
                before = after
        last = divisible_by_8(LAST * width)
        layers.append(conv_norm(before, last, 1, nn.ReLU6))
        self.features = nn.Sequential(*layers)
        self.widths = (divisible_by_8(STAGES[1].outputs * width), last)

    def forward(self, x: Tensor) -> list[Tensor]:
        fine = self.features[: STRIDE_4 + 1](x)
        return [fine, self.features[STRIDE_4 + 1 :](fine)]
