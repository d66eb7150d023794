"""U-Net, the single-task baseline of mutual guidance and the trunk of several other networks.

Ronneberger et al. 2015 (arXiv 1505.04597), padded so that size is kept, with batch normalisation.
Each level is two 3×3 convolutions; four 2×2 max-pools lead to a sixteenth of the size and 1024
channels; each step back is a 2×2 transposed convolution that halves the channels, the encoder's
features of that size beside it, and two 3×3 convolutions. 31,037,633 parameters for one label.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.nets.blocks import conv_norm
from integument.nets.network import Network

WIDTHS = (64, 128, 256, 512, 1024)
"""Channels at strides 1, 2, 4, 8, 16."""


def two_convolutions(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(conv_norm(inputs, outputs, 3), conv_norm(outputs, outputs, 3))


class UNetEncoder(nn.Module):
    """``(N, inputs, H, W)`` → the features of every level, finest first."""

    def __init__(self, inputs: int = 3, widths: Sequence[int] = WIDTHS) -> None:
        super().__init__()
        self.levels = nn.ModuleList(
            two_convolutions(before, after) for before, after in pairwise((inputs, *widths))
        )

    def forward(self, x: Tensor) -> list[Tensor]:
        features = [self.levels[0](x)]
        for level in self.levels[1:]:
            features.append(level(F.max_pool2d(features[-1], 2)))
        return features


class UpBlock(nn.Module):
    """One step of the decoder: enlarge twice, put the skip beside, two convolutions."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(inputs, outputs, 2, stride=2)
        self.convolutions = two_convolutions(2 * outputs, outputs)

    def forward(self, coarse: Tensor, skip: Tensor) -> Tensor:
        return self.convolutions(torch.cat([skip, self.enlarge(coarse)], dim=1))


class UNetDecoder(nn.Module):
    """The deepest features and the skips → ``(N, widths[0], H, W)`` features.

    ``inputs`` are the channels of what it starts from: the encoder's deepest level, and whatever
    is put beside it.
    """

    def __init__(self, inputs: int | None = None, widths: Sequence[int] = WIDTHS) -> None:
        super().__init__()
        *skips, deepest = widths
        channels = (deepest if inputs is None else inputs, *reversed(skips))
        self.steps = nn.ModuleList(UpBlock(before, after) for before, after in pairwise(channels))

    def forward(self, deepest: Tensor, skips: Sequence[Tensor]) -> Tensor:
        x = deepest
        for step, skip in zip(self.steps, reversed(skips), strict=True):
            x = step(x, skip)
        return x


class UNet(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``.

    ``H`` and ``W`` are multiples of 16.
    """

    multiple = 16

    def __init__(self, labels: int, widths: Sequence[int] = WIDTHS) -> None:
        super().__init__()
        self.encoder = UNetEncoder(3, widths)
        self.decoder = UNetDecoder(widths=widths)
        self.head = nn.Conv2d(widths[0], labels, 1)

    def forward(self, image: Tensor) -> Tensor:
        self.check_size(image)
        *skips, deepest = self.encoder(image)
        return self.head(self.decoder(deepest, skips))
