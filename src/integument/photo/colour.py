"""ICC profiles: what a picture's numbers mean, turned into sRGB and back.

Conversions are relative colorimetric with black point compensation, the default of the
programs people edit photographs with. Colours outside sRGB are clipped to its edge.
"""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

SRGB_TOLERANCE = 2
"""A profile is taken to be sRGB if no colour moves by more than this many of 255 levels.

There are dozens of sRGB profiles; they differ by rounding, and converting between them would
only cost time. Gamma 2.2 instead of the sRGB curve already differs by more.
"""

_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_SPACE_OF_MODE = {"L": "GRAY", "RGB": "RGB ", "CMYK": "CMYK"}


class ProfileError(ValueError):
    """A profile that is damaged or made for another kind of picture."""


def to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """The picture with its colours converted to sRGB; itself if the profile already is sRGB.

    Parameters
    ----------
    image : mode ``L``, ``RGB`` or ``CMYK``
    icc : the profile its numbers are in

    Raises
    ------
    ProfileError
        If the profile cannot be used for this picture.
    """
    if image.mode == "RGB" and is_srgb(icc):
        return image
    profile = _open(icc, image.mode)
    return _convert(image, profile, ImageCms.createProfile("sRGB"))


def from_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """An sRGB picture (mode ``RGB``) with its colours expressed in an RGB profile."""
    if is_srgb(icc):
        return image
    return _convert(image, ImageCms.createProfile("sRGB"), _open(icc, "RGB"))


def is_rgb(icc: bytes) -> bool:
    """True if the profile can be read and is one for RGB pictures."""
    try:
        _open(icc, "RGB")
    except ProfileError:
        return False
    return True


@lru_cache(maxsize=16)
def is_srgb(icc: bytes) -> bool:
    """True if the RGB profile leaves every colour where sRGB has it, within the tolerance.

    Judged by what the profile does to a lattice of colours, not by the name it gives itself.
    """
    lattice = _lattice()
    moved = _convert(lattice, _open(icc, "RGB"), ImageCms.createProfile("sRGB"))
    shift = np.asarray(moved, np.int16) - np.asarray(lattice, np.int16)
    return int(np.abs(shift).max()) <= SRGB_TOLERANCE


def lab_to_srgb(image: Image.Image) -> Image.Image:
    """A picture of mode ``LAB`` (CIE L*a*b*, D50) as sRGB."""
    return _convert(image, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"))


def _lattice() -> Image.Image:
    """A 36x6 picture of the 216 colours with 6 levels a channel."""
    levels = np.linspace(0, 255, 6).round().astype(np.uint8)
    cube: NDArray[np.uint8] = np.stack(np.meshgrid(levels, levels, levels), axis=-1)
    return Image.fromarray(cube.reshape(6, 36, 3))


def _open(icc: bytes, mode: str) -> ImageCms.ImageCmsProfile:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        space = profile.profile.xcolor_space
    except (OSError, ValueError, TypeError) as error:
        raise ProfileError(f"damaged colour profile: {error}") from error
    if space != _SPACE_OF_MODE[mode]:
        raise ProfileError(f"colour profile is for {space.strip()} pictures, this one is {mode}")
    return profile


def _convert(
    image: Image.Image,
    source: ImageCms.ImageCmsProfile | ImageCms.core.CmsProfile,
    target: ImageCms.ImageCmsProfile | ImageCms.core.CmsProfile,
) -> Image.Image:
    try:
        converted = ImageCms.profileToProfile(
            image, source, target, renderingIntent=_INTENT, outputMode="RGB", flags=_FLAGS
        )
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise ProfileError(f"colour profile cannot be used: {error}") from error
    assert converted is not None
    return converted
