"""Masks that do not flicker: where the picture stays, the answer stays.

A network judges every frame afresh, and what it doubts it judges differently each time. So each
pixel's probability is averaged with those of the frames before, the more the less its surroundings
have changed. What moves is followed at once, and a cut starts anew; nothing lags behind.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.people import People
from integument.refine import grey_guide

MEMORY = 0.8
"""Weight of the frames before where nothing moves: an average over about nine frames, a third of a
second. Longer, and slow fades are smeared."""

STILL, MOVED = 4.0, 20.0
"""Differences of brightness (of 255) between two frames up to which a place counts as still, and
from which on as moved. The noise of a dark film stays below the first after averaging."""

WARM_UP = 16
"""Frames after which what was before them has lost all weight: 0.8 ** 16 is 3 %."""


class Steady:
    """Averages the maps of one film's frames, in order."""

    def __init__(self) -> None:
        self._grey: NDArray[np.float32] | None = None
        self._maps: dict[str, NDArray[np.float32]] = {}

    def add(self, people: People) -> People:
        """The next frame's result, steadied; the frame itself is the same."""
        maps = people.maps
        rows, columns = next(iter(maps.values())).shape
        grey = cv2.resize(
            grey_guide(people.photo.pixels), (columns, rows), interpolation=cv2.INTER_AREA
        ).astype(np.float32)
        if self._grey is not None and self._grey.shape == grey.shape:
            memory = self._memory(grey)
            maps = {label: now + memory * (self._maps[label] - now) for label, now in maps.items()}
        self._grey, self._maps = grey, maps
        return People(people.photo, maps, labels=people.labels, run=people.run, edges=people.edges)

    def _memory(self, grey: NDArray[np.float32]) -> NDArray[np.float32]:
        """Weight of the past at each place, ``(h, w) float32`` in [0, MEMORY]."""
        change = np.abs(grey - self._grey)
        # A place has moved if anything around it has: edges matter more than what they enclose.
        change = cv2.dilate(cv2.blur(change, (3, 3)), np.ones((5, 5), np.uint8))
        return MEMORY * np.clip((MOVED - change) / (MOVED - STILL), 0, 1)
