"""Batch normalisation with statistics of its own for each pass through shared weights.

A network that runs twice, once without and once with guidance, normalises two different
distributions with one set of statistics. This keeps them apart; everything else stays shared.
"""

from __future__ import annotations

from torch import Tensor, nn


class PerPassNorm(nn.Module):
    """One batch normalisation a pass; passes after the last one use the last."""

    def __init__(self, like: nn.BatchNorm2d, passes: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(
            nn.BatchNorm2d(like.num_features, eps=like.eps, momentum=like.momentum)
            for _ in range(passes)
        )
        self.current = 0

    def forward(self, x: Tensor) -> Tensor:
        return self.norms[min(self.current, len(self.norms) - 1)](x)


def separate_passes(module: nn.Module, passes: int) -> None:
    """Replaces every batch normalisation inside ``module`` by a :class:`PerPassNorm`."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(module, name, PerPassNorm(child, passes))
        else:
            separate_passes(child, passes)


def begin_pass(module: nn.Module, number: int) -> None:
    """Tells every :class:`PerPassNorm` inside ``module`` which pass follows, from 0."""
    for part in module.modules():
        if isinstance(part, PerPassNorm):
            part.current = number
