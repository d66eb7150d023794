"""Layers that several networks are made of."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
"""Of red, green and blue in [0, 1]; what published ImageNet weights were trained with."""


class Normalise(nn.Module):
    """RGB in [0, 1] less the ImageNet mean, over its deviation."""

    def __init__(self) -> None:
        super().__init__()
        for name, values in (("mean", IMAGENET_MEAN), ("deviation", IMAGENET_DEVIATION)):
            # A property of the architecture, not something learned: not in the state dict.
            self.register_buffer(name, torch.tensor(values).view(1, 3, 1, 1), persistent=False)

    def forward(self, image: Tensor) -> Tensor:
        return (image - self.mean) / self.deviation


def conv_norm(
    inputs: int,
    outputs: int,
    kernel: int,
    activation: type[nn.Module] | None = nn.ReLU,
    *,
    stride: int = 1,
    dilation: int = 1,
    groups: int = 1,
    epsilon: float = 1e-5,
) -> nn.Sequential:
    """Convolution without bias, batch normalisation, activation; size kept at stride 1."""
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


def divisible_by_8(channels: float) -> int:
    """The nearest multiple of 8, not below 8 and not more than a tenth below ``channels``."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * channels else rounded + 8


def resize_like(x: Tensor, partner: Tensor) -> Tensor:
    """``x`` enlarged (or shrunk) bilinearly to the height and width of ``partner``."""
    return F.interpolate(x, size=partner.shape[2:], mode="bilinear", align_corners=False)


def initialise_glorot(module: nn.Module) -> None:
    """Glorot's uniform weights for every convolution inside ``module``, biases zero."""
    for part in module.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.xavier_uniform_(part.weight)
            if part.bias is not None:
                nn.init.zeros_(part.bias)
