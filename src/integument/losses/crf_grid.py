"""Multiplication by the dense Gaussian kernel, through a bilateral grid.

Pixels are splatted into a coarse 5-D grid of place and colour, the grid is blurred along each
axis, and pixels read their value back (Chen et al. 2007, doi:10.1145/1276377.1276506, with
five axes). The cost grows with pixels plus cells instead of with pixels².
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import torch
from torch import Tensor

BLUR_REACH = 3.5
"""Standard deviations after which the blur ends: what is cut off is below 0.003 of the centre."""


def grid_filter(
    colours: Tensor, sigma_xy: float, sigma_rgb: float, cell: float
) -> Callable[[Tensor], Tensor]:
    """The filter ``values (N, C, H, W) → W · values``, symmetric as W is.

    Parameters
    ----------
    colours : (N, 3, H, W) in 0..255
    sigma_xy : in pixels
    sigma_rgb : in levels of 0..255
    cell : side of a cell in standard deviations, below √3
    """
    assert 0 < cell < math.sqrt(3), cell
    count, _, height, width = colours.shape
    extents = (height - 1, width - 1, 255, 255, 255)
    sides = [cell * sigma for sigma in (sigma_xy, sigma_xy, sigma_rgb, sigma_rgb, sigma_rgb)]
    shape = [math.ceil(extent / side) + 2 for extent, side in zip(extents, sides, strict=True)]
    corners, shares = _corners(colours, sides, shape)
    taps = _blur_taps(cell)

    def multiply(values: Tensor) -> Tensor:
        planes = values.flatten(2)
        channels = values.shape[1]
        grid = planes.new_zeros(count, channels, math.prod(shape))
        for index, share in zip(corners, shares, strict=True):
            grid.scatter_add_(2, index.expand(-1, channels, -1), planes * share)
        grid = grid.view(count * channels, *shape)
        for axis in range(1, 6):
            grid = _blurred(grid, axis, taps)
        grid = grid.view(count, channels, -1)
        result = torch.zeros_like(planes)
        for index, share in zip(corners, shares, strict=True):
            result += grid.gather(2, index.expand(-1, channels, -1)) * share
        return result.view_as(values)

    return multiply


def _corners(
    colours: Tensor, sides: list[float], shape: list[int]
) -> tuple[list[Tensor], list[Tensor]]:
    """The 32 cells around each pixel, ``(N, 1, H · W)`` each, and its share in them."""
    count, _, height, width = colours.shape
    row = torch.arange(height, device=colours.device, dtype=colours.dtype)[:, None]
    column = torch.arange(width, device=colours.device, dtype=colours.dtype)
    axes = [row.expand(count, height, width), column.expand(count, height, width)]
    axes += colours.unbind(1)

    below, beyond = [], []
    for values, side in zip(axes, sides, strict=True):
        position = values.reshape(count, 1, -1) / side
        floor = position.floor()
        below.append(floor.long())
        beyond.append(position - floor)
    indices, shares = [], []
    for corner in itertools.product((0, 1), repeat=5):
        index = torch.zeros_like(below[0])
        share = torch.ones_like(beyond[0])
        for upper, cell, fraction, size in zip(corner, below, beyond, shape, strict=True):
            index = index * size + cell + upper
            share = share * (fraction if upper else 1 - fraction)
        indices.append(index)
        shares.append(share)
    return indices, shares


def _blur_taps(cell: float) -> Tensor:
    """Weights of one axis of the blur, odd in number.

    Splatting and slicing blur linearly, by a variance of cell² / 6 each on average; the taps add
    the rest of σ² = 1. Their sum makes the whole as large as the Gaussian with peak 1.
    """
    deviation = math.sqrt(1 - cell**2 / 3) / cell
    radius = max(1, math.ceil(BLUR_REACH * deviation))
    steps = torch.arange(-radius, radius + 1, dtype=torch.float64)
    taps = torch.exp(-0.5 * (steps / deviation) ** 2)
    taps *= math.sqrt(2 * math.pi) / cell / taps.sum()
    return taps


def _blurred(grid: Tensor, axis: int, taps: Tensor) -> Tensor:
    """Correlated with ``taps`` along ``axis``, nothing lying outside."""
    radius = len(taps) // 2
    size = grid.shape[axis]
    result = grid * float(taps[radius])
    for step in range(1, min(radius, size - 1) + 1):
        weight = float(taps[radius + step])
        near, far = (result.narrow(axis, start, size - step) for start in (0, step))
        near.add_(grid.narrow(axis, step, size - step), alpha=weight)
        far.add_(grid.narrow(axis, 0, size - step), alpha=weight)
    return result
