"""Files of pictures and masks into arrays, refusing what is none by name."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.store import Piece
from integument.errors import UnreadableError


def read_image(file: Piece) -> NDArray[np.uint8]:
    """``(H, W, 3) uint8`` RGB, upright; raises :class:`InputError` naming the file."""
    bgr = read_pixels(file, cv2.IMREAD_COLOR)
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=bgr)


def read_stored(file: Piece) -> NDArray[np.uint8]:
    """What the file holds: ``(H, W)`` grey, or ``(H, W, 3 or 4)`` RGB(A), uint8.

    Sixteen bits become eight. Raises :class:`InputError` naming the file.
    """
    pixels = read_pixels(file, cv2.IMREAD_UNCHANGED)
    if pixels.dtype == np.uint16:
        pixels = (pixels // 257).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 2:  # grey with alpha
        return np.dstack([pixels[:, :, :1]] * 3 + [pixels[:, :, 1:]])
    if pixels.ndim == 2:
        return pixels
    order = cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return cv2.cvtColor(pixels, order)


def read_pixels(file: Piece, flags: int) -> NDArray[np.uint8]:
    """The pixels OpenCV finds in a file; raises :class:`UnreadableError` if there are none."""
    data = np.frombuffer(file.read(), np.uint8)
    try:
        pixels = cv2.imdecode(data, flags) if data.size else None
    except cv2.error:
        pixels = None
    if pixels is None:
        raise UnreadableError(f"{file}: damaged or not a picture ({data.size} bytes)")
    return pixels
