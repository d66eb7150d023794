"""The table of 245,057 coloured pixels, 50,859 of them skin, to fit colour models to.

Text with four numbers a line: blue, green, red (0-255) and 1 for skin, 2 for anything else. It has
no pictures, so it is no data set to score on.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from integument.errors import InputError

SKIN, OTHER = 1, 2


def read_pixel_table(path: str | Path) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Colours ``(N, 3) uint8`` RGB, and ``(N,)`` bool: which of them are skin.

    Raises :class:`InputError` for anything but rows of B, G, R and 1 or 2.
    """
    try:
        table = np.loadtxt(path, dtype=np.int64, ndmin=2)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not readable as rows of numbers: {error}") from error
    if table.shape[1:] != (4,) or not len(table):
        raise InputError(f"{path}: expected rows of B, G, R and label, got shape {table.shape}")
    colours, labels = table[:, 2::-1], table[:, 3]
    if colours.min() < 0 or colours.max() > 255 or not np.isin(labels, (SKIN, OTHER)).all():
        raise InputError(f"{path}: expected colours of 0 to 255 and labels of 1 or 2")
    return colours.astype(np.uint8), labels == SKIN
