"""Backgrounds, cut-outs and new colours. Everything the routes do to a picture goes through here.

Alpha is the network's probability with its doubtful ends cut off, and colours stay those of the
photograph: where the old background was bright, a trace of it remains in fine hair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageColor

from integument.errors import UsageError
from integument.people import People
from integument.photo import Photo
from integument.serve.encode import Picture

SURELY_OUT, SURELY_IN = 0.2, 0.8
"""Probabilities up to and from which a pixel is taken to lie wholly outside and inside."""

BLUR_SHARE = 40
"""A blurred background is blurred by one part in this many of the longer side: faces of
passers-by are gone, and the place is still told."""

BAND = 256
"""Rows that are worked on in floats at a time."""

CUTOUTS = ("body", "head_torso", "hair", "skin", "face_skin", "clothes")
"""Labels that can be cut out."""

Colour = tuple[int, int, int]
Background = Colour | Photo | Literal["blur", "transparent"]


SKIN_TONES: dict[str, Colour] = {
    "I": (232, 196, 174),
    "II": (227, 185, 149),
    "III": (210, 161, 124),
    "IV": (185, 138, 94),
    "V": (154, 108, 69),
    "VI": (92, 58, 38),
}
"""Tone → a typical colour, with a typology angle inside the limits of Chardon et al. (1991), see
:mod:`integument.evaluate.tone`."""


@dataclass(frozen=True, slots=True)
class Recolour:
    """New colours of hair and of skin; None leaves them alone."""

    hair: Colour | None = None
    skin: Colour | None = None


def parse_recolour(hair: str | None, skin_tone: str | None) -> Recolour:
    """What is to be done, from a colour of hair and a tone of skin, ``I`` to ``VI``.

    Raises UsageError if neither is given, or there is no such colour or tone.
    """
    if hair is None and skin_tone is None:
        raise UsageError("expected a new colour as hair=…, a tone as skin_tone=…, or both")
    if skin_tone is not None and skin_tone.upper() not in SKIN_TONES:
        raise UsageError(f"skin_tone: expected I to VI, got '{skin_tone[:60]}'")
    return Recolour(
        hair=None if hair is None else parse_colour(hair),
        skin=None if skin_tone is None else SKIN_TONES[skin_tone.upper()],
    )


def parse_colour(text: str) -> Colour:
    """``(r, g, b)`` of a CSS name, ``#rgb``, ``#rrggbb`` or ``rgb(r, g, b)``.

    >>> parse_colour("#ff8000")
    (255, 128, 0)
    """
    try:
        red, green, blue, *_ = ImageColor.getrgb(text.strip().lower())
    except ValueError:
        raise UsageError(f"expected a colour such as white or #00a0ff, got '{text[:60]}'") from None
    return red, green, blue


def parse_background(text: str) -> Background:
    """``blur``, ``transparent``, or a colour."""
    word = text.strip().lower()
    if word == "blur" or word == "transparent":
        return word
    return parse_colour(word)


def soft_alpha(people: People, label: str) -> NDArray[np.float32]:
    """How much of each pixel is ``label``: ``(H, W) float32`` in [0, 1]."""
    alpha = people.probability(label)
    alpha = (alpha - SURELY_OUT) / (SURELY_IN - SURELY_OUT)
    alpha = np.clip(alpha, 0, 1, out=alpha)
    if people.photo.alpha is not None:
        alpha *= people.photo.alpha.astype(np.float32) / 255
    return alpha


def cutout(people: People, label: str = "body") -> Picture:
    """The photograph with everything but ``label`` clear."""
    return Picture(people.photo.pixels, to_bytes(soft_alpha(people, label) * 255))


def background(people: People, new: Background) -> Picture:
    """The photograph with another background."""
    if isinstance(new, str) and new == "transparent":
        return cutout(people)
    pixels = people.photo.pixels
    alpha = soft_alpha(people, "body")
    behind = _behind(pixels, new)
    made = np.empty_like(pixels)
    for band in bands(len(pixels)):
        weight = alpha[band, :, None]
        ground = behind if behind.ndim == 1 else behind[band]
        made[band] = to_bytes(pixels[band] * weight + ground * (1 - weight))
    return Picture(made)


def recolour(people: People, new: Recolour) -> Picture:
    """The photograph with another colour of hair or skin; shading and texture stay.

    In CIELAB the region's mean moves to the new colour. Its lightness is scaled rather than
    shifted, so that shadows stay as deep as they were beside what surrounds them.
    """
    made = people.photo.pixels.copy()
    for label, colour in (("hair", new.hair), ("skin", new.skin)):
        if colour is not None:
            _tint(made, soft_alpha(people, label), colour)
    return Picture(made, people.photo.alpha)


def bands(rows: int) -> Iterator[slice]:
    """Slices of :data:`BAND` rows that cover all: what is worked on in floats stays small."""
    return (slice(start, start + BAND) for start in range(0, rows, BAND))


def to_bytes(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Values from 0 to 255, rounded."""
    return np.clip(values + 0.5, 0, 255).astype(np.uint8)


