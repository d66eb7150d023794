"""Pixels → the bytes of a file, in memory."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from integument.errors import UsageError
from integument.photo import Photo, colour
from integument.photo.png import encode_png

MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
"""Format → its media type."""

QUALITY = 92
WEBP_EFFORT = 2
"""From 0 to 6: most of what higher ones save, in a third of their time."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels to send.

    Attributes
    ----------
    rgb : ``(H, W, 3) uint8`` sRGB
    alpha : ``(H, W) uint8``, or None for an opaque picture
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None = None


def encode(picture: Picture, kind: str, photo: Photo | None = None) -> bytes:
    """The file of a picture.

    Parameters
    ----------
    kind : a key of :data:`MEDIA_TYPES`
    photo : what it was made from; its colour profile is applied and embedded

    Raises
    ------
    UsageError
        For transparency in JPEG, or a side that the format cannot hold.
    """
    if kind == "jpg" and picture.alpha is not None:
        raise UsageError("format: jpg cannot hold transparency: expected png or webp")
    image = Image.fromarray(np.ascontiguousarray(picture.rgb))
    options: dict[str, Any] = {}
    if photo is not None and photo.icc is not None:
        image = colour.from_srgb(image, photo.icc)
        options["icc_profile"] = photo.icc
    if picture.alpha is not None:
        image.putalpha(Image.fromarray(np.ascontiguousarray(picture.alpha)))
    if kind == "png":
        return encode_png(np.asarray(image), **options)
    options["quality"] = QUALITY
    if kind == "webp":
        options["method"] = WEBP_EFFORT
    file = io.BytesIO()
    try:
        image.save(file, {"jpg": "JPEG"}.get(kind, kind.upper()), **options)
    except (ValueError, OSError):
        raise UsageError(
            f"format: {image.width}x{image.height} does not fit into {kind}: expected png"
        ) from None
    return file.getvalue()


def reduced(photo: Photo, side: int) -> Photo:
    """The photograph with its longer side at most ``side``."""
    alpha = photo.alpha
    return dataclasses.replace(
        photo, pixels=fit(photo.pixels, side), alpha=None if alpha is None else fit(alpha, side)
    )


def fit(values: NDArray, side: int) -> NDArray:
    """``(H, W)`` or ``(H, W, C)`` scaled down so that its longer side is at most ``side``."""
    height, width = values.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return values
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(values, size, interpolation=cv2.INTER_AREA)


def as_zip(files: dict[str, bytes]) -> bytes:
    """One archive of files by name; pictures are packed already, so nothing is packed again."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()
