"""From a probability to a matte: how much of each pixel belongs to the person.

At the edge of a person, pixels are mixtures: ``I = alpha F + (1 - alpha) B``. Away from the edge
the mask says whether a pixel is foreground or background, and so what colours both have there.
Inside a band around the edge both colours are carried over from either side, and ``alpha`` is
their most probable mixing, given the pixel's colour and what the network thought:

    minimise  dᵀ S⁻¹ d  +  (alpha - p)² / t²    with  d = I - alpha F - (1 - alpha) B

where ``S`` is the covariance of the colours nearby (a patterned background says less, along the
colours of its pattern) and ``t²`` the doubt left in the network's answer ``p``. One pixel, one
closed solution; nothing has to be trained. A colour that no mixture explains counts less.

References
----------
Chuang, Y.-Y., Curless, B., Salesin, D., Szeliski, R.: A Bayesian Approach to Digital Matting.
CVPR 2001, eq. 4 and 10; here the colours of both sides are the means nearby, and the probability is
a prior on alpha.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import at_most, resize, to_bytes
from integument.errors import UsageError
from integument.spread import surroundings, trusted

REACH = 0.015
"""Half the band's width as a share of the picture's longer side: three pixels of the network's map.
Networks misplace edges by one, and hair stands out farther; with more, what is behind people is
more often taken for them."""

SOLVE_SIDE = 640
"""Colours of both sides are estimated on a copy with at most this longer side: they vary slowly. On
a picture of 2 megapixels the error is a hundredth larger than with 1024, in half the time."""

NOISE = 6.0
"""Spread of a colour, in levels of 255, that even a plain surface has: sensor noise and JPEG."""

DOUBT = 0.5
"""Spread ``t`` of the prior in the middle of the band: none of the answers is improbable there."""

CERTAINTY = 0.08
"""Spread ``t`` that is left where the network is sure: it may miss single hairs."""


SURE = 0.05
"""Alphas within this of 0 or 1 lend their colours to a second estimate. It lowers the error of
composites of known alpha by a quarter."""

EXPLAINED = 3.0
"""Squared distance, in spreads, from the best mixture of both colours at which they are half
trusted: what three channels have on average. What neither side explains is something else, such as
a thing just behind the shoulder."""

EDGE_PIXELS = 4
"""Width of the ramp of a clean edge; lenses and demosaicing blur over two or three pixels."""

ROUNDS = 2
"""Alpha decides how the spreads of both sides mix, and the other way round."""

PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
DIAGONAL = [0, 3, 5]
"""Entries of a symmetric matrix of the three channels, and which of them lie on its diagonal."""


@dataclass(frozen=True, slots=True)
class Band:
    """Where each side shows its colours, and where alpha is to be found: ``(H, W) bool`` areas.

    ``edge`` is the coverage by the mask of the unknown pixels, its edge as soft as a lens draws it:
    ``(n,) float32``.
    """

    inside: NDArray[np.bool_]
    outside: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    edge: NDArray[np.float32]


def matte(
    probability: NDArray[np.float32],
    rgb: NDArray[np.uint8],
    *,
    reach: float | None = None,
) -> NDArray[np.float32]:
    """Soft coverage around the edge of what a probability marks.

    Parameters
    ----------
    probability : ``(H, W) float32`` in [0, 1], from :meth:`integument.People.probability`; a bool
        mask will do too
    rgb : ``(H, W, 3) uint8`` RGB, the photograph
    reach : half the width of the band around the edge, in pixels; by default
        :data:`REACH` of the longer side

    Returns
    -------
    ``(H, W) float32`` in [0, 1]: exactly 0 or 1 outside the band. Where nobody is, all zero.

    Raises
    ------
    UsageError
        If shapes differ or the reach is not positive.
    """
    if probability.shape != rgb.shape[:2]:
        raise UsageError(
            f"expected a probability of the picture's size {rgb.shape[:2]}, got {probability.shape}"
        )
    if reach is not None and not reach > 0:
        raise UsageError(f"reach: expected more than 0 pixels, got {reach:g}")
    probability = probability.astype(np.float32, copy=False)
    band = find_band(probability, REACH * max(probability.shape) if reach is None else reach)
    alpha = band.inside.astype(np.float32)
    if not (band.inside.any() and band.outside.any() and band.unknown.any()):
        alpha[band.unknown] = probability[band.unknown]
        return alpha
    moments = _moments(rgb)
    alpha[band.unknown] = _most_probable(probability, rgb, moments, band)
    # What is now sure shows colours nearer to the rest than the band's rims do.
    grown = Band(alpha > 1 - SURE, alpha < SURE, band.unknown, band.edge)
    alpha[band.unknown] = _most_probable(probability, rgb, moments, grown)
    return alpha


def find_band(probability: NDArray[np.float32], reach: float) -> Band:
    """The band of ``reach`` pixels, at least 1.5, to both sides of the edge of the mask."""
    mask = probability >= 0.5
    reach = max(reach, 1.5)
    # The surroundings of the picture are no edge: a person may be cut off by it.
    inwards = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 3)
    outwards = cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, 3)
    inside, outside = inwards > reach, outwards > reach
    unknown = ~(inside | outside)
    # Pixels beside the edge are at distance 1 on either side of it.
    edge = np.clip((inwards - outwards)[unknown] / EDGE_PIXELS + 0.5, 0, 1)
    return Band(inside, outside, unknown, edge)


def _most_probable(
    probability: NDArray[np.float32],
    rgb: NDArray[np.uint8],
    moments: NDArray[np.float32],
    band: Band,
) -> NDArray[np.float32]:
    """Alpha of the unknown pixels, ``(n,) float32``, in the order of ``rgb[band.unknown]``."""
    unknown = band.unknown
    front, front_spread = _side(moments, band.inside, unknown)
    back, back_spread = _side(moments, band.outside, unknown)
    colour = rgb[unknown].T.astype(np.float32)
    # How much the network doubts decides how far colours may overrule the mask; what remains where
    # they say nothing is the mask with its clean edge, never a veil of half-transparency.
    doubtful = probability[unknown]
    doubt = CERTAINTY + (DOUBT - CERTAINTY) * 4 * doubtful * (1 - doubtful)
    weight = 1 / doubt**2
    across = front - back
    alpha = prior = band.edge
    mixed = _mixed(alpha, front_spread, back_spread)
    trust: float | NDArray[np.float32] = 1.0
    for turn in range(ROUNDS):
        if turn:
            left = colour - back - alpha * across
            trust = 1 / (1 + (left * _divided(left, mixed)).sum(0) / EXPLAINED)
            mixed = _mixed(alpha, front_spread, back_spread)
        weighted = _divided(across, mixed)
        along = ((colour - back) * weighted).sum(0)
        length = (across * weighted).sum(0)
        alpha = (trust * along + prior * weight) / (trust * length + weight)
        alpha = np.clip(alpha, 0, 1)
    return alpha


def _mixed(
    alpha: NDArray[np.float32], front: NDArray[np.float32], back: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Spread of the mixture of two colours with spreads, ``(6, n)`` in the order of PAIRS."""
    mixed = alpha**2 * front + (1 - alpha) ** 2 * back
    mixed[DIAGONAL] += NOISE**2
    return mixed


