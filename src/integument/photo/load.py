"""Any picture a caller may hand over → a :class:`Photo`, within limits."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from integument.errors import InputError, IntegumentError, MissingExtraError
from integument.photo import decode as decoding
from integument.photo import pixels as values

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Image.Image | NDArray
"""What :func:`load_photo` reads: a path, a file's bytes, an open binary file, a PIL image, an array
of (H, W), (H, W, 3) RGB or (H, W, 4) RGBA, or a torch tensor of (C, H, W), on any device."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it is decoded, so that a hostile file cannot exhaust memory.

    Attributes
    ----------
    max_pixels : width times height. 200 megapixels is the largest phone camera of today and
        needs about 0.6 GB as RGB.
    max_bytes : size of the file. 512 MiB holds 85 megapixels of uncompressed 16-bit RGB.
    """

    max_pixels: int = 200_000_000
    max_bytes: int = 512 * 1024 * 1024


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photograph, upright and in sRGB, with what must be carried out again.

    Attributes
    ----------
    pixels : (H, W, 3) uint8 RGB, sRGB, turned as the EXIF orientation asks
    name : the file's name or a stand-in such as ``<bytes>``, for messages
    alpha : (H, W) uint8, or None if the picture is opaque; colours under alpha 0 are white
    icc : the RGB profile the file came with, to be given to whatever is saved from it, or None
    format : the file's format (``"JPEG"``, …), None for arrays
    path : where the file is, None if it was not read from a path
    notes : one line for each thing that could not be honoured, such as a damaged profile
    """

    pixels: NDArray[np.uint8]
    name: str
    alpha: NDArray[np.uint8] | None = None
    icc: bytes | None = None
    format: str | None = None
    path: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels, upright."""
        return self.pixels.shape[1], self.pixels.shape[0]


def load_photo(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Photo:
    """Read a picture from wherever it is.

    Files may be JPEG, PNG, WebP, AVIF, TIFF, BMP, GIF or, with the ``heic`` extra, HEIC; of
    several frames the first is read. Grey, 16-bit, floating-point, CMYK, palette and
    transparent pictures become 8-bit RGB; the EXIF orientation is applied and the ICC profile
    converted to sRGB. Numbers without a profile are taken to be sRGB.

    Parameters
    ----------
    source : path, bytes of a file, binary file object, PIL image, or array with RGB order; an
        array of floats has values in [0, 1]. A ``(H, W, 3) uint8`` array is not copied. A torch
        tensor has its channels first, as torchvision gives it: ``(C, H, W)`` or ``(1, C, H, W)``.
    limits : what to refuse

    Raises
    ------
    InputError
        If there is no picture, it is damaged, or it is beyond the limits.
    MissingExtraError
        For HEIC without the ``heic`` extra.

    Examples
    --------
    >>> import numpy as np
    >>> load_photo(np.zeros((3, 4, 3), np.uint8)).size
    (4, 3)
    """
    if isinstance(source, np.ndarray):
        return _from_array(source, limits)
    if type(source).__module__.partition(".")[0] == "torch" and hasattr(source, "detach"):
        return _from_tensor(source, limits)
    if isinstance(source, Image.Image):
        name = str(getattr(source, "filename", "") or "<image>")
        return _decoded(source, None, name, None, limits)
    data, name, path = read_source(source, limits)
    try:
        image = decoding.open_header(data)
    except Exception as error:  # see _decoded
        raise _refusal(name, error) from error
    return _decoded(image, data, name, path, limits)


def _from_tensor(tensor: Any, limits: Limits) -> Photo:
    """A torch tensor, recognised without importing torch."""
    shape = tuple(tensor.shape)
    array = tensor.detach().cpu().numpy()
    if array.ndim == 4 and array.shape[0] == 1:
        array = array[0]
    if array.ndim == 3 and array.shape[0] in (1, 3, 4):
        return _from_array(np.moveaxis(array, 0, 2), limits, "<tensor>")
    if array.ndim == 2:
        return _from_array(array, limits, "<tensor>")
    raise InputError(f"<tensor>: expected a tensor of shape (3, H, W), got {shape}")


def _from_array(array: NDArray, limits: Limits, name: str = "<array>") -> Photo:
    if array.ndim >= 2:
        _check_size(array.shape[1], array.shape[0], name, limits)
    rgb, alpha = values.from_array(array, name)
    if alpha is not None:
        values.hide_transparent(rgb, alpha)
    return Photo(rgb, name, alpha)


def _decoded(
    image: Image.Image, data: bytes | None, name: str, path: Path | None, limits: Limits
) -> Photo:
    _check_size(image.width, image.height, name, limits)
    try:
        found = decoding.decode(image, data)
    # Decoders of damaged files raise nearly everything: SyntaxError, struct.error, ValueError, …
    except Exception as error:
        raise _refusal(name, error) from error
    return Photo(found.rgb, name, found.alpha, found.icc, found.format, path, tuple(found.notes))


def _check_size(width: int, height: int, name: str, limits: Limits) -> None:
    if width * height > limits.max_pixels:
        raise InputError(
            f"{name}: {width}x{height} is {width * height / 1e6:.0f} megapixels, the limit is "
            f"{limits.max_pixels / 1e6:.0f}: make it smaller, or raise Limits.max_pixels"
        )


def _refusal(name: str, error: Exception) -> IntegumentError:
    """The one line a person gets for whatever went wrong while decoding."""
    if isinstance(error, MissingExtraError):
        return MissingExtraError(f"{name}: reading HEIC", error.extra)
    if isinstance(error, decoding.UnreadableError):
        return InputError(f"{name}: {error}")
    if isinstance(error, MemoryError):
        return InputError(f"{name}: not enough memory to decode it: make it smaller")
    detail = (str(error).strip() or type(error).__name__).splitlines()[0]
    return InputError(f"{name}: damaged or cut short: {detail}")


def read_source(source: object, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, str, Path | None]:
    """(bytes, name, path) of a path, bytes or a file object, which may have a ``path``, too.

    Raises InputError if it cannot be read or is beyond the limits.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        name, data = "<bytes>", bytes(source)
        _check_bytes(len(data), name, limits)
        return data, name, None
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return _read_path(path, limits), str(path), path
    if hasattr(source, "read"):
        path = getattr(source, "path", None)
        return *_read_file(source, limits), path if isinstance(path, Path) else None
    raise InputError(
        "expected a path, bytes, a binary file, a PIL image, an array or a tensor, "
        f"got {type(source).__name__}"
    )


def _read_path(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{path}: is a folder: expected a picture")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: is not a regular file: expected a picture")
        _check_bytes(status.st_size, str(path), limits)
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read: {reason}") from error


def _read_file(file: io.IOBase | BinaryIO, limits: Limits) -> tuple[bytes, str]:
    name = str(getattr(file, "name", "<stream>"))
    try:
        data = file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {error}") from error
    if not isinstance(data, bytes):
        raise InputError(f"{name}: expected a file opened in binary mode ('rb'), got text")
    _check_bytes(len(data), name, limits)
    return data, name


def _check_bytes(count: int, name: str, limits: Limits) -> None:
    if count > limits.max_bytes:
        raise InputError(
            f"{name}: larger than the limit of {limits.max_bytes / 2**20:.0f} MiB: "
            "make it smaller, or raise Limits.max_bytes"
        )
