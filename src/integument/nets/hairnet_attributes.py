"""What HairNet says about hair: colour, straight, wavy, bangs, bald.

Every branch looks at the trunk's features under a mask (:mod:`.feature_masking`): colour and
style under the hair, bangs and bald under hair and face skin. Colour also looks at the whole
picture, since how a colour appears depends on the light.

Widths and kernels are not printed: two depthwise separable 3×3 convolutions with stride 2 and 128
channels, then fully connected.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from integument.attributes import BINARY, COLOURS, outputs
from integument.nets.backbones.mobilenet_v1 import separable
from integument.nets.feature_masking import mask_features

NAMES = outputs(COLOURS)
"""What :func:`probabilities` gives, in order."""

WIDTH = 128
CONVOLUTIONS = 2


class Attributes(NamedTuple):
    """Logits: ``colour (N, 4)`` for a softmax over the four colours, the others ``(N,)``."""

    colour: Tensor
    straight: Tensor
    wavy: Tensor
    bangs: Tensor
    bald: Tensor


def probabilities(logits: Attributes) -> Tensor:
    """``(N, 8) float`` in [0, 1] in the order of :data:`NAMES`; those of colours add to 1."""
    binary = torch.stack([getattr(logits, name) for name in BINARY], dim=1)
    return torch.cat([logits.colour.softmax(dim=1), binary.sigmoid()], dim=1)


def stack(inputs: int) -> nn.Sequential:
    """A branch's convolutions."""
    return nn.Sequential(
        separable(inputs, WIDTH, stride=2),
        *(separable(WIDTH, WIDTH, stride=2) for _ in range(CONVOLUTIONS - 1)),
        nn.Flatten(),
    )


class AttributeBranches(nn.Module):
    """Trunk features ``(N, inputs, side, side)`` and masks → :class:`Attributes`."""

    def __init__(self, inputs: int, side: int) -> None:
        super().__init__()
        for _ in range(CONVOLUTIONS):
            side = (side + 1) // 2
        flat = WIDTH * side**2
        self.light = stack(inputs)
        self.hair_colour = stack(inputs)
        self.colour = nn.Linear(2 * flat, len(COLOURS))
        self.stacks = nn.ModuleDict({name: stack(inputs) for name in BINARY})
        self.heads = nn.ModuleDict({name: nn.Linear(flat, 1) for name in BINARY})

    def forward(self, features: Tensor, face: Tensor, hair: Tensor) -> Attributes:
        """``face`` and ``hair`` are masks ``(N, 1, H, W)`` in {0, 1}."""
        under_head = mask_features(features, torch.maximum(face, hair))
        return self.look(features, mask_features(features, hair), under_head)

    def look(self, features: Tensor, under_hair: Tensor, under_head: Tensor) -> Attributes:
        """From features ``(N, inputs, side, side)`` of everything, of the hair and of the head."""
        colour = torch.cat([self.light(features), self.hair_colour(under_hair)], dim=1)
        where = {
            "straight": under_hair,
            "wavy": under_hair,
            "bangs": under_head,
            "bald": under_head,
        }
        answers = {
            name: self.heads[name](self.stacks[name](masked)).squeeze(1)
            for name, masked in where.items()
        }
        return Attributes(self.colour(colour), **answers)
