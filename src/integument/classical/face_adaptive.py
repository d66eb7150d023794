"""The box in hue, saturation and value that fits the first face of the picture.

A Haar cascade finds the face. Where it finds none, and where the installed OpenCV has no
cascades any more (they left the main package with OpenCV 5), the fixed box of
:class:`~integument.classical.hsv_range.HsvRange` is the answer instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.classical.cleaning import check_cleaning, clean
from integument.classical.hsv_range import HsvRangeSettings, hsv_mask
from integument.classical.rule import SkinRule
from integument.errors import UsageError

CASCADE = "haarcascade_frontalface_default.xml"

HUE_LOW_BELOW = 10
"""A face whose hue starts here or above counts as red-blooded too: its range starts at 0."""
HUE_HIGH_MOST, SATURATION_LOW_LEAST, VALUE_LOW_LEAST = 50, 20, 60
"""No face widens the box beyond these."""

Box = tuple[int, int, int, int]
"""Left, top, width, height, in pixels."""


@dataclass(frozen=True)
class FaceAdaptiveSettings:
    """Settings of :class:`FaceAdaptive`.

    Attributes
    ----------
    spread : half width of each range, in standard deviations of the face's pixels
    scale_factor, min_neighbours, min_size : of the cascade, see OpenCV's detectMultiScale
    ellipse, blur : see :func:`~integument.classical.cleaning.clean`
    """

    spread: float = 1.2
    scale_factor: float = 1.1
    min_neighbours: int = 5
    min_size: int = 40
    ellipse: int = 1
    blur: int = 5

    def __post_init__(self) -> None:
        check_cleaning(self.ellipse, self.blur)
        if not self.spread > 0:
            raise UsageError(f"spread: expected above 0, got {self.spread:g}")
        if not self.scale_factor > 1:
            raise UsageError(f"scale_factor: expected above 1, got {self.scale_factor:g}")
        if self.min_neighbours < 0 or self.min_size < 1:
            raise UsageError(
                "min_neighbours, min_size: expected at least 0 and 1, "
                f"got {self.min_neighbours} and {self.min_size}"
            )


class FaceAdaptive(SkinRule[FaceAdaptiveSettings]):
    """Skin where the colour is like that of the first face.

    Parameters
    ----------
    find_face : from ``(H, W, 3) uint8`` RGB to the box of a face, or None; OpenCV's cascade by
        default
    """

    name = "face-hsv"
    settings_type = FaceAdaptiveSettings

    def __init__(
        self,
        settings: FaceAdaptiveSettings | None = None,
        *,
        find_face: Callable[[NDArray[np.uint8]], Box | None] | None = None,
    ) -> None:
        super().__init__(settings)
        self.find_face = find_face or _cascade(self.settings)
        if self.find_face is None:
            self.note = (
                f"{self.name}: OpenCV {cv2.__version__} has no face cascade, so every picture "
                "gets the answer of 'hsv'; opencv-python-headless<5 has one"
            )

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        box = self.find_face(rgb) if self.find_face is not None else None
        if box is None:
            fixed = HsvRangeSettings()
            return clean(hsv_mask(rgb, fixed), fixed.ellipse, fixed.blur)
        left, top, width, height = box
        chosen = self.range_of(rgb[top : top + height, left : left + width])
        return clean(hsv_mask(rgb, chosen), self.settings.ellipse, self.settings.blur)

    def range_of(self, face: NDArray[np.uint8]) -> HsvRangeSettings:
        """The ranges around the mean of a face's pixels, ``(H, W, 3) uint8`` RGB."""
        pixels = cv2.cvtColor(np.ascontiguousarray(face), cv2.COLOR_RGB2HSV).reshape(-1, 3)
        mean, deviation = pixels.mean(axis=0), pixels.std(axis=0)
        low = (mean - self.settings.spread * deviation).astype(int)
        high = (mean + self.settings.spread * deviation).astype(int)
        hue_low, saturation_low, value_low = (int(each) for each in low)
        hue_high, saturation_high, value_high = (int(each) for each in high)
        if not 0 <= hue_low < HUE_LOW_BELOW:
            hue_low = 0
        saturation_low = max(saturation_low, SATURATION_LOW_LEAST)
        value_low = max(value_low, VALUE_LOW_LEAST)
        return replace(
            HsvRangeSettings(),
            hue_low=hue_low,
            hue_high=min(hue_high, HUE_HIGH_MOST),
            saturation_low=saturation_low,
            saturation_high=max(min(saturation_high, 255), saturation_low),
            value_low=value_low,
            value_high=max(min(value_high, 255), value_low),
        )


def _cascade(settings: FaceAdaptiveSettings) -> Callable[[NDArray[np.uint8]], Box | None] | None:
    """OpenCV's finder of frontal faces; None if this OpenCV has none."""
    folder = Path(getattr(getattr(cv2, "data", None), "haarcascades", ""))
    if not hasattr(cv2, "CascadeClassifier") or not (folder / CASCADE).is_file():
        return None
    cascade = cv2.CascadeClassifier(str(folder / CASCADE))

    def find(rgb: NDArray[np.uint8]) -> Box | None:
        faces = cascade.detectMultiScale(
            cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY),
            scaleFactor=settings.scale_factor,
            minNeighbors=settings.min_neighbours,
            minSize=(settings.min_size, settings.min_size),
        )
        if not len(faces):
            return None
        left, top, width, height = (int(each) for each in faces[0])
        return left, top, width, height

    return find
