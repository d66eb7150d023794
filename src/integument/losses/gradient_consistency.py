"""Edges of a mask should run along edges of the picture.

The second loss of HairMatteNet (Levinshtein et al. 2018, arXiv:1712.07168)::

    Σ |∇M| · (1 - (I_x M_x + I_y M_y)²) / Σ |∇M|

with (I_x, I_y) and (M_x, M_y) the directions of the gradients of picture and mask. 0 where all
mask edges lie along picture edges of any polarity, 1 where they cross them or the picture has none.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

LEAST_GRADIENT = 1e-3
"""Added to gradients before they are divided by: flat ground has no direction. No source states it.

Values are of pictures in [0, 1]; a step of one of 255 levels gives a Sobel gradient of 4 / 255.
"""

GREY = (0.299, 0.587, 0.114)
"""Rec. 601 weights of red, green, blue: the picture's gradient is that of its luma."""


def gradient_consistency(
    probability: Tensor, image: Tensor, weight: Tensor | None = None
) -> Tensor:
    """The share of mask edges, by their strength, that no edge of the picture explains.

    Parameters
    ----------
    probability : (N, L, H, W) in [0, 1]
    image : (N, 3, H, W) RGB in [0, 1]; not differentiated
    weight : (N, L, H, W) or (N, L, 1, 1), 0 where it does not count; all counts by default
    """
    probability = probability if probability.dtype == torch.float64 else probability.float()
    luma = torch.tensor(GREY, device=image.device, dtype=probability.dtype)
    grey = (image.detach() * luma[:, None, None]).sum(1, keepdim=True)
    mask_y, mask_x = sobel(probability)
    image_y, image_x = sobel(grey)
    length = _length(mask_x, mask_y)
    cosine = (mask_x * image_x + mask_y * image_y) / (length * _length(image_x, image_y))
    strength = length - LEAST_GRADIENT  # a flat mask has no edges to explain
    if weight is not None:
        strength = strength * weight
    return (strength * (1 - cosine.square())).sum() / strength.sum().clamp(min=LEAST_GRADIENT)


def sobel(planes: Tensor) -> tuple[Tensor, Tensor]:
    """Gradients down and to the right of ``(N, C, H, W)``; the border repeats its pixels."""
    padded = F.pad(planes, (1, 1, 1, 1), mode="replicate")
    down = padded[:, :, 2:] - padded[:, :, :-2]
    right = padded[..., 2:] - padded[..., :-2]
    return (
        down[..., :-2] + 2 * down[..., 1:-1] + down[..., 2:],
        right[:, :, :-2] + 2 * right[:, :, 1:-1] + right[:, :, 2:],
    )


def _length(x: Tensor, y: Tensor) -> Tensor:
    """The length of a gradient, never below :data:`LEAST_GRADIENT`."""
    return (x.square() + y.square() + LEAST_GRADIENT**2).sqrt()
