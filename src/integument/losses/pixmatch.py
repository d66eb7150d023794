"""PixMatch (Melas-Kyriazi and Manrai 2021, arXiv:2105.08128): consistency under perturbation.

On unlabelled pictures the network's own answer is the truth for a perturbed copy. Perturbations
are in :mod:`integument.train.adapt_perturb`.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

CONSISTENCY_WEIGHT = 0.1
"""Published weight of each perturbation's loss beside cross-entropy."""

THRESHOLD = 0.0
"""Published least confidence of a pixel that teaches: all do."""


def pseudo_labels(logits: Tensor, threshold: float = THRESHOLD) -> tuple[Tensor, Tensor]:
    """Hard answers and their weights, ``(N, L, H, W)`` 0 or 1 each, without gradient.

    Confidence is the probability of the answer, ½ to 1; below ``threshold`` the weight is 0.
    """
    probability = torch.sigmoid(logits.detach().float())
    answer = (probability > 0.5).to(probability.dtype)
    confidence = torch.maximum(probability, 1 - probability)
    return answer, (confidence >= threshold).to(probability.dtype)


def consistency_loss(logits: Tensor, answer: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy of the perturbed copy against the answers, the mean over all pixels that teach.

    Parameters
    ----------
    logits : (N, L, H, W) of the perturbed pictures
    answer, weight : as :func:`pseudo_labels` gives them, moved along with the perturbation
    """
    entropy = F.binary_cross_entropy_with_logits(logits.float(), answer, reduction="none")
    return (entropy * weight).sum() / weight.sum().clamp(min=1.0)
