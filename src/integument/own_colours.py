"""In one photograph skin has one colour, hair another: what a picture's own colours say.

A network has learned the colours of everybody in every light. In one photograph things are simpler:
arms are as the face is, and what is coloured as the wall is the wall. So the network's answer is
taken for a prior, and where it is sure it shows what skin, hair, clothes and background look like
here. The odds of a label are then multiplied by how much better its own colours explain a pixel
than the colours of all else do, within limits:

    odds  ←  odds · p(colour | label) / p(colour | rest)

What the rest is differs from place to place: it is mixed as the network believes it to be there.
Afterwards neighbours of one colour are made alike (:mod:`integument.colour_guided`), since a single
pixel's colour says little.

References
----------
Jones, M. J., Rehg, J. M.: Statistical Color Models with Application to Skin Detection. IJCV 46(1),
2002, section 3: the ratio of two histograms; theirs are of thousands of pictures, ours of one.
Rother, C., Kolmogorov, V., Blake, A.: "GrabCut": Interactive Foreground Extraction using Iterated
Graph Cuts. SIGGRAPH 2004: colours of both sides learned from a first guess in the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import LIGHT
from integument.colour_guided import smooth
from integument.odds import weigh_odds

MOST = 3.0
"""The logarithm of the odds is moved by this at most: 5 % becomes even odds, and never less."""

POSSIBLE = 0.02
"""Where no probability reaches this, nobody can be found, and nothing is done."""

SURE = 0.8
"""Probability from which pixels show what a label looks like."""

FEWEST = 10
"""Pixels it takes to know colours; with fewer, any colour of the picture is as likely as it is
frequent."""

CELLS = 20
"""Cells of a histogram along each axis of L*a*b*; with 12 clothes are less often told from skin."""

LOWEST, HIGHEST = (0.0, -60.0, -60.0), (100.0, 60.0, 60.0)
"""Of L*, a* and b*; stronger colours count as the strongest."""

FACE_SPREAD = (5.0, 2.0, 2.0)
"""Spread, in L*, a* and b*, that the rest of somebody's skin has beyond that of their face."""

DOUBT = 0.02
"""Share of each thing that the network does not expect at a place."""

UNIFORM = 1e-3
"""Share of a histogram that is spread over all colours: none is impossible."""

SKIN, HAIR, CLOTHES, GROUND = range(4)
"""What a pixel may be."""

LINEAR = LIGHT.astype(np.float32)
"""Level of sRGB -> light. OpenCV's own conversion from sRGB to L*a*b* interpolates in a table, 0.4
units off: enough for another cell, and for masks that differ from those of a port."""

Things = NDArray[np.float32]
"""``(4, h, w)``: a map for each of them."""

CONSISTS_OF = {
    "skin": (SKIN,),
    "face_skin": (SKIN,),
    "hair": (HAIR,),
    "body": (SKIN, HAIR, CLOTHES),
}
"""Label -> what it consists of. Where the torso ends is no matter of colour, and clothes have many:
``head_torso`` and ``clothes`` stay as they are."""


