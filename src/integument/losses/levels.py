"""The loss of label refinement networks: each level is asked for the mask at its own size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import torch
import torch.nn.functional as F
from torch import Tensor

from integument.errors import unknown
from integument.losses.masked import masked_bce

Coarse = Literal["nearest", "area"]
"""How a mask shrinks: to the pixel in the middle of each cell (hard), or to the cell's mean (soft).

No source says which; ``"nearest"`` keeps the targets of a binary network binary.
"""


def summed_levels(
    outputs: Sequence[Tensor],
    target: Tensor,
    weight: Tensor | None = None,
    *,
    coarse: Coarse = "nearest",
) -> Tensor:
    """Σ BCE(output, target at the size of the output), all levels with weight 1.

    Parameters
    ----------
    outputs : logits (N, L, h, w), each of its own size
    target : (N, L, H, W) in [0, 1]
    weight : (N, L, H, W), 0 where the truth is unknown; all known by default
    coarse : see :data:`Coarse`
    """
    if coarse not in get_args(Coarse):
        raise unknown("way to shrink masks", coarse, get_args(Coarse))
    weight = torch.ones_like(target) if weight is None else weight.to(target.dtype)
    return torch.stack(
        [masked_bce(logits, *_shrunk(target, weight, logits, coarse)) for logits in outputs]
    ).sum()


def _shrunk(
    target: Tensor, weight: Tensor, logits: Tensor, coarse: Coarse
) -> tuple[Tensor, Tensor]:
    """Target and weight at the size of ``logits``; what is unknown colours no cell's mean."""
    size = logits.shape[2:]
    if size == target.shape[2:]:
        return target, weight
    if coarse == "nearest":
        return (
            F.interpolate(target, size=size, mode="nearest-exact"),
            F.interpolate(weight, size=size, mode="nearest-exact"),
        )
    known = F.interpolate(weight, size=size, mode="area")
    mean = F.interpolate(target * weight, size=size, mode="area")
    return mean / known.clamp(min=torch.finfo(known.dtype).tiny), known
