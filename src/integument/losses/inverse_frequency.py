"""Two-class cross-entropy in which both classes weigh the same, however rare one is.

For training on generated people with a skin head and a person head. The weight of a class is the
inverse of its share of the pixels: w = 1 / (2 · share), so that the mean weight is 1.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

LEAST_SHARE = 1e-3
"""Smallest share that counts: a batch almost without a label would otherwise be all that label.

No source states one.
"""


def class_weights(share: Tensor) -> Tensor:
    """Weights of ground and label, stacked last, from the label's share of the pixels.

    Σ weight · share = 1 over the two, if the share is between :data:`LEAST_SHARE` and its
    complement.
    """
    share = share.clamp(LEAST_SHARE, 1 - LEAST_SHARE)
    return torch.stack((0.5 / (1 - share), 0.5 / share), -1)


def known_share(target: Tensor, weight: Tensor) -> Tensor:
    """``(L,)``: the share of each label among what is known; ½ where nothing is."""
    known = weight.sum((0, 2, 3))
    share = (target * weight).sum((0, 2, 3)) / known.clamp(min=1.0)
    return torch.where(known > 0, share, torch.full_like(share, 0.5))


def inverse_frequency_bce(
    logits: Tensor, target: Tensor, weight: Tensor, share: Tensor | None = None
) -> Tensor:
    """The balanced cross-entropy: the mean over what is known of each label, summed over labels.

    A real picture, of which only skin is drawn, has weight 0 for the person head: its loss is
    then left out, not asked for an empty mask.

    Parameters
    ----------
    logits : (N, L, H, W)
    target : (N, L, H, W) in [0, 1]
    weight : (N, L, H, W), 0 where the truth is unknown
    share : (L,), the share of each label among the pixels of the training set; by default among
        those of this batch
    """
    if share is None:
        share = known_share(target, weight)
    ground, label = class_weights(share.to(target))[:, :, None, None].unbind(1)
    entropy = F.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")
    balanced = entropy * (target * label + (1 - target) * ground) * weight
    return (balanced.sum((0, 2, 3)) / weight.sum((0, 2, 3)).clamp(min=1.0)).sum()