def weigh_colours(
    maps: NDArray[np.float32], labels: Sequence[str], rgb: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Weigh the network's answer by the colours that its sure parts have in this photograph.

    Parameters
    ----------
    maps : ``(L, h, w) float32`` in [0, 1], one map for each of ``labels``
    labels : names of the maps. Without ``body`` the surroundings are what no label marks.
    rgb : ``(h, w, 3) uint8`` RGB, the photograph at the size of the maps

    Returns
    -------
    ``(L, h, w) float32`` in [0, 1]; ``maps`` itself where nothing is even possible.
    """
    if maps.max() < POSSIBLE or not set(labels) & set(CONSISTS_OF):
        return maps
    known = dict(zip(labels, maps, strict=True))
    shares = _shares(known, maps)
    colours = cv2.cvtColor(cv2.LUT(rgb, LINEAR), cv2.COLOR_LRGB2LAB)
    likelihoods = _likelihoods(colours, shares, known.get("face_skin"))
    shares += DOUBT
    likelihoods *= shares
    ratios = {parts: _ratio(likelihoods, shares, parts) for parts in set(CONSISTS_OF.values())}
    told = [index for index, label in enumerate(labels) if label in CONSISTS_OF]
    moved = [weigh_odds(maps[index], ratios[CONSISTS_OF[labels[index]]], MOST) for index in told]
    weighed = maps.copy()
    weighed[told] = smooth(np.stack(moved), rgb)
    return weighed


def _shares(known: dict[str, NDArray[np.float32]], maps: NDArray[np.float32]) -> Things:
    """How much of each pixel is what, as the network believes."""
    nothing = np.zeros_like(maps[0])
    body = known.get("body", maps.max(0))
    return np.stack(
        [*(known.get(label, nothing) for label in ("skin", "hair", "clothes")), 1 - body]
    )


def _likelihoods(
    colours: NDArray[np.float32], shares: Things, face: NDArray[np.float32] | None
) -> Things:
    """Density of each pixel's colour if it is skin, hair, clothes or background.

    What shows nowhere surely may have any colour of the picture.
    """
    cells = _cells(colours)
    # A face says it better: hands and legs are that skin in a little more or less light.
    by_face = face is not None and np.count_nonzero(face >= SURE) >= FEWEST
    return np.stack(
        [
            _gaussian(colours, colours[face >= SURE])
            if thing == SKIN and by_face
            else _histogram(cells, share)
            for thing, share in enumerate(shares)
        ]
    )


def _cells(colours: NDArray[np.float32]) -> NDArray[np.intp]:
    """``(h, w) intp``: the cell of each pixel's colour in a histogram, flat."""
    cells = np.zeros(colours.shape[:2], np.intp)
    for plane, low, high in zip(cv2.split(colours), LOWEST, HIGHEST, strict=True):
        places = (plane - low) * np.float32(CELLS / (high - low))
        cells = cells * CELLS + places.clip(0, CELLS - 1).astype(np.intp)
    return cells


def _histogram(cells: NDArray[np.intp], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Density of each pixel's colour where a thing surely is, per unit of L*a*b*: ``(h, w)``."""
    sure = share >= SURE
    if np.count_nonzero(sure) >= FEWEST:
        counts = np.bincount(cells[sure], share[sure], CELLS**3)
    else:
        counts = np.bincount(cells.ravel(), minlength=CELLS**3)
    counts = counts.reshape((CELLS,) * 3)
    total = counts.sum()
    for axis in range(3):
        counts = _blurred(counts, axis)
    volume = np.prod(np.subtract(HIGHEST, LOWEST)) / CELLS**3
    density = (counts / total + UNIFORM / CELLS**3) / (volume * (1 + UNIFORM))
    return density.astype(np.float32).ravel()[cells]


def _blurred(counts: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Smoothed by 1 2 1 along one axis; what would leave the cells stays at their end."""
    ends = [(1, 1) if other == axis else (0, 0) for other in range(3)]
    padded = np.moveaxis(np.pad(counts, ends, mode="edge"), axis, 0)
    return np.moveaxis((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4, 0, axis)


def _gaussian(colours: NDArray[np.float32], sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """Density of each pixel's colour if skin is as in the sample, ``(n, 3)``: ``(h, w)``."""
    spread = np.cov(sample.T) + np.diag(np.square(FACE_SPREAD))
    root = np.linalg.cholesky(np.linalg.inv(spread)).astype(np.float32)
    apart = cv2.transform(colours, np.column_stack([root.T, -sample.mean(0) @ root]))
    scale = np.sqrt(np.linalg.det(2 * np.pi * spread))
    distance = sum(np.square(plane) for plane in cv2.split(apart))
    return np.exp(-0.5 * distance) / np.float32(scale)


def _ratio(weighed: Things, shares: Things, parts: Sequence[int]) -> NDArray[np.float32]:
    """Likelihood of each pixel's colour if it is one of ``parts``, over that if it is not.

    ``weighed`` are the likelihoods of each thing, times its share.
    """
    rest = [thing for thing in range(len(shares)) if thing not in parts]
    likely, unlikely = (
        sum(weighed[thing] for thing in group) / sum(shares[thing] for thing in group)
        for group in (parts, rest)
    )
    return likely / unlikely
