"""U²-Net and U²-NetP: a U-Net whose every level is a small U-Net.

Qin et al. 2020 (arXiv 2005.09007). 44,009,869 and 1,131,181 parameters for one label. Pooling
rounds up and enlarging goes to the partner's size, so any input size works.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.nets.blocks import resize_like
from integument.nets.network import Network


class Level(NamedTuple):
    """One residual U-block: its height (0 for the flat one) and its channels."""

    height: int
    inputs: int
    middle: int
    outputs: int


FLAT = 0

# fmt: off
ENCODER = (
    Level(7,    3,    32,  64),
    Level(6,    64,   32,  128),
    Level(5,    128,  64,  256),
    Level(4,    256,  128, 512),
    Level(FLAT, 512,  256, 512),
    Level(FLAT, 512,  256, 512),
)
DECODER = (
    Level(FLAT, 1024, 256, 512),
    Level(4,    1024, 128, 256),
    Level(5,    512,  64,  128),
    Level(6,    256,  32,  64),
    Level(7,    128,  16,  64),
)
# fmt: on
ENCODER_P = (Level(7, 3, 16, 64), *(Level(h, 64, 16, 64) for h in (6, 5, 4, FLAT, FLAT)))
DECODER_P = tuple(Level(h, 128, 16, 64) for h in (FLAT, 4, 5, 6, 7))


class DeepSupervision(NamedTuple):
    """Logits ``(N, labels, H, W)``: the fused map, and those of the six depths, finest first."""

    fused: Tensor
    sides: tuple[Tensor, ...]


def halve(x: Tensor) -> Tensor:
    return F.max_pool2d(x, 2, ceil_mode=True)


def conv(inputs: int, outputs: int, dilation: int = 1) -> nn.Sequential:
    """REBNCONV of the reference code: its convolutions have a bias although a norm follows."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class ResidualUBlock(nn.Module):
    """RSU-L: a U-Net of ``height`` levels around a shortcut; the lowest is dilated, not pooled."""

    def __init__(self, height: int, inputs: int, middle: int, outputs: int) -> None:
        super().__init__()
        self.enter = conv(inputs, outputs)
        self.down = nn.ModuleList([conv(outputs, middle)])
        self.down.extend(conv(middle, middle) for _ in range(height - 2))
        self.bottom = conv(middle, middle, dilation=2)
        self.up = nn.ModuleList(conv(2 * middle, middle) for _ in range(height - 2))
        self.up.append(conv(2 * middle, outputs))

    def forward(self, x: Tensor) -> Tensor:
        entered = self.enter(x)
        levels = [self.down[0](entered)]
        for step in self.down[1:]:
            levels.append(step(halve(levels[-1])))
        x = self.bottom(levels[-1])
        for step in self.up:
            level = levels.pop()
            x = step(torch.cat([resize_like(x, level), level], dim=1))
        return x + entered


class FlatResidualUBlock(nn.Module):
    """RSU-4F: the same with growing dilation instead of pooling."""

    def __init__(self, inputs: int, middle: int, outputs: int) -> None:
        super().__init__()
        self.enter = conv(inputs, outputs)
        self.down = nn.ModuleList(
            [conv(outputs, middle), conv(middle, middle, 2), conv(middle, middle, 4)]
        )
        self.bottom = conv(middle, middle, 8)
        self.up = nn.ModuleList(
            [conv(2 * middle, middle, 4), conv(2 * middle, middle, 2), conv(2 * middle, outputs)]
        )

    def forward(self, x: Tensor) -> Tensor:
        entered = x = self.enter(x)
        levels = []
        for step in self.down:
            x = step(x)
            levels.append(x)
        x = self.bottom(x)
        for step in self.up:
            x = step(torch.cat([x, levels.pop()], dim=1))
        return x + entered


def block(level: Level) -> nn.Module:
    height, *channels = level
    return FlatResidualUBlock(*channels) if height == FLAT else ResidualUBlock(height, *channels)


class U2Net(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → :class:`DeepSupervision`; any size of at least 32."""

    def __init__(
        self,
        labels: int,
        encoder: tuple[Level, ...] = ENCODER,
        decoder: tuple[Level, ...] = DECODER,
    ) -> None:
        super().__init__()
        self.encoder = nn.ModuleList(block(level) for level in encoder)
        self.decoder = nn.ModuleList(block(level) for level in decoder)
        widths = [level.outputs for level in reversed(decoder)] + [encoder[-1].outputs]
        self.sides = nn.ModuleList(nn.Conv2d(width, labels, 3, padding=1) for width in widths)
        self.fuse = nn.Conv2d(len(widths) * labels, labels, 1)

    def forward(self, image: Tensor) -> DeepSupervision:
        levels = [self.encoder[0](image)]
        for step in self.encoder[1:]:
            levels.append(step(halve(levels[-1])))
        found = [levels.pop()]
        for step in self.decoder:
            level = levels.pop()
            found.append(step(torch.cat([resize_like(found[-1], level), level], dim=1)))
        sides = tuple(
            resize_like(side(features), image)
            for side, features in zip(self.sides, reversed(found), strict=True)
        )
        return DeepSupervision(self.fuse(torch.cat(sides, dim=1)), sides)

    def segment(self, image: Tensor) -> Tensor:
        return self(image).fused


class U2NetP(U2Net):
    """The small one: 16 and 64 channels everywhere, 4.5 MB."""

    def __init__(self, labels: int) -> None:
        super().__init__(labels, ENCODER_P, DECODER_P)
