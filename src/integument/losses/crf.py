"""Dense-CRF regulariser: pixels close in place and colour should get the same label.

The Potts relaxation of Tang et al. 2018 (arXiv:1803.09569), for foreground probability p::

    R = pᵀ W (1 - p) + (1 - p)ᵀ W p
    W_ij = exp(-|x_i - x_j|² / 2 σ_xy² - |I_i - I_j|² / 2 σ_rgb²)

Minimising ``-Σ_k S_kᵀ W S_k`` over S = (p, 1 - p) is the same up to a constant; minimising
``+SᵀWS``, as one paper prints it, would be the opposite. The picture is not differentiated.

Multiplying by W over all pairs of pixels is the cost. Four ways to do it hide behind one name:

========  ====================================================  ============================
exact     every pair                                            memory grows as pixels²
pooled    every pair of a reduced picture                       small pictures, a quick start
window    each pixel with a dilated square of neighbours        fastest on small pictures
grid      splat, blur and slice of a 5-D bilateral grid         large pictures
========  ====================================================  ============================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import torch
import torch.nn.functional as F
from torch import Tensor

from integument.errors import UsageError, unknown
from integument.losses.crf_exact import exact_filter
from integument.losses.crf_grid import grid_filter
from integument.losses.crf_window import window_filter

Method = Literal["exact", "pooled", "window", "grid"]
Norm = Literal["ref_sum", "row_norm_sum", "mean"]
Filter = Callable[[Tensor], Tensor]
"""Multiplication by W: ``(N, C, H, W)`` to the same shape."""


@dataclass(frozen=True, slots=True)
class CrfSettings:
    """How the regulariser is measured. Values are those of the reference unless it says else."""

    method: Method = "grid"
    """The reference filters on a permutohedral lattice, which ``grid`` comes nearest to."""
    norm: Norm = "row_norm_sum"
    """``ref_sum``: the plain sum (the reference gives it weight 2e-9). ``row_norm_sum``: rows of
    W sum to 1 first; the start for the weight 1e-4 of the mutual-guidance paper, which states no
    normalisation. ``mean``: that, by pixel: the share of a pixel's neighbourhood that disagrees.
    """
    sigma_xy: float = 100.0
    """Pixels of the full picture."""
    sigma_rgb: float = 15.0
    """Levels of 0 to 255."""
    scale: float = 0.5
    """The working size, as a share of the picture's; ``sigma_xy`` shrinks alike."""
    pooled_side: int = 32
    """``pooled``: longest side, in cells. At 32 it takes 10 ms on one core, whatever the size."""
    window_radius: int = 3
    """``window``: neighbours to each side."""
    window_dilation: int = 4
    """``window``: working pixels from one neighbour to the next."""
    grid_cell: float = 1.0
    """``grid``: side of a cell in σ. Finer is nearer to exact, at 2⁵ times the cells a halving."""

    def __post_init__(self) -> None:
        for value, choices, kind in (
            (self.method, get_args(Method), "CRF method"),
            (self.norm, get_args(Norm), "CRF normalisation"),
        ):
            if value not in choices:
                raise unknown(kind, value, choices)
        for name in ("sigma_xy", "sigma_rgb", "scale", "grid_cell"):
            if not getattr(self, name) > 0:
                raise UsageError(f"{name}: expected a number above 0, got {getattr(self, name)}")


def crf_loss(
    probability: Tensor,
    image: Tensor,
    settings: CrfSettings | None = None,
    *,
    weight: Tensor | None = None,
    valid: Tensor | None = None,
) -> Tensor:
    """The regulariser, summed over labels, the mean over the pictures that count.

    Parameters
    ----------
    probability : (N, L, H, W) in [0, 1]; every label is foreground against its own background
    image : (N, 3, H, W) RGB in [0, 1]
    settings : see :class:`CrfSettings`
    weight : (N, L), 0 where a label of a picture does not count; all count by default
    valid : (N, 1, H, W) bool, false in padding, which takes no part; all valid by default

    The value of every method estimates that of ``exact`` at the same working size.
    """
    settings = settings or CrfSettings()
    if weight is None:
        weight = probability.new_ones(probability.shape[:2])
    counts = weight.any(0)  # filtering is dear: labels without any weight are left out
    if not counts.any():
        return probability.new_zeros((), dtype=torch.float32)
    probability, weight = probability[:, counts], weight[:, counts]
    # Sums over all pairs of pixels lose too much in half precision.
    with torch.autocast(probability.device.type, enabled=False):
        energies = crf_energy(_single(probability), _single(image), settings, valid)
    return ((energies * weight).sum(0) / weight.sum(0).clamp(min=1.0)).sum()


def crf_energy(
    probability: Tensor, image: Tensor, settings: CrfSettings, valid: Tensor | None = None
) -> Tensor:
    """R of each picture and label, ``(N, L)``; arguments as of :func:`crf_loss`."""
    if valid is None:
        valid = probability.new_ones(())
    valid = valid.to(probability.dtype).expand(len(probability), 1, *probability.shape[2:])
    factor = settings.scale
    cell_area = 1.0  # working pixels that one value stands for
    if settings.method == "pooled":
        longest = max(probability.shape[2:]) * settings.scale
        side = min(settings.pooled_side, longest)
        factor *= side / longest
        cell_area = (longest / side) ** 2
    probability, valid, image = (_reduced(plane, factor) for plane in (probability, valid, image))
    valid = (valid >= 0.5).to(probability.dtype)

    multiply = _filter(255.0 * image.detach(), settings, factor)
    inside = probability * valid
    sums = _Symmetric.apply(torch.cat((inside, valid), 1), multiply)
    same, everything = sums[:, :-1], sums[:, -1:]
    disagreement = inside * (everything - same) + (valid - inside) * same
    if settings.norm == "ref_sum":
        return disagreement.sum((2, 3)) * cell_area**2
    energy = (disagreement / everything.clamp(min=torch.finfo(sums.dtype).tiny)).sum((2, 3))
    if settings.norm == "row_norm_sum":
        return energy * cell_area
    return energy / valid.sum((2, 3)).clamp(min=1.0)


def _filter(colours: Tensor, settings: CrfSettings, factor: float) -> Filter:
    """Multiplication by W for ``colours (N, 3, H, W)`` in 0..255, already reduced."""
    sigmas = (settings.sigma_xy * factor, settings.sigma_rgb)
    if settings.method == "window":
        return window_filter(colours, *sigmas, settings.window_radius, settings.window_dilation)
    if settings.method == "grid":
        return grid_filter(colours, *sigmas, settings.grid_cell)
    return exact_filter(colours, *sigmas)


class _Symmetric(torch.autograd.Function):
    """A linear filter equal to its transpose: the gradient passes through the same filter."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, multiply: Filter) -> Tensor:
        ctx.multiply = multiply
        return multiply(values)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return ctx.multiply(gradient), None


def _reduced(planes: Tensor, factor: float) -> Tensor:
    """``(N, C, H, W)`` by area to ``factor`` of its sides."""
    height, width = (max(1, round(side * factor)) for side in planes.shape[2:])
    if (height, width) == planes.shape[2:]:
        return planes
    return F.interpolate(planes, size=(height, width), mode="area")


def _single(values: Tensor) -> Tensor:
    """At least float32."""
    return values if values.dtype == torch.float64 else values.float()
