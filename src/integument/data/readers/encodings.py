"""How a mask file says which pixels are in: one function for each convention in use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from integument.data.readers.layout import Decode
from integument.data.sample import HALF

GREY = 32
"""Distance from black and white from which a pixel is grey: compression leaves less."""

MOST_GREY = 0.2
"""Share of grey pixels that a hard mask may have: softened outlines have far less."""

Planes = Sequence[NDArray[np.uint8]]


def white(threshold: int | None = None) -> Decode:
    """White is in, black is out; ``threshold`` is the darkest grey that is in (default 128)."""

    def decode(planes: Planes) -> NDArray[np.bool_]:
        grey = to_grey(planes[0])
        if threshold is None:
            check_hard(grey)
        return grey >= (HALF if threshold is None else threshold)

    return decode


def coverage(threshold: int | None = None) -> Decode:
    """Grey is coverage; with ``threshold``, whatever is at least so bright is in."""

    def decode(planes: Planes) -> NDArray:
        grey = to_grey(planes[0])
        return grey if threshold is None else grey >= threshold

    return decode


def opaque(threshold: int | None = None) -> Decode:
    """A cut-out: its alpha is coverage. Without an alpha channel, grey is."""

    def decode(planes: Planes) -> NDArray:
        pixels = planes[0]
        has_alpha = pixels.ndim == 3 and pixels.shape[2] == 4
        values = pixels[:, :, 3] if has_alpha else to_grey(pixels)
        return values if threshold is None else values >= threshold

    return decode


def not_white(threshold: int | None = None) -> Decode:
    """Pure white is out, everything else is in; ``threshold`` is the brightest that is in."""
    brightest = 254 if threshold is None else threshold

    def decode(planes: Planes) -> NDArray[np.bool_]:
        return _channels(planes[0]).min(axis=2) <= brightest

    return decode


def not_black(threshold: int) -> Decode:
    """Painted black is out; in is what has a channel above ``threshold``."""

    def decode(planes: Planes) -> NDArray[np.bool_]:
        return _channels(planes[0]).max(axis=2) > threshold

    return decode


def primary(channel: int) -> Decode:
    """Classes in pure red, green and blue; in is the class of ``channel`` (0, 1 or 2)."""

    def decode(planes: Planes) -> NDArray[np.bool_]:
        bright = _channels(planes[0]) >= HALF
        if not (bright.sum(axis=2) == 1).all():
            raise ValueError("expected pixels of pure red, green or blue only")
        return bright[:, :, channel]

    return decode


def one_of(value: int, known: Sequence[int]) -> Decode:
    """Classes as grey values; in is ``value``. All values must be among ``known``."""

    def decode(planes: Planes) -> NDArray[np.bool_]:
        grey = to_grey(planes[0])
        if strange := sorted(set(np.unique(grey).tolist()) - set(known)):
            raise ValueError(f"expected only the values {list(known)}, got {strange[:5]} too")
        return grey == value

    return decode


def to_grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``(H, W) uint8``: the picture itself, or the largest of its three channels."""
    return pixels if pixels.ndim == 2 else pixels[:, :, :3].max(axis=2)


def check_hard(grey: NDArray[np.uint8]) -> None:
    """ValueError for masks that are not black and white.

    Masks of 0 and 1, or of class numbers, would score as empty; those of coverage would lose it.
    """
    if 0 < (top := int(grey.max())) < HALF:
        raise ValueError(f"expected 0 and 255, got at most {top}: give a threshold")
    share = float(((grey > GREY) & (grey < 255 - GREY)).mean())
    if share > MOST_GREY:
        raise ValueError(
            f"expected black and white, got {share:.0%} grey: give a threshold, or read coverage "
            "as pairs:LABEL"
        )


def _channels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return pixels[:, :, None] if pixels.ndim == 2 else pixels[:, :, :3]
