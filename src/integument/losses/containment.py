"""One label lies within another: skin is part of the body.

The weighted cross-entropy of the mutual-guidance paper (arXiv:1908.01977). The probability of the
inner label is both the soft target and the weight, that of the outer one is the prediction::

    x · (-x log y - (1 - x) log(1 - y))        x inner, y outer

It is 0 wherever the inner label is surely absent, and where both are sure; skin on what the body
branch calls ground is expensive. By default both learn, which is what removes such skin.
"""

from __future__ import annotations

from typing import Literal, get_args

import torch
from torch import Tensor

from integument.errors import unknown

CLAMP = 1e-6
"""Outer probabilities are kept this far from 0 and 1: ``x (1 - x) log(1 - y)`` has no bound."""

Detach = Literal["none", "weight", "target", "both"]
"""Which role of the inner label is a constant, and teaches it nothing."""


def containment_loss(
    inner: Tensor, outer: Tensor, weight: Tensor | None = None, *, detach: Detach = "none"
) -> Tensor:
    """The weighted cross-entropy of the inner and the outer label, the mean over pixels.

    Parameters
    ----------
    inner, outer : logits (N, 1, H, W) of, for instance, skin and body
    weight : (N, 1, H, W), 0 where a pixel does not count (padding); all count by default. No label
        needs to be drawn for this loss
    detach : see :data:`Detach`; ``"none"`` is what was published
    """
    if detach not in get_args(Detach):
        raise unknown("value of detach", detach, get_args(Detach))
    within = torch.sigmoid(inner.float())
    around = torch.sigmoid(outer.float()).clamp(CLAMP, 1 - CLAMP)
    amount = within.detach() if detach in ("weight", "both") else within
    target = within.detach() if detach in ("target", "both") else within
    loss = amount * -(target * around.log() + (1 - target) * (1 - around).log())
    if weight is None:
        return loss.mean()
    return (loss * weight).sum() / weight.sum().clamp(min=1.0)
