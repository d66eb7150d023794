"""One TIFF file whose pages are layers: the photograph, and what belongs to each label."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from integument.errors import OutputError
from integument.photo import Photo, colour

PAGE_NAME = 285
"""Tag with the name of a page, which editors show as that of the layer."""

PHOTOGRAPH = "photograph"


def encode_layers(photo: Photo, layers: Iterable[tuple[str, NDArray[np.uint8]]]) -> bytes:
    """A file with the photograph as the first page and an RGBA page for each layer.

    Layers hold the photograph's pixels everywhere, so that their alpha can be painted on.

    Parameters
    ----------
    photo : the photograph; its profile is embedded, and pixels are expressed in it
    layers : (name, ``(H, W) uint8`` alpha) each

    Raises
    ------
    OutputError
        If it is too large for the format.
    """
    picture = Image.fromarray(np.ascontiguousarray(photo.pixels))
    options: dict = {"compression": "tiff_adobe_deflate"}
    if photo.icc is not None:
        picture = colour.from_srgb(picture, photo.icc)
        options["icc_profile"] = photo.icc
    pages = []
    for name, alpha in layers:
        page = picture.copy()
        page.putalpha(Image.fromarray(np.ascontiguousarray(alpha)))
        page.encoderinfo = {"tiffinfo": _named(name)}
        pages.append(page)
    file = io.BytesIO()
    try:
        picture.save(
            file,
            "TIFF",
            save_all=True,
            append_images=pages,
            tiffinfo=_named(PHOTOGRAPH),
            **options,
        )
    except (ValueError, KeyError) as error:
        raise OutputError(f"{photo.name}: cannot be written as TIFF: {error}") from error
    return file.getvalue()


def _named(name: str) -> TiffImagePlugin.ImageFileDirectory_v2:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[PAGE_NAME] = name
    return tags
