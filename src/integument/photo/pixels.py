"""Stored values of every kind, as ``(H, W, 3) uint8`` RGB and, where there is one, alpha.

Values are rescaled by what they *can* be (65535 for 16 bits), never by what happens to be in
the picture: a dark picture stays dark.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from integument.errors import InputError
from integument.photo import colour

FLOAT_WHITES = ((16.0, 1.0), (255.0, 255.0), (65535.0, 65535.0))
"""(largest value, what white is then) for files of floating-point values.

The convention is white = 1, with highlights a few stops above it in some files. Scientific
programs also store 8- or 16-bit numbers as floats; those are recognised by values that no
highlight reaches.
"""

UNDER_TRANSPARENCY = 255
"""The grey that replaces colours under alpha 0, which nobody was meant to see: white paper."""

_TIFF_BITS, _TIFF_PHOTOMETRIC, _WHITE_IS_ZERO = 258, 262, 0


def split_alpha(image: Image.Image) -> tuple[Image.Image, NDArray[np.uint8] | None]:
    """A picture of any mode as one of mode ``L``, ``RGB`` or ``CMYK``, and its alpha.

    Alpha is (H, W) uint8, or None if every pixel is opaque. Raises ValueError for values
    whose white is unknown.
    """
    if image.mode == "F" or image.mode.startswith("I"):
        return Image.fromarray(_deep_grey(image)), None
    if image.mode == "LAB":
        return colour.lab_to_srgb(image), None
    if image.mode == "LA":
        return image.getchannel("L"), _unless_opaque(np.array(image.getchannel("A")))
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        return rgba.convert("RGB"), _unless_opaque(np.array(rgba.getchannel("A")))
    if image.mode in ("L", "RGB", "CMYK"):
        return image, None
    return image.convert("L" if image.mode == "1" else "RGB"), None


def to_rgb(image: Image.Image) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB of a picture of mode ``L``, ``RGB`` or ``CMYK``, writable."""
    if image.mode == "L":
        return cv2.cvtColor(np.asarray(image), cv2.COLOR_GRAY2RGB)
    return np.array(image.convert("RGB"))


def hide_transparent(rgb: NDArray[np.uint8], alpha: NDArray[np.uint8] | None) -> None:
    """Paint over, in place, what a fully transparent pixel hides."""
    if alpha is not None:
        rgb[alpha == 0] = UNDER_TRANSPARENCY


def from_array(array: Any, name: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """RGB and alpha of an array that a caller passed in.

    Parameters
    ----------
    array : (H, W), (H, W, 1), (H, W, 3) RGB or (H, W, 4) RGBA; uint8, uint16, bool, or
        floating point with values in [0, 1]. A contiguous uint8 RGB array is used as it is.
    name : what to call it in an error

    Raises
    ------
    InputError
        For another shape, another type, or floats outside [0, 1].
    """
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        raise InputError(
            f"{name}: expected an array of shape (H, W), (H, W, 3) or (H, W, 4), got {array.shape}"
        )
    if 0 in array.shape:
        raise InputError(f"{name}: expected a picture of at least one pixel, got {array.shape}")
    if array.dtype == np.bool_:
        array = array.astype(np.uint8) * 255
    elif np.issubdtype(array.dtype, np.floating):
        low, high = float(np.min(array)), float(np.max(array))
        if not (low >= 0.0 and high <= 1.0):  # also false for NaN
            raise InputError(
                f"{name}: expected floating-point values from 0 to 1, got {low:g} to {high:g}: "
                "divide by their white, or pass uint8"
            )
        array = scale_to_uint8(array, 1.0)
    elif array.dtype == np.uint16:
        array = scale_to_uint8(array, 65535.0)
    elif array.dtype != np.uint8:
        raise InputError(
            f"{name}: expected an array of uint8, uint16, bool or floating point, got {array.dtype}"
        )
    return from_uint8(array)


def from_uint8(array: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """RGB and alpha of an (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) uint8 array."""
    if array.ndim == 2 or array.shape[2] == 1:
        grey = np.ascontiguousarray(array).reshape(array.shape[:2])
        return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), None
    if array.shape[2] == 3:
        return np.ascontiguousarray(array), None
    rgb = np.array(array[:, :, :3], order="C")
    return rgb, _unless_opaque(np.array(array[:, :, 3], order="C"))


def scale_to_uint8(values: NDArray[Any], white: float) -> NDArray[np.uint8]:
    """uint8 of the same shape: 0 … ``white`` onto 0 … 255, rounded; clipped; NaN becomes 0."""
    scaled = np.multiply(values, 255.0 / white, dtype=np.float32)
    np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    np.clip(scaled, 0.0, 255.0, out=scaled)
    return np.rint(scaled, out=scaled).astype(np.uint8)


def float_white(values: NDArray[np.floating[Any]]) -> float:
    """Which value of a floating-point picture is white, or ValueError; see :data:`FLOAT_WHITES`."""
    finite = values[np.isfinite(values)]
    top = float(finite.max()) if finite.size else 0.0
    for limit, white in FLOAT_WHITES:
        if top <= limit:
            return white
    raise ValueError(f"floating-point values up to {top:g} have no known white")


def _deep_grey(image: Image.Image) -> NDArray[np.uint8]:
    """(H, W) uint8 of a grey picture of more than 8 bits (Pillow modes ``I;16*``, ``I``, ``F``)."""
    values = np.asarray(image)
    tags = getattr(image, "tag_v2", {})
    if image.mode == "F":
        white = float_white(values)
    else:
        bits = tags.get(_TIFF_BITS, (16,))[0] if image.mode.startswith("I;16") else 16
        white = float(2**bits - 1)
        if int(values.max()) > 65535 or int(values.min()) < 0:
            raise ValueError("32-bit integers have no agreed white; save it with 16 bits or fewer")
    grey = scale_to_uint8(values, white)
    return 255 - grey if tags.get(_TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO else grey


def _unless_opaque(alpha: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    return None if int(alpha.min()) == 255 else alpha
