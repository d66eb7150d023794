"""Deep supervision of U²-Net (arXiv:2005.09007): every side output is asked for the whole mask.

U²-Net gives seven maps of the picture's size: the fused one and six side outputs. Two forms are
published, and both take logits here: one public trainer applied a loss that expects logits to
probabilities, which squashes them twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from integument.losses.masked import masked_bce, masked_soft_dice

TRAINER_BCE, TRAINER_DICE = 1 / 3, 2 / 3
"""Shares of cross-entropy and Dice in the second form."""

TRAINER_SMOOTH = 1.0
"""Pixels added above and below in its Dice."""


def summed_bce(outputs: Sequence[Tensor], target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Σ BCE over the outputs, all with weight 1: the form of the paper's own code.

    Parameters
    ----------
    outputs : logits (N, L, H, W), any number of them
    target : (N, L, H, W) in [0, 1]
    weight : (N, L, H, W), 0 where the truth is unknown; all known by default
    """
    weight = torch.ones_like(target) if weight is None else weight
    return torch.stack([masked_bce(logits, target, weight) for logits in outputs]).sum()


def summed_bce_dice(
    outputs: Sequence[Tensor], target: Tensor, weight: Tensor | None = None
) -> Tensor:
    """Σ (⅓ BCE + ⅔ (1 - Dice)) over the outputs, Dice of each picture: a public trainer's form.

    Arguments as of :func:`summed_bce`.
    """
    weight = torch.ones_like(target) if weight is None else weight
    return torch.stack(
        [
            TRAINER_BCE * masked_bce(logits, target, weight)
            + TRAINER_DICE * masked_soft_dice(logits, target, weight, TRAINER_SMOOTH)
            for logits in outputs
        ]
    ).sum()
