"""The atrous spatial pyramid of DeepLabV3, and the head that is built of it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from integument.nets.blocks import conv_norm

RATES = (12, 24, 36)
"""Dilations, as torchvision has them at every output stride; the paper halves them at 16."""

WIDTH = 256
DROPOUT = 0.5


class AtrousPyramid(nn.Module):
    """Parallel convolutions at several dilations and the global mean, joined by a 1×1."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList([conv_norm(inputs, WIDTH, 1)])
        self.branches.extend(conv_norm(inputs, WIDTH, 3, dilation=rate) for rate in RATES)
        self.globally = conv_norm(inputs, WIDTH, 1)
        self.project = conv_norm(WIDTH * (len(RATES) + 2), WIDTH, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        everywhere = self.globally(x.mean((2, 3), keepdim=True)).expand(-1, -1, *x.shape[2:])
        joined = torch.cat([*(branch(x) for branch in self.branches), everywhere], dim=1)
        return self.dropout(self.project(joined))


def classifier(labels: int) -> nn.Sequential:
    """What DeepLabV3 puts behind the pyramid: a 3×3 convolution and a 1×1."""
    return nn.Sequential(conv_norm(WIDTH, WIDTH, 3), nn.Conv2d(WIDTH, labels, 1))
