"""Colours decide where a probability ends: the guided filter, guided by colour.

In a small window each probability is taken to be a linear function of the photograph's three
channels. Neighbours of one colour become one, and the edge of a region moves to where colours
change.

Reference
---------
He, K., Sun, J., Tang, X.: Guided Image Filtering. TPAMI 35(6), 2013, eq. 14-16 (a guide with
colours). doi:10.1109/TPAMI.2012.213
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.symmetric import DIAGONAL, PAIRS, factored, solved

REACH = 3
"""Half the window's side, in pixels of the maps. With more, small heads lose hair; with 2, small
figures gain less skin (docs/default-model.md)."""

EPSILON = 1e-3
"""Variance of a channel, in [0, 1], below which a window counts as of one colour: eight levels."""


def smooth(
    maps: NDArray[np.float32], rgb: NDArray[np.uint8], *, reach: int = REACH
) -> NDArray[np.float32]:
    """Probabilities whose edges follow the colours of a photograph.

    Parameters
    ----------
    maps : ``(L, h, w) float32`` in [0, 1]
    rgb : ``(h, w, 3) uint8`` RGB, the photograph at the size of the maps
    reach : half the side of a window, in pixels

    Returns
    -------
    ``(L, h, w) float32`` in [0, 1]; a map that is zero everywhere stays so.
    """
    window = (2 * reach + 1, 2 * reach + 1)

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return cv2.blur(values, window, borderType=cv2.BORDER_REFLECT)

    guide = [plane.astype(np.float32) / 255 for plane in cv2.split(rgb)]
    colour = [mean(plane) for plane in guide]
    spread = np.stack([mean(guide[i] * guide[j]) - colour[i] * colour[j] for i, j in PAIRS])
    spread[DIAGONAL] += EPSILON
    factors = factored(spread)
    smoothed = np.zeros_like(maps)
    for target, values in zip(smoothed, maps, strict=True):
        if not values.any():
            continue
        level = mean(values)
        together = [mean(values * g) - level * c for g, c in zip(guide, colour, strict=True)]
        slope = solved(together, factors)
        offset = level - sum(s * c for s, c in zip(slope, colour, strict=True))
        target[:] = mean(offset) + sum(mean(s) * g for s, g in zip(slope, guide, strict=True))
    return smoothed.clip(0, 1, out=smoothed)
