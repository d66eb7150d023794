"""Whether masks mark people rather than everything else: reversed ones are this field's classic.

Nothing in a mask says which side is in, so it is judged by what is true of nearly every picture:
skin is redder than the rest of its picture, and people are rarer in its upper corners than in the
whole. Single pictures may err; a data set does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.sample import Sample

RED_LABELS = ("skin", "face_skin")
"""Labels judged by colour. Close-ups of skin fill the corners, so place says nothing for them."""

MARGIN = 2.0
"""Least difference of mean Cr (0-255) that counts: below, grey pictures would vote by noise."""

CORNER = 8
"""An upper corner is this fraction of the picture's height and width."""

ENOUGH = 5
"""Pictures with an opinion without which there is no verdict."""


@dataclass(slots=True)
class Polarity:
    """Votes for one label. ``verdict`` is ``right``, ``reversed`` or ``undecided``."""

    label: str
    right: int = 0
    wrong: int = 0

    @property
    def verdict(self) -> str:
        if self.right + self.wrong < ENOUGH or self.right == self.wrong:
            return "undecided"
        return "right" if self.right > self.wrong else "reversed"

    def add(self, sample: Sample) -> None:
        """Let one picture vote, if it has the label and an opinion."""
        if self.label not in sample.masks:
            return
        vote = opinion(sample, self.label)
        self.right += vote is True
        self.wrong += vote is False

    def __str__(self) -> str:
        return f"{self.right} of {self.right + self.wrong} pictures speak for it"


def opinion(sample: Sample, label: str) -> bool | None:
    """True if this picture's mask looks right, False if reversed, None if it cannot be told."""
    mask = sample.truth(label)
    if mask.all() or not mask.any():
        return None
    return _redder_inside(sample.image, mask) if label in RED_LABELS else _rarer_in_corners(mask)


def _redder_inside(image: NDArray[np.uint8], mask: NDArray[np.bool_]) -> bool | None:
    red = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)[:, :, 1]
    difference = float(red[mask].mean() - red[~mask].mean())
    return None if abs(difference) < MARGIN else difference > 0


def _rarer_in_corners(mask: NDArray[np.bool_]) -> bool | None:
    height, width = (max(1, side // CORNER) for side in mask.shape)
    corners = np.concatenate([mask[:height, :width], mask[:height, -width:]]).mean()
    whole = mask.mean()
    return None if corners == whole else bool(corners < whole)
