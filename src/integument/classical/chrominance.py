"""Colour without brightness: the planes Cb and Cr, and answers looked up by them.

YCbCr is the one of JPEG and OpenCV: BT.601, all three from 0 to 255, grey at Cb = Cr = 128.
A rule that asks for Cb and Cr alone has 65,536 possible answers. They are worked out once, as
a table, so that a picture costs no more than reading from it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

LEVELS = 256


def chrominance(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The planes Cb and Cr, each ``(H, W) uint8``, of ``(H, W, 3) uint8`` RGB."""
    converted = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)
    return cv2.extractChannel(converted, 2), cv2.extractChannel(converted, 1)


def grid() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Every Cb and Cr: two ``(256, 256)`` arrays, of which a table is a function."""
    cb, cr = np.mgrid[:LEVELS, :LEVELS].astype(np.float64)
    return cb, cr


def cells(rgb: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The place of each pixel in a flattened table: ``(H, W) uint16``, 256 Cb + Cr."""
    cb, cr = chrominance(rgb)
    place = cb.astype(np.uint16)
    place <<= 8
    place |= cr
    return place


def look_up(table: NDArray, rgb: NDArray[np.uint8]) -> NDArray:
    """The entry ``table[Cb, Cr]`` of each pixel: ``(H, W)`` of the ``(256, 256)`` table's type."""
    assert table.shape == (LEVELS, LEVELS), table.shape
    return table.reshape(-1).take(cells(rgb))
