"""Where the heads are: squares around the hair and face skin of each person.

What hair is like is read from a square around one head, so that a person far away is judged at the
same size as a portrait. Training pictures are cut by the same rule (:mod:`integument.data.heads`).
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

MARGIN = 1.5
"""Side of the square, relative to the longer side of the hair and face in it: the shoulders and
some of what is behind are seen as well, by which the light is judged."""

LEAST_SHARE = 0.0004
"""Share of the picture that a head covers at least; less is a speck, or says nothing of hair."""

LEAST_OF_LARGEST = 0.03
"""Area at least, relative to the largest head: the rest of a mask is crumbs."""


class Square(NamedTuple):
    """Left and top edge and side, in pixels; may reach beyond the picture."""

    left: int
    top: int
    side: int


def find_heads(hair: NDArray[np.bool_], face: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """A mask ``(H, W) bool`` of each head, the largest first: connected hair and face skin.

    ``hair`` and ``face`` are masks ``(H, W) bool`` of a picture. Heads that touch are one.
    """
    both = (hair | face).astype(np.uint8)
    count, numbers, boxes, _ = cv2.connectedComponentsWithStats(both, connectivity=8)
    areas = boxes[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0  # the ground
    least = max(LEAST_SHARE * both.size, LEAST_OF_LARGEST * areas.max(initial=0), 1)
    order = sorted(range(1, count), key=lambda number: -areas[number])
    return [numbers == number for number in order if areas[number] >= least]


def box_of(head: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom (exclusive) of a mask ``(H, W) bool`` that is not empty."""
    left, top, width, height = cv2.boundingRect(head.view(np.uint8))
    return left, top, left + width, top + height


def square_around(box: tuple[int, int, int, int], margin: float = MARGIN) -> Square:
    """The square around a head's ``box`` as from :func:`box_of`, in the same pixels."""
    left, top, right, bottom = box
    side = max(2, round(margin * max(bottom - top, right - left)))
    return Square(round((left + right - side) / 2), round((top + bottom - side) / 2), side)


def cut(picture: NDArray[np.uint8], square: Square) -> NDArray[np.uint8]:
    """The part of ``picture`` ``(H, W[, C])`` in ``square``; black beyond the picture's edges."""
    height, width = picture.shape[:2]
    left, top, side = square
    out = np.zeros((side, side, *picture.shape[2:]), picture.dtype)
    rows = slice(max(top, 0), min(top + side, height))
    columns = slice(max(left, 0), min(left + side, width))
    if rows.start < rows.stop and columns.start < columns.stop:
        out[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = (
            picture[rows, columns]
        )
    return out
