"""Training pictures of one head each, cut out as :mod:`integument.heads` cuts photographs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from integument.data.augment import AugmentSettings
from integument.data.colour import ColourSettings
from integument.data.sample import Sample
from integument.heads import Square, box_of, cut, find_heads, square_around

MARGIN = (1.25, 2.0)
"""Side of the square relative to the head, drawn uniformly: masks of photographs are not exact."""
SHIFT = 0.12
"""How far the square may be off, as a share of its side."""
ZOOM = (0.9, 1.1)
"""Of the square in the crop: it is cut at the size that is meant."""
OCCLUDE = 0.1
"""Fewer patches than on whole pictures: under one that hides the hair nothing can be told."""


COLOUR = ColourSettings(
    light=0.15,
    light_gain=(0.7, 1.3),
    white_balance=(0.85, 1.2),
    hue=4.0,
    wild_hue=0.0,
    saturation=(0.65, 1.4),
    mixing=0.02,
    grey=0.02,
    gamma=(0.75, 1.35),
    contrast=(0.8, 1.25),
    brightness=(-0.08, 0.08),
)
"""As cameras differ, and no more: the colour of hair is asked for, and light that makes blond of
brown teaches nothing."""


def close(settings: AugmentSettings) -> AugmentSettings:
    """``settings`` for pictures that are cut to one head already, and asked about its hair."""
    geometry = replace(settings.geometry, zoom=ZOOM, quarter_turn=0.0, occlude=OCCLUDE, reflect=0.0)
    return replace(settings, geometry=geometry, colour=COLOUR)


def one_head(sample: Sample, rng: np.random.Generator) -> Sample | None:
    """The square around the largest head of ``sample``; None if no head is to be seen."""
    nothing = np.zeros(sample.shape, np.bool_)
    hair, face = (
        sample.truth(name) if name in sample.masks else nothing for name in ("hair", "face_skin")
    )
    heads = find_heads(hair, face)
    if not heads:
        return None
    square = square_around(box_of(heads[0]), rng.uniform(*MARGIN))
    right, down = rng.uniform(-SHIFT, SHIFT, 2) * square.side
    moved = Square(square.left + round(right), square.top + round(down), square.side)
    return Sample(
        sample.name,
        cut(sample.image, moved),
        {label: cut(mask, moved) for label, mask in sample.masks.items()},
        None if sample.void is None else cut(sample.void, moved),
        {label: cut(void, moved) for label, void in sample.void_for.items()},
        sample.attributes,
    )
