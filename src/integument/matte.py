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

from integument.arrays import at_most, colours_at, resize, to_bytes
from integument.closed_form import solve
from integument.edges import FAST, FINE, check_edges
from integument.errors import UsageError
from integument.spread import filled_up, spread
from integument.symmetric import DIAGONAL, PAIRS, divided

REACH = 0.015
"""Half the band's width as a share of the picture's longer side: three pixels of the network's map.
Networks misplace edges by one, and hair stands out farther; with more, what is behind people is
more often taken for them."""

LOOK_SIDE = 512
"""Longer side of the copy from which the colours of both sides are taken: they vary slowly. With
640 the error over white is .01 of the plain mask's lower, in half as much time again; strands of a
few pixels in large pictures lose most by a small one."""

FINE_SIDE = 2000
"""Longer side at which closed-form matting is solved: time goes with the pixels of the band."""

LOOSENESS = 0.01
"""How far windows may be from one linear function of colour, as a variance of alpha: what weighs
the squares of single pixels against those of windows. With less, long hair before photographs gains
a little and drawn portraits lose; see docs/edges.md."""

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


class Side:
    """The colours that one side shows, carried to every pixel of a copy of the picture.

    Parameters
    ----------
    rgb : ``(h, w, 3) uint8`` RGB, the copy
    known : ``(h, w) bool``, where only this side shows; if nowhere, colours are black
    """

    def __init__(self, rgb: NDArray[np.uint8], known: NDArray[np.bool_]) -> None:
        share = known.astype(np.float32)
        colours = [plane.astype(np.float32) for plane in cv2.split(rgb)]
        self._mean = to_bytes(cv2.merge(spread(colours, share)))
        # Spreads need several pixels to say anything, and are looked at half as finely.
        products = [colours[i] * colours[j] for i, j in PAIRS]
        halved = [cv2.pyrDown(plane * share) for plane in (*colours, *products)]
        filled = filled_up(halved, cv2.pyrDown(share))
        means, self._spreads = filled[:3], filled[3:]
        for square, (i, j) in zip(self._spreads, PAIRS, strict=True):
            square -= means[i] * means[j]

    def at(self, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Means ``(3, n)`` and spreads ``(6, n)`` at the wanted pixels, ``(H, W) bool``."""
        height, width = wanted.shape
        small_height, small_width = self._spreads[0].shape
        pixels = np.flatnonzero(wanted)
        rows, columns = np.divmod(pixels, width)
        cells = (rows * small_height // height) * small_width + columns * small_width // width
        near = np.stack([plane.ravel()[cells] for plane in self._spreads])
        return colours_at(resize(self._mean, (height, width)), pixels), near


def matte(
    probability: NDArray[np.float32],
    rgb: NDArray[np.uint8],
    *,
    edges: str = FAST,
    reach: float | None = None,
) -> NDArray[np.float32]:
    """Soft coverage around the edge of what a probability marks.

    Parameters
    ----------
    probability : ``(H, W) float32`` in [0, 1], from :meth:`integument.People.probability`; a bool
        mask will do too
    rgb : ``(H, W, 3) uint8`` RGB, the photograph
    edges : ``"fine"`` also looks at how neighbours hang together, by closed-form matting
    reach : half the width of the band around the edge, in pixels; by default
        :data:`REACH` of the longer side

    Returns
    -------
    ``(H, W) float32`` in [0, 1]: exactly 0 or 1 outside the band. Where nobody is, all zero.

    Raises
    ------
    UsageError
        If shapes differ, the reach is not positive, or there is no such level of edges.
    """
    if probability.shape != rgb.shape[:2]:
        raise UsageError(
            f"expected a probability of the picture's size {rgb.shape[:2]}, got {probability.shape}"
        )
    if reach is not None and not reach > 0:
        raise UsageError(f"reach: expected more than 0 pixels, got {reach:g}")
    check_edges(edges)
    probability = probability.astype(np.float32, copy=False)
    reach = REACH * max(probability.shape) if reach is None else reach
    band = find_band(probability, reach)
    alpha = band.inside.astype(np.float32)
    if not (band.inside.any() and band.outside.any() and band.unknown.any()):
        alpha[band.unknown] = probability[band.unknown]
        return alpha
    found, precision = _look_twice(probability, rgb, band, reach)
    alpha[band.unknown] = found
    if edges == FINE:
        _join_neighbours(alpha, precision, rgb, band.unknown)
    return alpha


def _look_twice(
    probability: NDArray[np.float32], rgb: NDArray[np.uint8], band: Band, reach: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Alpha of the unknown pixels and its precision; colours of both sides come from a copy.

    What is sure after a first look, at the copy, shows colours nearer to the rest than the
    band's rims do.
    """
    size = at_most(LOOK_SIDE, rgb.shape)
    small, doubtful = resize(rgb, size), resize(probability, size)
    rims = find_band(doubtful, reach * max(size) / max(rgb.shape))
    inside, outside = rims.inside, rims.outside
    if inside.any() and outside.any():
        first = inside.astype(np.float32)
        sides = Side(small, inside), Side(small, outside)
        first[rims.unknown], _ = _most_probable(doubtful, small, rims, *sides)
        inside, outside = first > 1 - SURE, first < SURE
    return _most_probable(probability, rgb, band, Side(small, inside), Side(small, outside))


def _join_neighbours(
    alpha: NDArray[np.float32],
    precision: NDArray[np.float32],
    rgb: NDArray[np.uint8],
    unknown: NDArray[np.bool_],
) -> None:
    """Closed-form matting, in place: the squares of single pixels and those of windows together.

    What a single pixel says counts by its precision. Where the colours of both sides differ
    clearly that decides; where they do not, what hangs together with a clear pixel is like it. Of
    a large photograph it is solved on a copy, and what it changes there is added: detail finer
    than that stays as it is.
    """
    size = at_most(FINE_SIDE, alpha.shape)
    guess = resize(alpha, size)
    band = resize(unknown.view(np.uint8) * np.uint8(255), size) > 0
    weights = np.zeros_like(alpha)
    weights[unknown] = LOOSENESS * precision
    weight = resize(weights, size)[band]
    joined = guess.copy()
    joined[band] = solve(resize(rgb, size), guess, band, guess[band], weight).clip(0, 1)
    change = resize(joined - guess, alpha.shape)
    alpha[unknown] = (alpha[unknown] + change[unknown]).clip(0, 1)


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
    band: Band,
    inside: Side,
    outside: Side,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Alpha of the unknown pixels and its precision, 1 / variance: ``(n,) float32`` each, in the
    order of ``rgb[band.unknown]``."""
    unknown = band.unknown
    front, front_spread = inside.at(unknown)
    back, back_spread = outside.at(unknown)
    colour = colours_at(rgb, np.flatnonzero(unknown))
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
            trust = 1 / (1 + (left * divided(left, mixed)).sum(0) / EXPLAINED)
            mixed = _mixed(alpha, front_spread, back_spread)
        weighted = divided(across, mixed)
        along = ((colour - back) * weighted).sum(0)
        length = (across * weighted).sum(0)
        precision = trust * length + weight
        alpha = np.clip((trust * along + prior * weight) / precision, 0, 1)
    return alpha, precision


def _mixed(
    alpha: NDArray[np.float32], front: NDArray[np.float32], back: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Spread of the mixture of two colours with spreads, ``(6, n)`` in the order of PAIRS."""
    mixed = alpha**2 * front + (1 - alpha) ** 2 * back
    mixed[DIAGONAL] += NOISE**2
    return mixed
