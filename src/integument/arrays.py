"""Arithmetic on the pixels of pictures that several modules share: levels, and sizes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_CODED = np.arange(256) / 255
LIGHT = np.where(_CODED <= 0.04045, _CODED / 12.92, ((_CODED + 0.055) / 1.055) ** 2.4)
"""``(256,) float64``: the light, in [0, 1], that each level of sRGB stands for."""


def to_bytes(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Levels 0 to 255 from floating-point ones: rounded and clipped."""
    levels = np.clip(values, 0, 255)
    return np.rint(levels, out=levels).astype(np.uint8)


def resize(values: NDArray, size: tuple[int, int]) -> NDArray:
    """``(H, W)`` or ``(H, W, C)`` to ``size`` (rows, columns); a copy.

    Averages where a side shrinks, and is linear where both grow.
    """
    if values.shape[:2] == size:
        return values.copy()
    rows, columns = size
    shrinks = rows < values.shape[0] or columns < values.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    if values.ndim == 2 or values.shape[2] in (3, 4):
        return cv2.resize(values, (columns, rows), interpolation=method)
    # OpenCV takes four channels at most, and drops the axis of one.
    planes = [resize(plane, size) for plane in np.moveaxis(values, 2, 0)]
    return np.stack(planes, axis=2)


def colours_at(rgb: NDArray[np.uint8], pixels: NDArray[np.intp]) -> NDArray[np.float32]:
    """``(3, n) float32`` levels of the pixels of ``(H, W, 3)`` at these flat places."""
    return np.ascontiguousarray(rgb.reshape(-1, 3).take(pixels, axis=0).T, dtype=np.float32)


def at_most(side: int, shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns of a picture of ``shape``, scaled down to a longer side of ``side``.

    One that is smaller keeps its size.

    >>> at_most(512, (3000, 4000, 3)), at_most(512, (300, 400))
    ((384, 512), (300, 400))
    """
    scale = min(1.0, side / max(shape[:2]))
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
