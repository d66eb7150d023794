"""ResNet-50 without its classifier, with the last stages dilated where a fine map is wanted.

He et al. 2016 (doi:10.1109/CVPR.2016.90), stride in the 3×3 convolution as in torchvision.
23,508,032 parameters.
"""

from __future__ import annotations

from torch import Tensor, nn

from integument.errors import UsageError
from integument.nets.backbones.weights import Published

DEPTHS = (3, 4, 6, 3)
EXPANSION = 4


class Bottleneck(nn.Module):
    """1×1 down, 3×3, 1×1 up, around a shortcut."""

    def __init__(self, inputs: int, width: int, stride: int, dilation: int) -> None:
        super().__init__()
        outputs = EXPANSION * width
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(
            width, width, 3, stride, padding=dilation, dilation=dilation, bias=False
        )
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample: nn.Module = nn.Identity()
        if inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        return self.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class ResNet50(nn.Module):
    """``(N, 3, H, W)`` normalised → features of four stages: 256, 512, 1024, 2048 channels.

    ``output_stride`` of the last stage is 32, or 16 or 8 with dilation in place of strides.
    """

    widths = (256, 512, 1024, 2048)
    published = Published(
        file="resnet50-11ad3fa6.pth",
        sha256="11ad3fa62ca79e40addfd354a8ec4b7c75143b3038b8d2a807fbc68deab379ca",
    )

    def __init__(self, output_stride: int = 8) -> None:
        if output_stride not in (8, 16, 32):
            raise UsageError(f"output_stride must be 8, 16 or 32, got {output_stride}")
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        inputs, reached, dilation = 64, 4, 1
        for number, depth in enumerate(DEPTHS):
            width, before = 64 << number, dilation
            stride = 1 if number == 0 else 2
            if reached * stride > output_stride:
                stride, dilation = 1, 2 * dilation
            reached *= stride
            # The first block of a stage still sees the dilation of the stage before it.
            blocks = [Bottleneck(inputs, width, stride, before)]
            inputs = EXPANSION * width
            blocks += [Bottleneck(inputs, width, 1, dilation) for _ in range(depth - 1)]
            self.add_module(f"layer{number + 1}", nn.Sequential(*blocks))

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        features = []
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
            features.append(x)
        return features
