"""Masks drawn over the photograph: a tint for each label, and its outline."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.errors import UsageError
from integument.labels import get

OPACITY = 0.45
"""Share of the label's colour in the tint: clear, with the photograph still readable."""

OUTLINE_SHARE = 800
"""The outline is one part in this many of the longer side: thin, and visible on a screen."""

DRAWING_ORDER = ("body", "head_torso", "clothes", "skin", "face_skin", "hair")
"""What contains is painted before what it contains."""


def draw_overlay(
    pixels: NDArray[np.uint8], masks: Mapping[str, NDArray[np.bool_]], opacity: float = OPACITY
) -> NDArray[np.uint8]:
    """``pixels (H, W, 3) uint8 RGB`` with each mask ``(H, W) bool`` tinted and outlined: a copy.

    Where labels overlap, the tint is that of the innermost (see :data:`DRAWING_ORDER`).
    Raises UsageError if ``opacity`` is not in [0, 1].
    """
    if not 0 <= opacity <= 1:
        raise UsageError(f"opacity: expected 0 to 1, got {opacity:g}")
    order = [label for label in DRAWING_ORDER if label in masks]
    innermost = np.zeros(pixels.shape[:2], np.uint8)
    colours = np.zeros((1, 256, 3), np.uint8)
    for index, label in enumerate(order, start=1):
        np.putmask(innermost, masks[label], index)
        colours[0, index] = get(label).colour
    picture = pixels.copy()
    tint = cv2.LUT(cv2.merge([innermost] * 3), colours)
    cv2.addWeighted(tint, opacity, picture, 1 - opacity, 0, dst=tint)
    cv2.copyTo(tint, innermost, picture)
    thickness = max(1, round(max(pixels.shape[:2]) / OUTLINE_SHARE))
    for label in order:
        outlines, _ = cv2.findContours(
            masks[label].view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE
        )
        cv2.drawContours(picture, outlines, -1, get(label).colour, thickness, cv2.LINE_AA)
    return picture
