"""Pictures and masks as files, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from integument.errors import OutputError, UsageError
from integument.files import atomic_path, atomic_write
from integument.photo import colour
from integument.photo.load import Photo
from integument.photo.png import encode_png

FORMAT_OF_SUFFIX = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".avif": "AVIF",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
"""Formats that are written, by the suffix of the path."""


def save_picture(
    path: str | Path,
    pixels: NDArray[np.uint8],
    *,
    alpha: NDArray[np.uint8] | None = None,
    photo: Photo | None = None,
    quality: int = 92,
) -> None:
    """Write a picture in the format of the path's suffix.

    If it was made from a photo that came with an RGB profile, the pixels are converted to that
    profile and it is embedded, so that the result goes where the original went. Otherwise
    no profile is written, which every program reads as sRGB.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 RGB, sRGB
    alpha : (H, W) uint8, 0 transparent; None writes an opaque picture
    photo : what it was made from
    quality : 1 to 100, for JPEG, WebP and AVIF

    Raises
    ------
    UsageError
        If the suffix is unknown, or the format cannot hold transparency.
    OutputError
        If it cannot be written.
    """
    path = Path(path)
    kind = _kind(path.suffix, str(path))
    if kind == "JPEG" and alpha is not None:
        raise UsageError(f"{path}: JPEG cannot hold transparency: use .png, .webp or .avif")
    image, options = _prepare(pixels, kind, alpha, photo, quality)
    if kind == "PNG":
        atomic_write(path, encode_png(np.asarray(image), **options))
        return
    with atomic_path(path) as temporary:
        try:
            image.save(temporary, kind, **options)
        except (ValueError, KeyError) as error:  # too large for the format; format not built in
            raise OutputError(f"{path}: cannot be written as {kind}: {error}") from error


def encode_picture(
    pixels: NDArray[np.uint8],
    suffix: str,
    *,
    alpha: NDArray[np.uint8] | None = None,
    photo: Photo | None = None,
    quality: int = 92,
) -> bytes:
    """The bytes of the file that :func:`save_picture` writes for a path of that suffix."""
    kind = _kind(suffix, "the result")
    if kind == "JPEG" and alpha is not None:
        raise UsageError("JPEG cannot hold transparency: use .png, .webp or .avif")
    image, options = _prepare(pixels, kind, alpha, photo, quality)
    if kind == "PNG":
        return encode_png(np.asarray(image), **options)
    file = io.BytesIO()
    try:
        image.save(file, kind, **options)
    except (ValueError, KeyError) as error:
        raise OutputError(f"the result cannot be written as {kind}: {error}") from error
    return file.getvalue()


def _kind(suffix: str, name: str) -> str:
    kind = FORMAT_OF_SUFFIX.get(suffix.lower())
    if kind is None:
        known = ", ".join(FORMAT_OF_SUFFIX)
        raise UsageError(f"{name}: expected a name that ends in {known}, got '{suffix}'")
    return kind


def _prepare(
    pixels: NDArray[np.uint8],
    kind: str,
    alpha: NDArray[np.uint8] | None,
    photo: Photo | None,
    quality: int,
) -> tuple[Image.Image, dict[str, Any]]:
    """The image to save, in the photo's profile, and the options of its format."""
    assert pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3, pixels.shape
    image = Image.fromarray(np.ascontiguousarray(pixels))
    options: dict[str, Any] = {}
    if photo is not None and photo.icc is not None:
        image = colour.from_srgb(image, photo.icc)
        options["icc_profile"] = photo.icc
    if alpha is not None:
        assert alpha.shape == pixels.shape[:2], (alpha.shape, pixels.shape)
        image.putalpha(Image.fromarray(np.ascontiguousarray(alpha)))
    if kind == "TIFF":
        options["compression"] = "tiff_adobe_deflate"
    elif kind != "PNG":
        options["quality"] = quality
    return image, options
