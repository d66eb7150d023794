"""A multi-layer perceptron on the colour of each pixel, the oldest rival of mutual guidance.

The 2002 detector that the paper compares with looks at chrominance alone, so that brightness does
not matter; how many neurons it has is not known here, so ``hidden`` is a setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from integument.nets.network import Network

HIDDEN = (16,)
CHROMINANCE = ((-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))
"""Cb and Cr of ITU-R BT.601 in full range, from red, green and blue; zero for grey."""


class ChrominanceMLP(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``, each pixel alone."""

    def __init__(self, labels: int, hidden: Sequence[int] = HIDDEN) -> None:
        super().__init__()
        matrix = torch.tensor(CHROMINANCE).view(2, 3, 1, 1)
        self.register_buffer("matrix", matrix, persistent=False)
        layers: list[nn.Module] = []
        # A 1×1 convolution is a fully connected layer for every pixel.
        for inputs, outputs in pairwise((2, *hidden)):
            layers += [nn.Conv2d(inputs, outputs, 1), nn.Tanh()]
        self.layers = nn.Sequential(*layers, nn.Conv2d((2, *hidden)[-1], labels, 1))

    def forward(self, image: Tensor) -> Tensor:
        return self.layers(nn.functional.conv2d(image, self.matrix))
