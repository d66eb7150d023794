"""Domain-adversarial training (Ganin et al. 2016, arXiv:1505.07818).

A small head tells generated pictures from real ones by the network's deepest features; on the way
back its gradient is reversed, so that the features learn to hide the difference.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

GAMMA = 10.0
"""How fast the reversal comes in, as published."""


class _Reversal(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, strength: float) -> Tensor:
        ctx.strength = strength
        return features.view_as(features)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return -ctx.strength * gradient, None


def reverse_gradient(features: Tensor, strength: float) -> Tensor:
    """``features`` unchanged; the gradient that comes back is multiplied by ``-strength``."""
    return _Reversal.apply(features, strength)


def reversal_strength(progress: float) -> float:
    """2 / (1 + e^(-10 p)) - 1 for the share ``p`` of training that is over: from 0 to nearly 1."""
    return 2.0 / (1.0 + math.exp(-GAMMA * progress)) - 1.0


class DomainHead(nn.Module):
    """Features ``(N, channels, h, w)`` to two logits ``(N, 2)``: generated, real.

    A 1 × 1 convolution, the mean over places, then two layers. No source states the sizes.
    """

    def __init__(self, channels: int, width: int = 1024, hidden: int = 256) -> None:
        super().__init__()
        self.mix = nn.Conv2d(channels, width, 1)
        self.hide = nn.Linear(width, hidden)
        self.decide = nn.Linear(hidden, 2)

    def forward(self, features: Tensor, strength: float = 1.0) -> Tensor:
        """The logits; ``strength`` is that of the reversed gradient."""
        features = reverse_gradient(features, strength)
        pooled = F.relu(self.mix(features)).mean((2, 3))
        return self.decide(F.relu(self.hide(pooled)))


def domain_loss(logits: Tensor, real: Tensor) -> Tensor:
    """Cross-entropy of ``logits (N, 2)`` against ``real (N,)`` bool, the mean over pictures."""
    return F.cross_entropy(logits.float(), real.long())
