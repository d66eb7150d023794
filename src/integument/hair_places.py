"""Hair is where heads have it: above a face and beside it, not across the eyes.

A network that sees a small or strange head misses hair that is plain to see. How often hair is at
each place around a face is much the same for all, and was counted in generated people; so wherever
a face is found, the odds of hair are raised by what the place says:

    odds  ←  odds · max(1, (q / (1 - q)) / (q₀ / (1 - q₀)))

with ``q`` the share of heads that have hair there. Around the face they are never lowered: long
hair goes anywhere. Colours then tell hair from a hat or a wall (:mod:`integument.own_colours`).
Within the outline of a face, what looks like hair is eyes, sunglasses or a beard.

References
----------
Yacoob, Y., Davis, L. S.: Detection and Analysis of Hair. TPAMI 28(7), 2006: hair sought around
faces.
Lee, K., Anguelov, D., Sumengen, B., Gokturk, S. B.: Markov Random Field Models for Hair and Face
Segmentation. FG 2008: a prior of places, counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.odds import weigh_odds
from integument.presence import REGION

TABLE = Path(__file__).parent / "assets" / "hair_places.npy"
"""``(CELLS, CELLS) uint8``: heads in 255 that have hair in each cell, from top to bottom and from
left to right; the face in the middle. Made by ``tools/count_hair_places.py``."""

CELLS = 24

REACH = 1.75
"""Half the side of the table's square, in sides of the face (the root of its box's area)."""

ORDINARY = 0.07
"""Share of heads that says nothing for hair (``q₀``), less than the mean of the table: with it,
small figures have the most hair found, and portraits as much as before."""

SMALL = 0.12
"""Side of the largest face, relative to the longer side of the picture, up to which no hair is seen
within outlines of faces. In a larger one the network knows glasses from a fringe better than an
outline does: there only what it doubts itself, amid the skin, is no hair, such as eyes."""

FOREHEAD = 0.25
"""Upper part of a face, where a fringe may be."""

ACROSS = 0.3
"""Gaps of a face, in sides of it, that are bridged: glasses may part the forehead from the rest."""

GLASSES = 0.007
"""What the odds of hair within a face are multiplied by: it takes a probability of .993 to remain.
With 0.05 half as much is gained."""

MOST = 5.0
"""The logarithm of the odds is moved by this at most."""

LEAST_OF_LARGEST = 0.1
"""Area of a face at least, relative to the largest: the rest are crumbs."""

FEWEST = 6
"""Pixels of a face at least."""

Box = tuple[int, int, int, int]
"""Left, top, width and height."""


def expect_hair(maps: NDArray[np.float32], labels: Sequence[str]) -> NDArray[np.float32]:
    """Weigh the probability of hair by where it is around the faces found.

    Parameters
    ----------
    maps : ``(L, h, w) float32`` in [0, 1], one map for each of ``labels``
    labels : names of the maps

    Returns
    -------
    ``(L, h, w) float32`` in [0, 1]; ``maps`` itself where there is no face, or the labels lack
    ``hair`` or ``face_skin``.
    """
    if not {"hair", "face_skin"} <= set(labels):
        return maps
    face = maps[labels.index("face_skin")]
    boxes = find_faces(face)
    if not boxes:
        return maps
    shares = _shares(boxes, face.shape)
    ratio = np.maximum(shares / (1 - shares) * np.float32((1 - ORDINARY) / ORDINARY), 1)
    hair = labels.index("hair")
    side = max(np.sqrt(width * height) for _, _, width, height in boxes)
    marked = face >= REGION
    within = _outlined(marked, side)
    if side > SMALL * max(face.shape):
        within &= _enclosed(marked) & (maps[hair] < REGION)
    ratio[within] = GLASSES
    expected = maps.copy()
    expected[hair] = weigh_odds(maps[hair], ratio, MOST)
    return expected


def find_faces(probability: NDArray[np.float32]) -> list[Box]:
    """Boxes of connected regions of a map of face skin, ``(h, w)`` in [0, 1], without crumbs."""
    marked = (probability >= REGION).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    areas = found[1:, cv2.CC_STAT_AREA]
    least = max(FEWEST, LEAST_OF_LARGEST * areas.max(initial=0))
    return [
        tuple(int(value) for value in one[: cv2.CC_STAT_AREA])
        for one, area in zip(found[1:], areas, strict=True)
        if area >= least
    ]


def places(box: Box, shape: tuple[int, ...]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Column and row in the table, ``(h, w) float32`` each, of every pixel of a map of ``shape``.

    Cells have whole numbers at their centres; what lies outside the table is below 0 or above.
    """
    left, top, width, height = box
    scale = CELLS / (2 * REACH * np.sqrt(width * height))
    columns = (np.arange(shape[1]) + 0.5 - (left + width / 2)) * scale + (CELLS - 1) / 2
    rows = (np.arange(shape[0]) + 0.5 - (top + height / 2)) * scale + (CELLS - 1) / 2
    across, down = np.meshgrid(columns.astype(np.float32), rows.astype(np.float32))
    return across, down


@cache
def table() -> NDArray[np.float32]:
    """Share of heads that have hair in each cell, ``(CELLS, CELLS) float32`` in [0, 1]."""
    return np.load(TABLE).astype(np.float32) / 255


def _enclosed(face: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """``(h, w) bool``: with skin of a face above, below, to the left and to the right."""
    so_far = np.logical_or.accumulate
    vertically = so_far(face, 0) & so_far(face[::-1], 0)[::-1]
    return vertically & so_far(face, 1) & so_far(face[:, ::-1], 1)[:, ::-1]


def _outlined(face: NDArray[np.bool_], side: float) -> NDArray[np.bool_]:
    """``(h, w) bool``: within the outline of each face, below its forehead, where the largest has
    this ``side``."""
    within = np.zeros(face.shape, np.uint8)
    reach = max(1, round(ACROSS * side))
    square = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    marked = face.astype(np.uint8)
    count, numbers = cv2.connectedComponents(cv2.morphologyEx(marked, cv2.MORPH_CLOSE, square))
    for number in range(1, count):
        points = cv2.findNonZero(marked * (numbers == number).astype(np.uint8))
        if points is None or len(points) < FEWEST:
            continue
        outline = np.zeros_like(within)
        cv2.fillConvexPoly(outline, cv2.convexHull(points), 1)
        _, top, _, height = cv2.boundingRect(points)
        outline[: top + round(FOREHEAD * height)] = 0
        within |= cv2.erode(outline, np.ones((3, 3), np.uint8))
    return within.astype(bool)


def _shares(boxes: list[Box], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Share of heads that have hair at each pixel, ``(h, w)``: the largest that any face says."""
    shares = np.zeros(shape, np.float32)
    for box in boxes:
        across, down = places(box, shape)
        # Beyond the table is what its rim fades to: nothing.
        told = cv2.remap(table(), across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        np.maximum(shares, told, out=shares)
    return shares
