"""Attributes of a picture as numbers, NaN where nothing is known.

They come from the columns of a pack's ``index.csv``: ``hair_colour`` (a word), and ``straight``,
``wavy``, ``bangs``, ``bald`` (0 or 1). A picture with several colours, or one outside
:data:`COLOURS`, has no known colour: it is left out there, as HairNet does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

COLOURS = ("black", "blond", "brown", "gray")
BINARY = ("straight", "wavy", "bangs", "bald")
ANSWERS = ("colour", *BINARY)

_SAME = {"grey": "gray", "white": "gray", "blonde": "blond", "dark brown": "brown"}


def of(attributes: Mapping[str, str], wanted: Sequence[str]) -> NDArray[np.float32]:
    """One number for each of ``wanted``: the index of a colour, 0 or 1 for the others, or NaN."""
    values = np.full(len(wanted), np.nan, np.float32)
    for place, name in enumerate(wanted):
        if name == "colour":
            word = attributes.get("hair_colour", "").strip().lower()
            word = _SAME.get(word, word)
            if word in COLOURS:
                values[place] = COLOURS.index(word)
        elif attributes.get(name, "") in ("0", "1"):
            values[place] = float(attributes[name])
    return values
