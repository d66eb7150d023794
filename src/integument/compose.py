"""Cut-outs and new backgrounds, from what was found in a photograph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import at_most, resize, to_bytes
from integument.colours import is_colour, parse_colour
from integument.errors import UsageError
from integument.foreground import composite, foreground
from integument.matte import matte
from integument.photo import Photo, load_photo
from integument.picture import Picture
from integument.silhouette import tidy
from integument.spread import spread

if TYPE_CHECKING:
    from integument.people import People

BLUR, TRANSPARENT = "blur", "transparent"


WHOLE = ("body", "head_torso")
"""Labels without holes of their own: pinholes in them are filled."""

BLUR_SHARE = 0.015
"""Width (standard deviation) of the blur, as a share of the longer side: that of a portrait lens
wide open. Faces in the background are no longer known."""

BLUR_SIDE = 512
"""Longer side of the copy that is blurred. Detail finer than its pixels would not survive."""

BLEED = 2
"""Pixels around a cut-out that keep a colour although they are transparent, so that scaling it
later mixes in no black."""


def coverage(people: People, label: str = "body") -> NDArray[np.float32]:
    """How much of each pixel is ``label``: ``(H, W) float32`` in [0, 1], soft at its edge.

    Raises UsageError if the label does not exist or the model does not predict it.
    """
    probability = tidy(people.probability(label), fill=label in WHOLE)
    alpha = matte(probability, people.photo.pixels, edges=people.edges)
    if people.photo.alpha is not None:
        alpha *= people.photo.alpha / np.float32(255)
    return alpha


def cut_out(people: People, label: str = "body", *, crop: bool = False) -> Picture:
    """The pixels of ``label`` on transparency, in their own colours up to the edge.

    Parameters
    ----------
    people : what was found
    label : what to keep
    crop : cut the picture to what is kept; where nothing is, it keeps its size
    """
    alpha = coverage(people, label)
    pixels = foreground(people.photo.pixels, alpha)
    transparency = to_bytes(alpha * 255)
    near = cv2.dilate((transparency > 0).view(np.uint8), np.ones((2 * BLEED + 1,) * 2, np.uint8))
    pixels = cv2.bitwise_and(pixels, pixels, mask=near)
    if crop and transparency.any():
        left, top, width, height = cv2.boundingRect(transparency)
        window = np.s_[top : top + height, left : left + width]
        pixels, transparency = pixels[window].copy(), transparency[window].copy()
    return Picture(pixels, transparency, people.photo)


def replace_background(people: People, background: Any = "white", *, of: str = "body") -> Picture:
    """The people of a photograph before another background.

    Parameters
    ----------
    people : what was found
    background : a colour (CSS name, ``#rrggbb``, or a tuple of three levels), ``"blur"``,
        ``"transparent"``, or a picture: anything :func:`integument.photo.load_photo` reads. It
        is scaled to fill the photograph, and what sticks out is cut off evenly.
    of : the label that stays

    Raises
    ------
    UsageError
        If the background is neither a colour nor a file that is there.
    InputError
        If it is a file that cannot be read.
    """
    if isinstance(background, str) and background == TRANSPARENT:
        return cut_out(people, of)
    back = _plain_or_picture(background, people.photo)
    alpha = coverage(people, of)
    if back is None:
        back = _blurred(people.photo.pixels, alpha)
    pixels = composite(foreground(people.photo.pixels, alpha), alpha, back)
    return Picture(pixels, None, people.photo)


def check_background(background: str) -> None:
    """Raise UsageError unless it is a colour, a keyword, or a file that exists."""
    if background in (BLUR, TRANSPARENT) or is_colour(background) or Path(background).is_file():
        return
    try:
        parse_colour(background)
    except UsageError as error:
        raise UsageError(
            f"background: {error}; or blur, transparent, or the file of a picture"
        ) from None


def _plain_or_picture(background: Any, photo: Photo) -> NDArray[np.uint8] | None:
    """``(H, W, 3) uint8`` to put behind; None for blur, which must know the matte."""
    if isinstance(background, str):
        check_background(background)
        if background == BLUR:
            return None
        if is_colour(background):
            background = parse_colour(background)
    if isinstance(background, tuple | list):
        if len(background) != 3 or not all(0 <= level <= 255 for level in background):
            raise UsageError(f"background: expected three levels from 0 to 255, got {background}")
        return np.full_like(photo.pixels, np.array(background, np.uint8))
    other = background if isinstance(background, Photo) else load_photo(background)
    return _filling(other.pixels, photo.size)


def _filling(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Scale a picture so that it covers ``size`` (width, height), and cut the rest off evenly."""
    width, height = size
    scale = max(width / picture.shape[1], height / picture.shape[0])
    # Cut first: then the result has exactly the size, and little is scaled in vain.
    columns = max(1, min(picture.shape[1], round(width / scale)))
    rows = max(1, min(picture.shape[0], round(height / scale)))
    left, top = (picture.shape[1] - columns) // 2, (picture.shape[0] - rows) // 2
    piece = picture[top : top + rows, left : left + columns]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(piece, size, interpolation=method)


def _blurred(rgb: NDArray[np.uint8], alpha: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The background out of focus, without a glow of the people who stand before it."""
    height, width = alpha.shape
    size = at_most(BLUR_SIDE, alpha.shape)
    small = resize(rgb, size).astype(np.float32)
    seen = 1 - resize(alpha, size)
    seen[seen < 1] = 0
    filled = cv2.merge(spread(cv2.split(small), seen)) if seen.any() else small
    blurred = cv2.GaussianBlur(filled, (0, 0), max(0.5, BLUR_SHARE * max(size)))
    return cv2.resize(to_bytes(blurred), (width, height), interpolation=cv2.INTER_CUBIC)