def _tint(rgb: NDArray[np.uint8], alpha: NDArray[np.float32], colour: Colour) -> None:
    """Move the weighted mean of ``rgb`` to ``colour``, in place."""
    weight = float(alpha.sum())
    if weight < 1:
        return
    mean = np.zeros(3)
    for band in bands(len(rgb)):
        mean += (_lab(rgb[band]) * alpha[band, :, None]).sum(axis=(0, 1), dtype=np.float64)
    mean /= weight
    target = _lab(np.array([[colour]], np.uint8))[0, 0]
    shift = (target - mean).astype(np.float32)
    brighter = np.float32(target[0] / max(mean[0], 1.0))
    for band in bands(len(rgb)):
        if not alpha[band].any():
            continue
        before = _lab(rgb[band])
        tinted = before + shift
        tinted[..., 0] = np.clip(before[..., 0] * brighter, 0, 100)
        before += (tinted - before) * alpha[band, :, None]
        painted = to_bytes(cv2.cvtColor(before, cv2.COLOR_Lab2RGB) * 255)
        # What is outside stays as it was to the bit: colours do not survive the way there and back.
        cv2.copyTo(painted, (alpha[band] > 0).view(np.uint8), rgb[band])


def _lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


def _behind(
    pixels: NDArray[np.uint8], new: Colour | Photo | str
) -> NDArray[np.uint8] | NDArray[np.float32]:
    """What stands behind the people: a colour, or ``(H, W, 3)``."""
    if isinstance(new, Photo):
        return _cover(new.pixels, pixels.shape[:2])
    if isinstance(new, str):
        sigma = max(1.0, max(pixels.shape[:2]) / BLUR_SHARE)
        return cv2.GaussianBlur(pixels, (0, 0), sigma)
    return np.array(new, np.float32)


def _cover(picture: NDArray[np.uint8], size: tuple[int, ...]) -> NDArray[np.uint8]:
    """A picture scaled and cropped around its middle so that it fills ``size`` exactly."""
    height, width = size
    scale = max(height / picture.shape[0], width / picture.shape[1])
    rows = min(picture.shape[0], max(1, round(height / scale)))
    columns = min(picture.shape[1], max(1, round(width / scale)))
    top, left = (picture.shape[0] - rows) // 2, (picture.shape[1] - columns) // 2
    part = picture[top : top + rows, left : left + columns]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(part, (width, height), interpolation=method)


def crop(picture: Picture) -> Picture:
    """The part of a picture that is not clear; all of it where everything is."""
    left, top, width, height = visible_box(picture)
    if picture.alpha is None or not width:
        return picture
    part = np.s_[top : top + height, left : left + width]
    return Picture(picture.rgb[part], picture.alpha[part])


def visible_box(picture: Picture) -> tuple[int, int, int, int]:
    """Left, top, width and height, in pixels, of what is not clear; all 0 for nothing."""
    height, width = picture.rgb.shape[:2]
    if picture.alpha is None:
        return 0, 0, width, height
    left, top, width, height = cv2.boundingRect(picture.alpha)
    return left, top, width, height
