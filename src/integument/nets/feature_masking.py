"""Convolutional feature masking: only what lies under a mask goes on.

Dai et al. 2015 (arXiv 1412.1283), as HairNet uses it. A mask is carried to the resolution of the
features by giving each of its pixels to the nearest centre of a receptive field; for a uniformly
strided network a feature then keeps its value where at least half of its cell is masked in.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor


def mask_features(features: Tensor, mask: Tensor) -> Tensor:
    """``features`` ``(N, C, h, w)`` where ``mask`` ``(N, 1, H, W)`` in {0, 1} covers them, else 0.

    ``H`` and ``W`` are whole multiples of ``h`` and ``w``. No gradient goes to the mask.
    """
    cell = (mask.shape[2] // features.shape[2], mask.shape[3] // features.shape[3])
    covered = F.avg_pool2d(mask.detach().to(features.dtype), cell)
    return features * (covered >= 0.5).to(features.dtype)
