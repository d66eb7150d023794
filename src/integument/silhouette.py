"""A person's outline without the pinholes and specks that a cut-out would show."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import at_most, resize

SMALL = 0.04
"""Holes and specks of less than the square of this share of the longer side are mistakes (teeth,
a tie, a leaf); the gap between an arm and the trunk is larger."""

NEAR = 0.03
"""Only those farther than this share of the longer side from the outline are touched: what is near
may be loose hair, and the gaps in it."""

LOOK_SIDE = 500
"""Longer side of the copy on which they are looked for: a tenth of :data:`SMALL` is two pixels."""

SURE = 0.98
"""Probability given to what is filled in, so that its colours are not weighed against it."""


def tidy(probability: NDArray[np.float32], *, fill: bool = True) -> NDArray[np.float32]:
    """Drop small specks of what is at least as probable as not, and fill small holes in it.

    A speck is dropped only where something larger is in the picture, and not near: a small person
    alone stays, and so does loose hair.

    Parameters
    ----------
    probability : ``(H, W) float32`` in [0, 1]
    fill : fill the holes; not for what has holes of its own, such as hair

    Returns
    -------
    ``(H, W) float32``: a copy, the same but in those places.
    """
    result = probability.copy()
    mask = probability >= 0.5
    if fill:
        result[_strays(~mask)] = SURE
    specks = _strays(mask)
    # Their soft surroundings go too, or a ring would be left.
    around = cv2.dilate(specks.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    result[around] = 0
    return result


def mend(changed: NDArray[np.float32], before: NDArray[np.float32]) -> NDArray[np.float32]:
    """Small holes that a change has torn into a map get back the probability they had.

    Weighed by its colour, a highlight on a forehead is no skin, and a logo is not the shirt.

    Parameters
    ----------
    changed, before : ``(h, w) float32`` in [0, 1]

    Returns
    -------
    ``(h, w) float32``: ``changed`` itself where it has no such holes.
    """
    lost = (changed < 0.5) & (before >= 0.5)
    if not lost.any():
        return changed
    torn = lost & _strays(changed < 0.5)
    return np.where(torn, before, changed) if torn.any() else changed


def _strays(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Small connected parts of an area, far from the large ones; none where nothing is large."""
    size = at_most(LOOK_SIDE, area.shape)
    if size == area.shape:
        return _strays_of(area)
    # A cell that has any of it has it: nothing is too small to be a speck.
    cells = resize(area.view(np.uint8) * np.uint8(255), size) > 0
    strays = _strays_of(cells)
    if not strays.any():
        return np.zeros_like(area)
    height, width = area.shape
    enlarged = cv2.resize(strays.view(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return area & (enlarged > 0)


def _strays_of(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, parts, facts, _ = cv2.connectedComponentsWithStats(area.view(np.uint8), connectivity=4)
    longer = max(area.shape)
    small = facts[:, cv2.CC_STAT_AREA] < (SMALL * longer) ** 2
    small[0] = False  # what is not area
    strays = small[parts]
    large = area & ~strays
    if not strays.any() or not large.any():
        return np.zeros_like(area)
    distance = cv2.distanceTransform((~large).view(np.uint8), cv2.DIST_L2, 3)
    return strays & (distance > NEAR * longer)
