"""Make the pictures of the README: ``docs/demo.jpg`` and ``docs/people.jpg``.

    python tools/make_readme_pictures.py

The first shows the bundled model on the bundled photograph; the second shows generated people
before made-up backgrounds, each beside its masks. Both are made by the code as it stands.
"""

from __future__ import annotations

from importlib import resources
from itertools import islice
from pathlib import Path

import numpy as np

import integument
from integument.photo import save_picture
from integument.synth import Settings, stream
from integument.synth.gallery import PAINTED, painted

DOCS = Path(__file__).parent.parent / "docs"
SEED = 21
COLUMNS, ROWS = 6, 3


def demo() -> np.ndarray:
    photograph = resources.files("integument") / "assets" / "astronaut.jpg"
    with resources.as_file(photograph) as path:
        people = integument.segment(path)
    masks = {name: people.mask(name).astype(np.uint8) * 255 for name in PAINTED}
    return np.hstack([people.photo.pixels, people.overlay(), painted(masks)])


def sheet() -> np.ndarray:
    samples = list(islice(stream(SEED, Settings(size=192, views=1)), COLUMNS * ROWS))
    tiles = [np.hstack([s.image, painted(dict(s.masks))]) for s in samples]
    return np.vstack([np.hstack(tiles[row * COLUMNS : (row + 1) * COLUMNS]) for row in range(ROWS)])


if __name__ == "__main__":
    DOCS.mkdir(exist_ok=True)
    save_picture(DOCS / "demo.jpg", demo(), quality=88)
    save_picture(DOCS / "people.jpg", sheet(), quality=85)
