"""A running mean of a network's weights: steadier, and nearly always better, than the last ones."""

from __future__ import annotations

import copy

import torch
from torch import nn


class AveragedWeights:
    """Exponential moving average of parameters and batch-norm statistics.

    Early on the decay is lower, ``(1 + n) / (10 + n)`` at update ``n``, so that the random
    start is forgotten.
    """

    def __init__(self, net: nn.Module, decay: float) -> None:
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, net: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        averaged, current = self.net.state_dict(), net.state_dict()
        floating = [name for name, value in averaged.items() if value.is_floating_point()]
        torch._foreach_lerp_(
            [averaged[name] for name in floating],
            [current[name] for name in floating],
            1.0 - decay,
        )
        for name, value in averaged.items():
            if not value.is_floating_point():
                value.copy_(current[name])
