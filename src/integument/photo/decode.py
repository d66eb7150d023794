"""The bytes of one picture file → upright sRGB pixels, alpha and colour profile.

Only the formats in :data:`FORMATS` are ever tried, whatever a file calls itself: each further
decoder would be one more way for a hostile file to do harm.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from integument.errors import MissingExtraError
from integument.photo import colour, pixels
from integument.photo.deep_tiff import DeepTiff, open_deep_tiff

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF")
"""Formats Pillow may try, by its names. HEIF joins them when the ``heic`` extra is installed."""

_ORIENTATION = 0x0112
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")


class UnreadableError(ValueError):
    """Bytes that are not a picture this program reads; the text says why."""


@dataclass(slots=True)
class Decoded:
    """What one file held.

    Attributes
    ----------
    rgb : (H, W, 3) uint8 RGB, upright, sRGB
    alpha : (H, W) uint8, or None if opaque
    icc : the file's RGB profile, None if it had none that can be used
    format : Pillow's name of the format
    notes : what could not be honoured, one line each
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None
    icc: bytes | None
    format: str | None
    notes: list[str] = field(default_factory=list)


def open_header(data: bytes) -> Image.Image:
    """The file as a Pillow image of which only the header has been read.

    Raises
    ------
    UnreadableError
        If it is none of the known formats.
    MissingExtraError
        If it is HEIC and the extra is not installed.
    """
    formats = list(FORMATS)
    if _is_heic(data):
        _register_heif()
        formats = ["HEIF"]
    try:
        with _no_pillow_limit():
            return Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError:
        deep = open_deep_tiff(data)
        if deep is not None:
            return deep
        raise UnreadableError(_what_instead(data)) from None


def decode(image: Image.Image, data: bytes | None = None) -> Decoded:
    """Pixels of an opened image, upright and in sRGB.

    ``data`` is the whole file, which lets plain JPEGs take a shorter path. Whatever a decoder
    raises on damaged data passes through.
    """
    notes: list[str] = []
    stored, alpha = _stored(image, data)
    rgb, icc = _in_srgb(stored, image.info.get("icc_profile") or None, notes)
    # After loading: some decoders turn the picture themselves, and then say so.
    turn = _orientation(image, notes)
    alpha = None if alpha is None else upright(alpha, turn)
    rgb = upright(rgb, turn)
    pixels.hide_transparent(rgb, alpha)
    return Decoded(rgb, alpha, icc, image.format, notes)


def upright(array: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """(H, W) or (H, W, C) pixels turned as an EXIF orientation from 1 to 8 asks."""
    match orientation:
        case 2:
            return cv2.flip(array, 1)
        case 3:
            return cv2.rotate(array, cv2.ROTATE_180)
        case 4:
            return cv2.flip(array, 0)
        case 5:
            return cv2.transpose(array)
        case 6:
            return cv2.rotate(array, cv2.ROTATE_90_CLOCKWISE)
        case 7:
            return cv2.transpose(cv2.rotate(array, cv2.ROTATE_180))
        case 8:
            return cv2.rotate(array, cv2.ROTATE_90_COUNTERCLOCKWISE)
    return array


def _stored(
    image: Image.Image, data: bytes | None
) -> tuple[Image.Image | NDArray[np.uint8], NDArray[np.uint8] | None]:
    """8-bit values as they are in the file, and alpha.

    The values are (H, W, 3) uint8 where the decoder gives RGB at once, else a Pillow image of
    mode ``L``, ``RGB`` or ``CMYK``.
    """
    if isinstance(image, DeepTiff):
        return image.decode()
    if data is not None and _is_plain_jpeg(image):
        rgb = _decode_jpeg(image, data)
        if rgb is not None:
            return rgb, None
    with _no_pillow_limit(needed_for=image):
        image.load()
    return pixels.split_alpha(image)


def _in_srgb(
    stored: Image.Image | NDArray[np.uint8], icc: bytes | None, notes: list[str]
) -> tuple[NDArray[np.uint8], bytes | None]:
    """(H, W, 3) uint8 sRGB, and the profile if it is one that RGB pixels can go back to."""
    if icc is not None:
        try:
            if isinstance(stored, Image.Image):
                stored = colour.to_srgb(stored, icc)
            elif not colour.is_srgb(icc):
                stored = colour.to_srgb(Image.fromarray(stored), icc)
            # A profile of grey or ink says nothing about what the pixels are from here on.
            icc = icc if colour.is_rgb(icc) else None
        except colour.ProfileError as error:
            notes.append(f"{error}; ignored, taken as sRGB")
            icc = None
    return (pixels.to_rgb(stored) if isinstance(stored, Image.Image) else stored), icc


def _orientation(image: Image.Image, notes: list[str]) -> int:
    """EXIF (or XMP) orientation from 1 to 8; 1 where there is none that can be read."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # damaged metadata raises almost anything, and is no reason to give up
        notes.append("EXIF data damaged; ignored, taken as upright")
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _is_plain_jpeg(image: Image.Image) -> bool:
    if image.format not in ("JPEG", "MPO"):
        return False
    # Grey values must stay grey for a grey profile to be applied.
    return image.mode == "RGB" or (image.mode == "L" and "icc_profile" not in image.info)


def _decode_jpeg(image: Image.Image, data: bytes) -> NDArray[np.uint8] | None:
    """(H, W, 3) uint8 RGB by OpenCV, a third faster than Pillow; None if it is incomplete."""
    # After the header, an end marker cannot occur inside the picture's own data. Without one
    # the file was cut short, which Pillow reports and OpenCV may paint grey.
    assert image.fp is not None
    if data.find(b"\xff\xd9", image.fp.tell()) < 0:
        return None
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if bgr is None or bgr.shape[:2] != (image.height, image.width):
        return None
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=bgr)


def _is_heic(data: bytes) -> bool:
    if data[4:8] != b"ftyp":
        return False
    length = int.from_bytes(data[:4], "big")
    brands = data[8 : min(length, 256)]
    return any(brand in brands for brand in _HEIC_BRANDS)


def _register_heif() -> None:
    try:
        import pillow_heif
    except ImportError:
        raise MissingExtraError("reading HEIC", "heic") from None
    pillow_heif.register_heif_opener()


def _what_instead(data: bytes) -> str:
    known = "expected JPEG, PNG, WebP, AVIF, HEIC, TIFF, BMP or GIF"
    if not data:
        return f"the file is empty: {known}"
    start = data[:512]
    if start.startswith(b"%PDF"):
        return f"not a picture: {known}, got a PDF"
    if _is_text(start):
        return f"not a picture: {known}, got text"
    return f"not a picture that can be read, or its first bytes are damaged: {known}"


def _is_text(start: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character.isspace() for character in text)


_lock = threading.Lock()
_lifted = 0
_pillow_limit: int | None = None


@contextlib.contextmanager
def _no_pillow_limit(needed_for: Image.Image | None = None) -> Iterator[None]:
    """Lift Pillow's process-wide size limit; our own is checked between header and pixels.

    Counted, so that overlapping uses in several threads put the original limit back once.
    With ``needed_for``, only if that picture is above Pillow's limit.
    """
    global _lifted, _pillow_limit
    if needed_for is not None:
        limit = Image.MAX_IMAGE_PIXELS
        if limit is None or needed_for.width * needed_for.height <= limit:
            yield
            return
    with _lock:
        if _lifted == 0:
            _pillow_limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        _lifted += 1
    try:
        yield
    finally:
        with _lock:
            _lifted -= 1
            if _lifted == 0:
                Image.MAX_IMAGE_PIXELS = _pillow_limit
