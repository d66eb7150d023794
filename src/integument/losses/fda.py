"""Fourier domain adaptation (Yang and Soatto 2020, arXiv:2004.05498).

A labelled source picture takes over the lowest frequencies' amplitudes of an unlabelled target
picture and keeps its own phases: the light and colours of one with the content of the other.
Predictions on target pictures are pushed away from one half by a robust entropy.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

BETAS = (0.01, 0.05, 0.09)
"""Published sizes of the exchanged block; the networks of all three are averaged."""

ENTROPY_WEIGHT = 0.005
"""Published weight of :func:`robust_entropy` beside cross-entropy."""

ETA = 2.0
"""Published exponent: above ½ it spends itself on pixels that are unsure rather than lost."""


def fourier_style(source: Tensor, target: Tensor, beta: float) -> Tensor:
    """``source`` with the low-frequency amplitudes of ``target``, clipped to [0, 1].

    The block is ``floor(β · min(H, W))`` frequencies to each side, in the corners of the spectrum;
    a β below one pixel changes nothing. Apply it before any normalisation by mean and deviation.

    Parameters
    ----------
    source, target : (N, 3, H, W) RGB in [0, 1]
    beta : share of the shorter side, up to ½
    """
    assert source.shape == target.shape, (source.shape, target.shape)
    block = math.floor(beta * min(source.shape[2:]))
    if block < 1:
        return source
    # Half precision has no transforms of sizes other than powers of two.
    spectrum, style = torch.fft.fft2(source.float()), torch.fft.fft2(target.float())
    amplitude, other = spectrum.abs(), style.abs()
    for rows in (slice(None, block), slice(-block, None)):
        for columns in (slice(None, block), slice(-block, None)):
            amplitude[:, :, rows, columns] = other[:, :, rows, columns]
    mixed = torch.fft.ifft2(torch.polar(amplitude, spectrum.angle())).real
    return mixed.clamp(0.0, 1.0).to(source.dtype)


def robust_entropy(logits: Tensor, eta: float = ETA) -> Tensor:
    """Mean of ``(h² + 1e-8)^η`` with h the entropy of a pixel in units of one bit.

    ``logits (N, L, H, W)``: every label is a choice between two, whose greatest entropy is log 2.
    """
    logits = logits.float()
    probability = torch.sigmoid(logits)
    # H(p) = softplus(z) - z p: exact for sure pixels, where log p would overflow.
    bits = (F.softplus(logits) - logits * probability) / math.log(2.0)
    return (bits.square() + 1e-8).pow(eta).mean()
