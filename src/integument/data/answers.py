"""Attributes of a picture as numbers, NaN where nothing is known.

They come from the columns of a pack's ``index.csv``: ``hair_colour`` (a word), and ``straight``,
``wavy``, ``bangs``, ``bald`` (0 or 1). A picture with several colours, or one outside
:data:`integument.attributes.COLOURS`, has no known ``colour``: it is left out there, as HairNet
does. ``shade`` is the same question with two more answers, red and dyed.

A pack that has the style of Figaro-1k instead (``hair_style``) knows straight and wavy: curls,
coils, braids and dreadlocks are neither, and of short hair it says nothing.

Where the index has the columns of the others and all are blank, the picture cannot tell what the
hair is like (too little of it shows, or there are several people), nor its colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from integument.attributes import BINARY, COLOUR, COLOURS, SHADES

ANSWERS = ("colour", *BINARY)
CHOICES = {"colour": COLOURS, "shade": SHADES}
"""Attributes that are more than yes or no, with their values."""

_STYLES = ("straight", "wavy", "curly", "kinky", "braids", "dreadlocks")
_SAME = {
    "grey": "gray",
    "white": "gray",
    "blonde": "blond",
    "dark brown": "brown",
    "light brown": "brown",
}


def of(attributes: Mapping[str, str], wanted: Sequence[str]) -> NDArray[np.float32]:
    """One number for each of ``wanted``: the index of a colour, 0 or 1 for the others, or NaN."""
    values = np.full(len(wanted), np.nan, np.float32)
    told = [attributes[name] for name in BINARY if name in attributes]
    word = "" if told and not any(told) else attributes.get(COLOUR, "").strip().lower()
    word = _SAME.get(word, word)
    for place, name in enumerate(wanted):
        if name in CHOICES:
            if word in CHOICES[name]:
                values[place] = CHOICES[name].index(word)
        elif attributes.get(name, "") in ("0", "1"):
            values[place] = float(attributes[name])
        elif name in ("straight", "wavy") and attributes.get("hair_style", "") in _STYLES:
            values[place] = float(attributes["hair_style"] == name)
    return values
