"""A picture that was made from a photograph: a cut-out, a new background, other colours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from integument.photo import Photo, encode_picture, save_picture


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels, and the photograph whose profile they are to be saved with.

    ``numpy.asarray(picture)`` is what :meth:`to_array` gives.

    Attributes
    ----------
    pixels : ``(H, W, 3) uint8`` RGB, sRGB, not multiplied by alpha
    alpha : ``(H, W) uint8``, 0 transparent; None for an opaque picture
    photo : what it was made from
    """

    pixels: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None
    photo: Photo

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def save(self, path: str | Path, *, quality: int = 92) -> Path:
        """Write it, whole or not at all, in the format of the path's suffix; returns the path.

        Raises UsageError for an unknown suffix or transparency in a JPEG, OutputError if it cannot
        be written. See :func:`integument.photo.save_picture`.
        """
        path = Path(path)
        save_picture(path, self.pixels, alpha=self.alpha, photo=self.photo, quality=quality)
        return path

    def encode(self, suffix: str = ".png", *, quality: int = 92) -> bytes:
        """The bytes of a file of that suffix."""
        return encode_picture(
            self.pixels, suffix, alpha=self.alpha, photo=self.photo, quality=quality
        )

    def to_array(self) -> NDArray[np.uint8]:
        """``(H, W, 3)`` RGB, or ``(H, W, 4)`` RGBA where it has alpha; a copy."""
        if self.alpha is None:
            return self.pixels.copy()
        return np.dstack([self.pixels, self.alpha])

    def to_pil(self) -> Image.Image:
        """A Pillow image of mode RGB or RGBA, in sRGB."""
        return Image.fromarray(self.to_array())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self.to_array() if dtype is None else self.to_array().astype(dtype)
