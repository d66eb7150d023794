"""What most rules do to their mask last: specks are eroded away and the edge is blurred."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.errors import UsageError

ROUNDS = 2
"""How often the mask is eroded, and then dilated."""

LARGEST = 101
"""Widest ellipse and blur, in pixels; beyond it a mask of any usual picture is gone."""


def clean(mask: NDArray[np.uint8], ellipse: int, blur: int) -> NDArray[np.float32]:
    """Erode twice, dilate twice, blur.

    Parameters
    ----------
    mask : ``(H, W) uint8``, 0 or 255
    ellipse : width in pixels of the ellipse to erode and dilate with; 1 changes nothing
    blur : width in pixels of the Gaussian; even ones become odd; 0 and 1 change nothing

    Returns
    -------
    ``(H, W) float32`` in [0, 1]; at least one half where the blurred mask is 128 or more
    """
    if ellipse > 1:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (ellipse, ellipse))
        mask = cv2.erode(mask, kernel, iterations=ROUNDS)
        mask = cv2.dilate(mask, kernel, iterations=ROUNDS)
    if blur > 1:
        mask = cv2.GaussianBlur(mask, (blur | 1, blur | 1), 0)
    return as_probability(mask)


def as_probability(mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    """``(H, W) float32`` in [0, 1] from a mask of 0 to 255."""
    probability = mask.astype(np.float32)
    probability *= np.float32(1 / 255)
    return probability


def check_cleaning(ellipse: int, blur: int) -> None:
    """:class:`UsageError` for a width that cannot be; for the ``__post_init__`` of settings."""
    for name, width, least in (("ellipse", ellipse, 1), ("blur", blur, 0)):
        if not least <= width <= LARGEST:
            raise UsageError(f"{name}: expected {least} to {LARGEST} pixels, got {width}")
