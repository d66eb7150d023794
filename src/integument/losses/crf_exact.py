"""Multiplication by the dense Gaussian kernel of place and colour, pair by pair."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def exact_filter(colours: Tensor, sigma_xy: float, sigma_rgb: float) -> Callable[[Tensor], Tensor]:
    """The filter ``values (N, C, H, W) → W · values``, every pair of pixels included.

    Holds a matrix of (H · W)² numbers for each picture: 64 × 64 pixels need 64 MiB in float32.

    Parameters
    ----------
    colours : (N, 3, H, W) in 0..255
    sigma_xy : in pixels
    sigma_rgb : in levels of 0..255
    """
    count, _, height, width = colours.shape
    row, column = torch.meshgrid(
        torch.arange(height, device=colours.device, dtype=colours.dtype),
        torch.arange(width, device=colours.device, dtype=colours.dtype),
        indexing="ij",
    )
    place = torch.stack((row, column)).expand(count, 2, height, width) / sigma_xy
    features = torch.cat((place, colours / sigma_rgb), 1).flatten(2)  # (N, 5, pixels)
    # |a - b|² by its parts would lose the small differences, which matter most.
    distance = torch.cdist(features.mT, features.mT, compute_mode="donot_use_mm_for_euclid_dist")
    kernel = torch.exp(-0.5 * distance.square())

    def multiply(values: Tensor) -> Tensor:
        return (values.flatten(2) @ kernel).view_as(values)  # the kernel is symmetric

    return multiply
