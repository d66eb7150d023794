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

DICE_WEIGHT = 1.0
"""Weight of the Dice term beside cross-entropy of 1.

Cross-entropy alone gives calibrated probabilities but lets small regions, such as hair on a full
figure, drown among the pixels without any: on real photographs half of the skin stayed just below
even odds. Dice asks for the best overlap of each picture instead.
"""

DICE_SMOOTH = 40.0
"""Pixels added above and below, of the network's output. A picture without the label then costs
one half when 40 pixels are wrongly marked; with 1 it would be a step that swings every batch."""


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


def masked_soft_dice(
    logits: Tensor, target: Tensor, weight: Tensor, smooth: float = DICE_SMOOTH
) -> Tensor:
    """1 - Dice of each label and picture, the mean over those that are known.

    Dice = (2 Σpt + s) / (Σp + Σt + s) with s = ``smooth`` (Milletari et al. 2016,
    doi:10.1109/3DV.2016.79, with the linear denominator: it rewards a pixel as soon as it is
    likelier than half the Dice to be right). Per picture, because that is how overlap is scored:
    a small figure counts as much as a close-up.
    """
    pixels = (2, 3)
    probability = torch.sigmoid(logits.float()) * weight
    known = target * weight
    overlap = (probability * known).sum(pixels)
    total = probability.sum(pixels) + known.sum(pixels)
    dice = (2.0 * overlap + smooth) / (total + smooth)
    present = (weight.sum(pixels) > 0).float()
    return ((1.0 - dice) * present).sum() / present.sum().clamp(min=1.0)


def segmentation_loss(
    logits: Tensor, target: Tensor, weight: Tensor, dice_weight: float = DICE_WEIGHT
) -> Tensor:
    """``masked_bce + dice_weight · masked_soft_dice``: the loss of the default recipe."""
    bce = masked_bce(logits, target, weight)
    return bce + dice_weight * masked_soft_dice(logits, target, weight)