def _divided(vectors: NDArray[np.float32], matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """``S⁻¹ v`` for ``(3, n)`` vectors and symmetric ``(6, n)`` matrices in the order of PAIRS."""
    a, b, c, d, e, f = matrices
    x, y, z = vectors
    # The adjugate of a symmetric 3 x 3 matrix.
    A, B, C = d * f - e * e, c * e - b * f, b * e - c * d
    D, E, F = a * f - c * c, b * c - a * e, a * d - b * b
    product = np.stack([A * x + B * y + C * z, B * x + D * y + E * z, C * x + E * y + F * z])
    return product / (a * A + b * B + c * C)


def _moments(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Colours of a moderate copy and their products in the order of PAIRS: ``(9, h, w)``."""
    small = resize(rgb, at_most(SOLVE_SIDE, rgb.shape[:2]))
    moments = np.empty((3 + len(PAIRS), *small.shape[:2]), np.float32)
    moments[:3] = small.transpose(2, 0, 1)
    for product, (i, j) in zip(moments[3:], PAIRS, strict=True):
        np.multiply(moments[i], moments[j], out=product)
    return moments


def _side(
    moments: NDArray[np.float32], known: NDArray[np.bool_], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Colour that one side would have at the wanted pixels: mean ``(3, n)``, spread ``(6, n)``."""
    height, width = known.shape
    size = moments.shape[1:]
    # Only cells that lie on this side entirely: mixtures are what is to be found.
    share = resize(known.view(np.uint8) * np.uint8(255), size)
    purely = (share == 255).astype(np.float32)
    if not purely.any():
        purely = share.astype(np.float32) / 255
    weighted = moments * purely
    filling = surroundings(weighted, purely)
    mean = trusted(weighted[:3], purely, filling[:3])
    smooth = resize(to_bytes(np.ascontiguousarray(mean.transpose(1, 2, 0))), (height, width))
    # Products are asked for at the wanted pixels only.
    rows, columns = np.nonzero(wanted)
    cell = (rows * size[0]) // height, (columns * size[1]) // width
    near = trusted(weighted[:, *cell], purely[cell], filling[:, *cell])
    for product, (i, j) in zip(near[3:], PAIRS, strict=True):
        product -= near[i] * near[j]
    return smooth[wanted].T.astype(np.float32), near[3:]
