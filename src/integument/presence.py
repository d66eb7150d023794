"""Is anybody there? Regions without any sure trace of a person are believed less.

A network judges every pixel by its surroundings. What it marks by mistake (a bench, a melon) is
marked hesitantly as a whole, while in a real person something is certain: the middle of the body,
and some skin or hair. So each region is weighed by the surest pixel in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from integument.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

REGION = 0.5
"""Probability, of any label, from which pixels form regions."""

TRACES = ("skin", "face_skin", "hair")

WINDOW = 3
"""Pixels are averaged over this square before the surest is taken: one alone is noise."""


Ramp = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Presence:
    """How sure a model is of people it really sees; it travels in the model's metadata.

    Attributes
    ----------
    anything : a region whose surest pixel, of any label, lies below the first value is emptied;
        above the second it is left as it is
    trace : the same for the surest pixel of skin or hair: hardly a picture shows neither

    The defaults were chosen for the default model on generated people that trained nothing: there
    they lose no people and remove 2 % of what is wrongly called a body.
    """

    anything: Ramp = (0.90, 0.98)
    trace: Ramp = (0.50, 0.90)

    def __str__(self) -> str:
        """As in the metadata: ``0.9,0.98;0.5,0.9``."""
        return ";".join(f"{low:g},{high:g}" for low, high in (self.anything, self.trace))

    @classmethod
    def parse(cls, text: str) -> Presence:
        """The reverse of ``str``; raises UsageError for anything else."""
        try:
            (a, b), (c, d) = (map(float, part.split(",")) for part in text.split(";"))
        except ValueError:
            a = b = c = d = -1.0
        if not (0 <= a < b <= 1 and 0 <= c < d <= 1):
            raise UsageError(
                f"expected two rising pairs between 0 and 1 such as {cls()}, got '{text}'"
            )
        return cls((a, b), (c, d))


def weigh(
    maps: NDArray[np.float32], labels: Sequence[str], presence: Presence
) -> NDArray[np.float32]:
    """Scale the probabilities of every region by how sure a person is in it.

    Nothing is ever raised, and sure regions keep their probabilities exactly.

    Parameters
    ----------
    maps : ``(L, h, w) float32`` in [0, 1], one map for each of ``labels``
    labels : names of the maps. What a model does not predict is not asked for.

    Returns
    -------
    ``(L, h, w) float32`` in [0, 1]; ``maps`` itself where nothing is marked.
    """
    anything = maps.max(0)
    marked = anything >= REGION
    if not marked.any():
        return maps
    # The region that each pixel lies in or is nearest to, so that faint surroundings go with it.
    _, region = cv2.distanceTransformWithLabels(
        (~marked).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_CCOMP
    )
    belief = _ramp(_surest(anything, region, marked), presence.anything)
    traces = [maps[index] for index, label in enumerate(labels) if label in TRACES]
    if traces:
        trace = np.maximum.reduce(traces)
        belief = np.minimum(belief, _ramp(_surest(trace, region, marked), presence.trace))
    return maps * belief[region]


def _surest(
    probability: NDArray[np.float32], region: NDArray[np.int32], marked: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The largest probability in each region, ``(regions + 1,) float32``."""
    surest = np.zeros(int(region.max()) + 1, np.float32)
    smooth = cv2.blur(probability, (WINDOW, WINDOW))
    np.maximum.at(surest, region[marked], smooth[marked])
    return surest


def _ramp(value: NDArray[np.float32], ends: Ramp) -> NDArray[np.float32]:
    low, high = ends
    return np.clip((value - low) / (high - low), 0, 1).astype(np.float32)
