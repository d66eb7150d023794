"""Fits an ellipse in Cb and Cr to labelled pictures by differential evolution.

What is made large is the mean IoU over pictures less 0.01 a b / 3600, which among equals
prefers the small ellipse. A picture enters as two histograms over (Cb, Cr), so that trying an
ellipse costs a sum rather than a look at every pixel.

The search is "best1bin" of Storn and Price (1997): each candidate is crossed with the best one
moved by the difference of two others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integument.classical.chrominance import LEVELS, cells
from integument.classical.colours import labelled
from integument.data.pack import Pack
from integument.errors import InputError

BOUNDS = np.array([(60, 160), (120, 190), (3, 60), (3, 60), (0, 180)], np.float64)
"""Least and most of Cb, Cr, a, b and the angle in degrees."""

AREA_COST = 0.01 / 3600
"""IoU that one unit of a b must be worth."""

CANDIDATES_PER_NUMBER = 15
SEED = 1337

CROSSING = 0.7
STEP_LEAST, STEP_MOST = 0.5, 1.0
GENERATIONS = 100
SPREAD = 0.01
"""How often candidates cross, how far they step, when the search ends: usual values of the
method. It ends when the scores differ by less than this share of their mean."""


@dataclass(frozen=True, slots=True)
class Histograms:
    """How often each occurring (Cb, Cr) is skin and is not, picture by picture.

    Attributes
    ----------
    cb, cr : ``(cells,) float64``, the pairs that occur at all
    skin, other : ``(pictures, cells) float32``, pixels
    """

    cb: NDArray[np.float64]
    cr: NDArray[np.float64]
    skin: NDArray[np.float32]
    other: NDArray[np.float32]


def fit(pack: Pack, *, seed: int = SEED) -> tuple[float, float, float, float, float]:
    """Cb, Cr, a, b and the angle in degrees of the ellipse that fits the pack best.

    Raises
    ------
    InputError
        If no picture of the pack has any skin.
    """
    histograms = count_colours(pack)
    best = evolve(lambda ellipses: fitness(ellipses, histograms), BOUNDS, seed=seed)
    cb, cr, a, b, angle = (round(float(each), 4) for each in best)
    return cb, cr, a, b, angle


def count_colours(pack: Pack) -> Histograms:
    """The histograms of every picture of a pack that has skin."""
    skin, other = [], []
    for image, is_skin, is_other in labelled(pack):
        place = cells(image)
        if is_skin.any():
            for counts, where in ((skin, is_skin), (other, is_other)):
                histogram = np.bincount(place[where], minlength=LEVELS**2)
                counts.append(histogram.astype(np.float32))
    if not skin:
        raise InputError(f"{pack.path}: no skin to learn from in {len(pack)} pictures")
    occurring = np.flatnonzero(np.sum(skin, axis=0) + np.sum(other, axis=0))
    return Histograms(
        cb=(occurring // LEVELS).astype(np.float64),
        cr=(occurring % LEVELS).astype(np.float64),
        skin=np.stack([each[occurring] for each in skin]),
        other=np.stack([each[occurring] for each in other]),
    )


def fitness(ellipses: NDArray[np.float64], histograms: Histograms) -> NDArray[np.float64]:
    """What is made large: ``(N,)`` for ellipses ``(N, 5)``."""
    cb, cr, a, b, angle = (column[:, None] for column in ellipses.T)
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    x, y = histograms.cb - cb, histograms.cr - cr
    distance = ((cos * x + sin * y) / a) ** 2 + ((cos * y - sin * x) / b) ** 2
    chosen = (distance <= 1).astype(np.float32)
    hits, extras = chosen @ histograms.skin.T, chosen @ histograms.other.T
    iou = (hits / (histograms.skin.sum(axis=1) + extras)).mean(axis=1)
    return iou - AREA_COST * ellipses[:, 2] * ellipses[:, 3]


def evolve(
    score: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    bounds: NDArray[np.float64],
    *,
    seed: int = SEED,
) -> NDArray[np.float64]:
    """The point ``(D,)`` within bounds ``(D, 2)`` where ``score``, from (N, D) to (N,), is largest.

    >>> evolve(lambda points: -((points - 3) ** 2).sum(axis=1), np.array([[0.0, 9.0]])).round(1)
    array([3.])
    """
    rng = np.random.default_rng(seed)
    dimensions = len(bounds)
    count = CANDIDATES_PER_NUMBER * dimensions
    strata = np.stack([rng.permutation(count) for _ in range(dimensions)], axis=1)
    points = (strata + rng.random((count, dimensions))) / count  # in the unit cube, evenly spread
    low, width = bounds[:, 0], bounds[:, 1] - bounds[:, 0]
    scores = score(low + width * points)
    for _ in range(GENERATIONS):
        best = points[scores.argmax()]
        pairs = np.stack([rng.choice(count, 2, replace=False) for _ in range(count)])
        moved = best + rng.uniform(STEP_LEAST, STEP_MOST) * (
            points[pairs[:, 0]] - points[pairs[:, 1]]
        )
        outside = (moved < 0) | (moved > 1)
        moved[outside] = rng.random(int(outside.sum()))
        crossed = rng.random(points.shape) < CROSSING
        crossed[np.arange(count), rng.integers(dimensions, size=count)] = True  # at least one
        trials = np.where(crossed, moved, points)
        found = score(low + width * trials)
        better = found >= scores
        points[better], scores[better] = trials[better], found[better]
        if scores.std() <= SPREAD * abs(scores.mean()):
            break
    return low + width * points[scores.argmax()]
