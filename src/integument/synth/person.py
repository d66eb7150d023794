"""One person: drawn once, then posed and dressed anew for every view."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import cv2
import numpy as np

from integument.synth import body, hair, hair_paint, hair_style, mesh, skin
from integument.synth.assets import PeopleAsset
from integument.synth.geometry import Part

IRIS = np.array(
    [
        [0.05, 0.02, 0.01],
        [0.12, 0.05, 0.015],
        [0.08, 0.12, 0.05],
        [0.05, 0.12, 0.28],
        [0.15, 0.18, 0.2],
    ]
)
IRIS_ODDS = (0.45, 0.25, 0.10, 0.15, 0.05)
FEWER_STRANDS = 0.4
"""Share of the strands that people in the second row get, each as much wider."""


@dataclass(eq=False)
class Person:
    """Everything about a person that stays the same from view to view.

    ``texel_parts`` (S, S) uint8 is the :class:`Part` of each texel of the body. ``anchor`` (N,)
    is the vertex that each strand of a beard moves with, None without a beard.
    """

    asset: PeopleAsset
    shape: body.Shape
    style: hair_style.HairStyle
    strands: list[hair.Strands]
    hair_texture: np.ndarray
    texture: skin.SkinTexture
    texel_parts: np.ndarray
    anchor: np.ndarray | None
    base_colour: np.ndarray
    iris: np.ndarray
    female: bool
    record: dict


def sample(rng: np.random.Generator, asset: PeopleAsset, second_row: bool = False) -> Person:
    """Draw a person: shape, skin and hair. The ``second_row`` is cheaper to draw, in hair."""
    tone, lab = skin.sample_tone(rng)
    phenotype = body.sample_phenotype(rng, tone)
    female = phenotype.gender > 0.5
    shape = body.build(asset, phenotype, body.sample_local(rng, asset))
    style = hair_style.sample(rng, female, tone, phenotype.age)
    grown = _thinned(style) if second_row else style
    strands = hair.grow(rng, asset, shape, grown)
    texture, painted = skin.paint(rng, asset, tone, lab, style, female, phenotype.age)
    return Person(
        asset,
        shape,
        style,
        strands,
        hair_paint.paint(rng, style),
        texture,
        _texel_parts(texture.part, style),
        _beard_anchor(asset, shape, strands),
        skin.lab_to_linear(lab),
        IRIS[rng.choice(len(IRIS), p=IRIS_ODDS)],
        female,
        {
            "phenotype": asdict(phenotype),
            "skin": asdict(painted),
            "hair": style.to_dict(),
            "attributes": attributes(style),
        },
    )


def _thinned(style: hair_style.HairStyle) -> hair_style.HairStyle:
    if style.thick:
        return style
    return replace(
        style,
        strands=int(style.strands * FEWER_STRANDS),
        radius=style.radius / FEWER_STRANDS**0.5,
    )


COLOUR_CLASS = {
    "black": "black",
    "dark brown": "brown",
    "brown": "brown",
    "light brown": "brown",
    "blond": "blond",
    "gray": "gray",
    "white": "gray",
}
"""The colours of :mod:`hair` in the four classes of HairNet; red and dyed hair is in none."""


def attributes(style: hair_style.HairStyle) -> dict[str, str | bool | None]:
    """The truth of the attributes that HairNet ("All-in-one HairNet", 2020) predicts.

    ``colour`` is black, blond, brown, gray or None (another colour, or no hair to have one).
    ``straight`` and ``wavy`` exclude each other; coils, locs and plaits are neither.
    """
    bald = style.kind == "bald"
    own_shape = style.kind in ("bald", "coily", "afro", "locs", "cornrows", "braids") or style.thick
    return {
        "colour": None if bald else COLOUR_CLASS.get(style.colour),
        "straight": not own_shape and style.wave == 0,
        "wavy": not own_shape and style.wave > 0,
        "bangs": not bald and style.bangs > 0,
        "bald": bald,
    }


def _texel_parts(texels: np.ndarray, style: hair_style.HairStyle) -> np.ndarray:
    """The body's part map in the numbers of :class:`Part`: (S, S) uint8."""
    full = style.dense_beard and style.beard_shape == "full"
    table = np.zeros(256, np.uint8)
    table[skin.PLAIN] = Part.SKIN
    table[skin.FACE] = Part.FACE
    table[skin.MOUTH] = Part.MOUTH
    table[skin.SCALP] = Part.HAIR if style.covers_scalp else Part.SKIN
    table[skin.JAW] = Part.BEARD if full else Part.FACE
    table[skin.LIPS] = Part.LIPS
    table[skin.EYELIDS] = Part.EYELIDS
    table[skin.BROWS] = Part.BROWS
    table[skin.NAILS] = Part.NAILS
    return cv2.LUT(texels, table)


def _beard_anchor(asset, shape, strands: list[hair.Strands]) -> np.ndarray | None:
    for own in strands:
        if own.beard:
            face = np.flatnonzero(asset.is_body & (asset.head_weight > 0.3))
            return face[mesh.nearest(own.points[:, 0], shape.vertices[face])]
    return None
