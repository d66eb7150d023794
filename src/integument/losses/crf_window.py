"""Multiplication by the dense Gaussian kernel, sampled at a dilated square of neighbours.

After the gated CRF of Obukhov et al. 2019 (arXiv:1906.04651), which uses such windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
import torch.nn.functional as F
from torch import Tensor


def window_filter(
    colours: Tensor, sigma_xy: float, sigma_rgb: float, radius: int, dilation: int
) -> Callable[[Tensor], Tensor]:
    """The filter ``values (N, C, H, W) → W · values``, estimated from (2 radius + 1)² pixels each.

    The neighbours stand for all pixels: their sum is multiplied by the total of the spatial
    Gaussian over all pairs of pixels, divided by that over the pairs sampled. Near pixels are more
    alike than far ones, so the estimate is high where colours change slowly.

    Parameters
    ----------
    colours : (N, 3, H, W) in 0..255
    sigma_xy, dilation : in pixels
    sigma_rgb : in levels of 0..255
    radius : neighbours to each side
    """
    height, width = colours.shape[2:]
    steps = range(-radius, radius + 1)
    offsets = [(dilation * y, dilation * x) for y in steps for x in steps if (y, x) != (0, 0)]
    offsets = [(y, x) for y, x in offsets if abs(y) < height and abs(x) < width]
    margin = dilation * radius

    scaled = colours / sigma_rgb
    padded = _padded(scaled, margin)
    exists = _padded(torch.ones_like(colours[:, :1]), margin)
    kernel = []
    for y, x in offsets:
        distance = (_shifted(padded, y, x, margin) - scaled).square().sum(1, keepdim=True)
        distance = distance + (y * y + x * x) / sigma_xy**2
        kernel.append(torch.exp(-0.5 * distance) * _shifted(exists, y, x, margin))
    share = _spatial_share(height, width, sigma_xy, offsets)

    def multiply(values: Tensor) -> Tensor:
        around = _padded(values, margin)
        total = torch.zeros_like(values)
        for (y, x), weight in zip(offsets, kernel, strict=True):
            total.addcmul_(weight.expand_as(total), _shifted(around, y, x, margin))
        return values + total / share  # a pixel is its own neighbour once, not a sample

    return multiply


def _spatial_share(
    height: int, width: int, sigma: float, offsets: Iterable[tuple[int, int]]
) -> float:
    """How much of the spatial Gaussian over all pairs of different pixels ``offsets`` cover."""

    def pairs(side: int) -> Tensor:
        """Pairs on a line at each distance 0, 1, … by their weight, counted one way."""
        distance = torch.arange(side, dtype=torch.float64)
        return (side - distance) * torch.exp(-0.5 * (distance / sigma) ** 2)

    rows, columns = pairs(height), pairs(width)
    everything = (2 * rows.sum() - rows[0]) * (2 * columns.sum() - columns[0]) - height * width
    sampled = sum(float(rows[abs(y)] * columns[abs(x)]) for y, x in offsets)
    return sampled / float(everything) if sampled else 1.0


def _padded(planes: Tensor, margin: int) -> Tensor:
    return F.pad(planes, (margin, margin, margin, margin))


def _shifted(padded: Tensor, y: int, x: int, margin: int) -> Tensor:
    """The planes before padding, read ``y`` rows below and ``x`` columns to the right."""
    height, width = (side - 2 * margin for side in padded.shape[2:])
    return padded[:, :, margin + y : margin + y + height, margin + x : margin + x + width]
