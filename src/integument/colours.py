"""Colours as people write them."""

from __future__ import annotations

import difflib

from PIL import ImageColor

from integument.errors import UsageError

Colour = tuple[int, int, int]
"""(r, g, b), 0-255, sRGB."""


def parse_colour(text: str) -> Colour:
    """A CSS name, ``#rgb``, ``#rrggbb``, ``rgb(r, g, b)``, ``hsl(h, s%, l%)``, or bare hex digits.

    Raises UsageError with the nearest name for anything else.

    >>> parse_colour("white"), parse_colour("#0af"), parse_colour("336699")
    ((255, 255, 255), (0, 170, 255), (51, 102, 153))
    """
    for attempt in (text, f"#{text}"):
        try:
            return ImageColor.getrgb(attempt.strip())[:3]
        except ValueError:
            continue
    near = difflib.get_close_matches(text.lower(), ImageColor.colormap, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    raise UsageError(
        f"unknown colour '{text}': {hint}Expected a CSS name such as white, or #rrggbb"
    )


def is_colour(text: str) -> bool:
    """Whether :func:`parse_colour` takes it."""
    try:
        parse_colour(text)
    except UsageError:
        return False
    return True
