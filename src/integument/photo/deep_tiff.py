"""TIFFs of values that Pillow does not know, above all floating-point colour, read by OpenCV."""

from __future__ import annotations

import io
import struct

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from integument.photo import pixels

_WIDTH, _HEIGHT, _ORIENTATION, _ICC = 0x0100, 0x0101, 0x0112, 0x8773


class DeepTiff(Image.Image):
    """A TIFF whose kind of value Pillow does not know (floating-point RGB), read by OpenCV."""

    format = "TIFF"

    def __init__(self, data: bytes, tags: TiffImagePlugin.ImageFileDirectory_v2) -> None:
        super().__init__()
        self._data = _stored_upright(data)
        self._size = (int(tags[_WIDTH]), int(tags[_HEIGHT]))
        self._turn = int(tags.get(_ORIENTATION, 1))
        if _ICC in tags:
            self.info["icc_profile"] = tags[_ICC]

    def getexif(self) -> Image.Exif:
        exif = Image.Exif()
        exif[_ORIENTATION] = self._turn
        return exif

    def decode(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
        """(H, W, 3) uint8 RGB as stored, and alpha."""
        values = cv2.imdecode(np.frombuffer(self._data, np.uint8), cv2.IMREAD_UNCHANGED)
        if values is None:
            raise ValueError("a kind of TIFF that is not supported")
        if np.issubdtype(values.dtype, np.floating):
            values = pixels.scale_to_uint8(values, pixels.float_white(values))
        elif values.dtype == np.uint16:
            values = pixels.scale_to_uint8(values, 65535.0)
        elif values.dtype != np.uint8:
            raise ValueError(f"a TIFF of {values.dtype} values, which have no agreed white")
        if values.ndim == 3 and values.shape[2] >= 3:
            values = np.concatenate([values[:, :, 2::-1], values[:, :, 3:4]], axis=2)  # from BGR(A)
        return pixels.from_uint8(values)


def open_deep_tiff(data: bytes) -> DeepTiff | None:
    """The header of a TIFF that Pillow refused; None if these bytes are not a readable TIFF."""
    if data[:4] not in (b"II*\0", b"MM\0*"):
        return None
    try:
        file = io.BytesIO(data)
        tags = TiffImagePlugin.ImageFileDirectory_v2(file.read(8))
        file.seek(tags.next)
        tags.load(file)
        return DeepTiff(data, tags)
    except Exception:  # damaged tags raise almost anything
        return None


def _stored_upright(data: bytes) -> bytes:
    """The same file with its orientation tag set to 1.

    Which orientations OpenCV applies to a TIFF changed between its versions; this way it applies
    none, and they are applied where those of all other formats are.
    """
    order = "<" if data[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, directory)
    patched = bytearray(data)
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        if struct.unpack_from(f"{order}H", data, entry) == (_ORIENTATION,):
            struct.pack_into(f"{order}H", patched, entry + 8, 1)
    return bytes(patched)
