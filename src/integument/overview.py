"""Two looks at a photograph: from afar at what is large, from near at what is small.

A network knows people at the sizes at which it learned them. At an input size that shows the hands
of somebody across the street, a portrait is larger than anything it has seen, and the cheeks of the
nearest face come out as holes. So it looks twice: at its input size, and at a smaller one, which
costs a quarter of the time on top. What is marked from afar counts where it is wide; along its
edges, and for what is thin, only the near look counts. A large region that is marked from near
alone is a wall or a cloth: people of that size are seen from afar best of all.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import resize
from integument.presence import REGION

EDGE = 2
"""Pixels of the far map by which its regions are narrowed: its edges are that uncertain, and what
is no wider than twice as much is left to the near look. Chosen among 0, 1, 2, 3, 4 and 6 on
generated people (1 and 2 are equally good there)."""

FAINT = 0.1
"""Probability, of any label, that confirms a region from afar. From afar, large walls and cloths
that are marked from near have .05 at most."""


def confirmed(
    near: NDArray[np.float32], far: NDArray[np.float32], large: float
) -> NDArray[np.float32]:
    """``near`` without its large regions in which not a trace is seen from afar.

    Parameters
    ----------
    near, far : as for :func:`merge`
    large : share of the picture from which on a connected region has to be seen from afar as well

    Returns
    -------
    ``(L, h, w) float32`` in [0, 1]; ``near`` itself where all is confirmed.
    """
    marked = (near.max(0) >= REGION).astype(np.uint8)
    count, numbers, boxes, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    seen = resize(far.max(0), marked.shape) >= FAINT
    for number in range(1, count):
        if boxes[number, cv2.CC_STAT_AREA] >= large * marked.size:
            region = numbers == number
            if not seen[region].any():
                near = np.where(region, np.float32(0), near)
    return near


def merge(near: NDArray[np.float32], far: NDArray[np.float32]) -> NDArray[np.float32]:
    """The larger of two probabilities, that of the far look narrowed.

    Parameters
    ----------
    near : ``(L, h, w) float32`` in [0, 1]
    far : ``(L, h', w') float32``, of the same photograph at another size

    Returns
    -------
    ``(L, h, w) float32`` in [0, 1]
    """
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * EDGE + 1, 2 * EDGE + 1))
    merged = near.copy()
    size = near.shape[:0:-1]
    for target, plane in zip(merged, far, strict=True):
        if plane.max() > 0.0:
            core = cv2.erode(plane, window)
            np.maximum(target, cv2.resize(core, size, interpolation=cv2.INTER_LINEAR), out=target)
    return merged
