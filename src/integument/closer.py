"""A closer look at people who are small in the picture.

A network knows heads at the sizes at which it learned them. Somebody in the street, seen whole,
has a head of a tenth of the picture: fifty pixels at the input size, where hair and skin are
guesses. So where the first looks find heads that small, the network looks once more, at the part of
the picture with people in it, enlarged. Both answers are averaged, for skin and hair only: a body
is large even so, and known better from further away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integument.arrays import resize
from integument.heads import box_of, find_heads
from integument.presence import REGION, TRACES

SMALL = 1 / 6
"""Side of the largest head (the root of its area), relative to the longer side of the picture, from
which on the first look is near enough: larger heads gain nothing by a closer one, or lose."""

MARGIN = 0.1
"""What is added around the people, relative to the longer side of their box: surroundings by which
they are judged, and what the first look missed of them."""

BUDGET = 2.0
"""Most pixels of a closer look, relative to a square of the input size: a bound for its time."""

WEIGHT = 0.6
"""Share of the closer look in the mean. 0.5 to 0.8 are equally good, 1 is worse: two looks at
different sizes err at different places."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a picture to be looked at more closely.

    Attributes
    ----------
    rows, columns : where it lies in the maps
    shape : rows and columns of the maps
    times : how much larger it is to be seen than in the first look
    """

    rows: slice
    columns: slice
    shape: tuple[int, int]
    times: float

    def cut(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part of a picture ``(H, W, 3)``, which may have any size."""
        (rows, columns), (height, width) = self.shape, rgb.shape[:2]
        return rgb[_scaled(self.rows, rows, height), _scaled(self.columns, columns, width)]

    def size(self, input_size: int) -> int:
        """Longer side in pixels at which the network is to see the part."""
        side = max(self.rows.stop - self.rows.start, self.columns.stop - self.columns.start)
        return round(self.times * input_size * side / max(self.shape))


def find_small(maps: NDArray[np.float32], labels: Sequence[str], most: float) -> Part | None:
    """The part of a picture with people in it, if their heads are small.

    Parameters
    ----------
    maps : ``(L, h, w) float32`` probabilities in [0, 1] of the first looks, one for each label
    labels : names of the maps, ``face_skin`` and ``hair`` among them
    most : how much larger the part may be seen than in the first look

    Returns
    -------
    None where no head is seen, or a large one.
    """
    marked = maps >= REGION
    heads = find_heads(marked[labels.index("hair")], marked[labels.index("face_skin")])
    longer = max(maps.shape[1:])
    if not heads or math.sqrt(heads[0].sum()) >= SMALL * longer:
        return None
    height, width = maps.shape[1:]
    left, top, right, bottom = box_of(marked.any(0))
    margin = int(MARGIN * max(right - left, bottom - top))
    top, bottom = max(0, top - margin), min(height, bottom + margin)
    left, right = max(0, left - margin), min(width, right + margin)
    affordable = math.sqrt(BUDGET * longer**2 / ((bottom - top) * (right - left)))
    return Part(slice(top, bottom), slice(left, right), (height, width), min(most, affordable))


def add_closer(
    maps: NDArray[np.float32], closer: NDArray[np.float32], part: Part, labels: Sequence[str]
) -> NDArray[np.float32]:
    """``maps`` ``(L, h, w)`` with skin and hair in ``part`` averaged with a ``closer`` look at it.

    ``closer`` is ``(L, h', w') float32`` in [0, 1], of that part alone, at any size.
    """
    added = maps.copy()
    for plane, seen, label in zip(added, closer, labels, strict=True):
        if label in TRACES:
            inside = plane[part.rows, part.columns]
            inside += WEIGHT * (resize(seen, inside.shape) - inside)
    return added


def _scaled(part: slice, old: int, new: int) -> slice:
    """What a part of a side of ``old`` pixels covers of the same side of ``new`` pixels."""
    return slice(part.start * new // old, -(-part.stop * new // old))
