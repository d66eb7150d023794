"""The colours of hair: locks of differing shade, highlights, grown-out roots, lighter tips, plaits.

One texture a person. Its columns are locks, three texels each, so that thick strands (locs and
plaits) can be darker at their edges; its rows run from the root (bottom) to the tip (top).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from integument.synth.hair_style import HairStyle

LOCKS = 180
ROWS = 32
EDGE = 0.45  # light left at the edge of a thick strand
NOTCH = 0.35  # and between two turns of a plait


def paint(rng: np.random.Generator, style: HairStyle) -> np.ndarray:
    """Albedo (ROWS, 3 * LOCKS, 3) float32, linear."""
    base = np.array(style.albedo)
    lock = np.tile(base, (LOCKS, 1))
    light = rng.random(LOCKS) < style.highlights
    lock[light] = np.array(style.highlight)
    lock = lock * np.exp(rng.normal(0, style.variation, (LOCKS, 1)))
    along = np.linspace(1, 0, ROWS)[:, None, None]  # the first row is the top of the texture
    tips = 1 + (style.tips - 1) * along
    picture = np.repeat(lock[None] * tips, 3, axis=1)
    if style.roots:
        root = np.clip(1 - (along / style.roots) ** 2, 0, 1)
        picture = picture * (1 - root) + root * np.array(style.root_albedo)
    if style.thick:
        picture[:, 0::3] *= EDGE
        picture[:, 2::3] *= EDGE
    if style.plaited:
        picture[1::2] *= NOTCH
    return np.clip(picture, 0.003, 0.85).astype(np.float32)


def column(rng: np.random.Generator, lock: np.ndarray) -> np.ndarray:
    """Texture coordinate u (N,) float32 of strands that belong to ``lock`` (N,) int."""
    place = rng.uniform(0.1, 0.9, len(lock))
    return ((lock % LOCKS + place) / LOCKS).astype(np.float32)
