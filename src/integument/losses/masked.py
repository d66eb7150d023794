"""Losses for samples in which any label, and any pixel, may be unknown.

All take ``logits (N, L, H, W)``, ``target (N, L, H, W)`` in [0, 1] (soft targets are coverage)
and ``weight (N, L, H, W)``, 0 where the truth is unknown: an unlabelled label is a whole plane
of zeros, a void pixel a single zero. What has weight 0 moves neither the value nor the gradient.
Everything is computed in float32 whatever the logits are, and returned as a scalar.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

DICE_WEIGHT = 0.5
"""Share of the Dice term beside cross-entropy of 1.

Cross-entropy alone gives calibrated probabilities but lets small regions, such as hair on a full
figure, drown; Dice alone sharpens everything to 0 and 1. One half kept both on our trial runs.
"""

DICE_SMOOTH = 1.0
"""Pixels added above and below, so that an empty target with an empty prediction costs nothing."""


def label_weights(flags: Tensor, void: Tensor | None, shape: torch.Size) -> Tensor:
    """Weights of ``shape (N, L, H, W)`` from what is known.

    Parameters
    ----------
    flags : (N, L) bool or 0/1; true where the label was drawn for that picture
    void : (N, L, H, W) or (N, 1, H, W) bool; true where a pixel is to be ignored; None if nowhere
    shape : of the logits
    """
    weight = flags.to(torch.float32)[:, :, None, None].expand(shape)
    return weight if void is None else weight * (~void.bool())


def masked_bce(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Binary cross-entropy, the mean over what is known; 0 if nothing is."""
    loss = F.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")
    return (loss * weight).sum() / weight.sum().clamp(min=1.0)


def masked_soft_dice(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """1 - Dice, of each label over the whole batch, then the mean over labels that are known.

    Dice = 2·Σpt / (Σp² + Σt²), the squared form of Milletari et al. 2016 (V-Net,
    doi:10.1109/3DV.2016.79): unlike Σp + Σt it is 1 for a soft target met exactly. Sums run over
    the batch because one picture without hair would otherwise swing the whole step.
    """
    pixels = (0, 2, 3)
    probability = torch.sigmoid(logits.float()) * weight
    known = target * weight
    overlap = (probability * known).sum(pixels)
    total = (probability.square() + known.square()).sum(pixels)
    dice = (2.0 * overlap + DICE_SMOOTH) / (total + DICE_SMOOTH)
    present = (weight.sum(pixels) > 0).float()
    return ((1.0 - dice) * present).sum() / present.sum().clamp(min=1.0)


def segmentation_loss(
    logits: Tensor, target: Tensor, weight: Tensor, dice_weight: float = DICE_WEIGHT
) -> Tensor:
    """``masked_bce + dice_weight · masked_soft_dice``: the loss of the default recipe."""
    bce = masked_bce(logits, target, weight)
    return bce + dice_weight * masked_soft_dice(logits, target, weight)
