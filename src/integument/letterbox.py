"""A photograph fitted into the network's input, whose sides are multiples of its deepest stride."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

MULTIPLE = 32
"""Height and width of the network's input are multiples of this: its deepest stride."""

STRIDE = 2
"""One pixel of the network's output covers at most this many of its input, each way."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """A picture fitted into the network's input.

    Attributes
    ----------
    image : ``(3, H, W) float32`` RGB in [0, 1], H and W multiples of 32. The picture lies in
        the top left corner; the rest, at most 31 pixels to the right and below, repeats its
        last column and row: a border the network cannot take for an edge of something.
    scaled : ``(height, width, 3) uint8`` RGB, the picture alone; its sides are even, so that they
        are whole pixels of the output too
    """

    image: NDArray[np.float32]
    scaled: NDArray[np.uint8]

    @property
    def height(self) -> int:
        """Rows that the picture itself covers."""
        return self.scaled.shape[0]

    @property
    def width(self) -> int:
        """Columns that the picture itself covers."""
        return self.scaled.shape[1]


def letterbox(rgb: NDArray[np.uint8], input_size: int) -> Letterbox:
    """Scale ``(H, W, 3) uint8 RGB`` so that its longer side becomes ``input_size``.

    The aspect ratio is kept up to the rounding of each side to an even number; the answer is
    scaled back each way by itself, so nothing moves.
    """
    scale = input_size / max(rgb.shape[:2])
    height, width = (_round_to(side * scale, STRIDE) for side in rgb.shape[:2])
    if scale <= 0.25:
        # A plain halving first makes the averaging of large photographs over twice as fast.
        rgb = cv2.resize(
            rgb, (rgb.shape[1] // 2 or 1, rgb.shape[0] // 2 or 1), interpolation=cv2.INTER_AREA
        )
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(rgb, (width, height), interpolation=method)
    below, right = -height % MULTIPLE, -width % MULTIPLE
    padded = cv2.copyMakeBorder(scaled, 0, below, 0, right, cv2.BORDER_REPLICATE)
    image = np.ascontiguousarray(padded.transpose(2, 0, 1), dtype=np.float32)
    image /= 255
    return Letterbox(image, scaled)


def _round_to(value: float, multiple: int) -> int:
    """The nearest multiple, but never zero."""
    return max(multiple, multiple * round(value / multiple))
