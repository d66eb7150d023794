"""MobileNet (the first): depthwise separable convolutions all the way.

Howard et al. 2017 (arXiv 1704.04861), width 1.0. 3,206,976 parameters. No ImageNet weights are
published for it in torchvision's form.
"""

from __future__ import annotations

from torch import Tensor, nn

from integument.nets.blocks import conv_norm

STAGES = ((64,), (128, 128), (256, 256), (512,) * 6, (1024, 1024))
"""Outputs of the blocks; the first of every stage but the first has stride 2."""

WIDTHS = tuple(stage[-1] for stage in STAGES)


def separable(inputs: int, outputs: int, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """A 3×3 convolution of each channel alone, then a 1×1 across them."""
    return nn.Sequential(
        conv_norm(inputs, inputs, 3, stride=stride, dilation=dilation, groups=inputs),
        conv_norm(inputs, outputs, 1),
    )


class MobileNetV1(nn.Module):
    """``(N, 3, H, W)`` → features of five stages: 64, 128, 256, 512, 1024 channels.

    Strides are 2, 4, 8, 16, 32; with ``output_stride`` 8 the last two stages are dilated by 2
    and 4 instead of strided and stay at 8.
    """

    def __init__(self, output_stride: int = 32) -> None:
        super().__init__()
        self.stem = conv_norm(3, 32, 3, stride=2)
        self.stages = nn.ModuleList()
        inputs, reached, dilation = 32, 2, 1
        for number, widths in enumerate(STAGES):
            stride = 1 if number == 0 else 2
            if reached * stride > output_stride:
                stride, dilation = 1, 2 * dilation
            reached *= stride
            blocks = []
            for outputs in widths:
                blocks.append(separable(inputs, outputs, stride, dilation))
                inputs, stride = outputs, 1
            self.stages.append(nn.Sequential(*blocks))

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features
