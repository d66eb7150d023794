"""Make the picture of docs/edges.md: loose hair over a new colour, with a plain mask and with ours.

    PYTHONPATH=tools python tools/make_edges_picture.py

A generated person before clouds, and put before white three times: cut by the plain mask, cut by
``--edges fast``, and as it truly is. A window of loose hair, every pixel enlarged.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from edge_people import KnownPerson, grounds, people

from integument import Segmenter
from integument.compose import coverage
from integument.foreground import composite, foreground
from integument.photo import save_picture

FILE = Path(__file__).parent.parent / "docs" / "edges.jpg"
SIZE, SEED = 640, 11
WINDOW, ENLARGED = 90, 3
HAIR = "long"


def someone() -> KnownPerson:
    """The first person with long hair."""
    return next(person for person in people(SIZE, 1, SEED) if person.hair == HAIR)


def loosest(person: KnownPerson) -> tuple[slice, slice]:
    """The window with most half-covered pixels."""
    mixed = ((person.alpha > 0.1) & (person.alpha < 0.9)).astype(np.float32)
    total = cv2.boxFilter(mixed, -1, (WINDOW, WINDOW), borderType=cv2.BORDER_CONSTANT)
    half = WINDOW // 2
    inner = total[half : SIZE - half, half : SIZE - half]
    top, left = np.unravel_index(np.argmax(inner), inner.shape)
    return slice(top, top + WINDOW), slice(left, left + WINDOW)


def main() -> None:
    person = someone()
    rng = np.random.default_rng(SEED)
    photograph = person.photograph(grounds(SIZE, rng, None)["clouds"], rng)
    found = Segmenter(threads=1).segment(photograph)
    white = np.full_like(photograph, 255)
    soft = coverage(found)
    shown = [
        photograph,
        composite(photograph, found.body.astype(np.float32), white),
        composite(foreground(photograph, soft), soft, white),
        person.over(white).clip(0, 255).astype(np.uint8),
    ]
    window = loosest(person)
    row = np.hstack([picture[window] for picture in shown])
    row = cv2.resize(row, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_NEAREST)
    save_picture(FILE, row, quality=75)


if __name__ == "__main__":
    main()
