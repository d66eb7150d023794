"""Garments: cut from two meshes that surround the body, pushed outward, and printed.

A garment is the part of the *tights* or *skirt* mesh where a signed field over canonical
positions is positive; necklines, sleeves and hems are terms of that field. People are never
nude: without outer clothes they wear underwear or swimwear.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

from integument.synth import noise
from integument.synth.assets import PeopleAsset

CLOTH_SIZE = 256
NECK = np.array([0.0, -0.05, 0.555], np.float32)

TOPS = ("t-shirt", "long sleeves", "tank", "dress", "strapless", "jacket", "shirt")
TOP_ODDS = (0.25, 0.24, 0.13, 0.11, 0.03, 0.12, 0.12)
LEGS = ("trousers", "shorts", "briefs", "skirt")
LEG_ODDS = (0.52, 0.20, 0.05, 0.23)
P_CAP = 0.2


@dataclass(frozen=True, eq=False)
class Garment:
    """One piece of clothing.

    ``mesh`` is "tights", "skirt" or "body"; ``field`` (V,) float32 is positive where there is
    cloth; ``offset`` (V,) float32 metres lifts it off the body; ``texture`` (256, 256, 3) float32
    linear albedo; ``upper`` whether it belongs to the head and torso above the waist.
    """

    kind: str
    mesh: str
    field: np.ndarray
    offset: np.ndarray
    texture: np.ndarray
    roughness: float
    scale: float


def _smallest(*fields: np.ndarray) -> np.ndarray:
    return np.minimum.reduce(fields).astype(np.float32)


def sample_outfit(
    rng: np.random.Generator,
    asset: PeopleAsset,
    female: bool,
    clothed: bool,
    skin: np.ndarray,
    may_wear_cap: bool,
) -> list[Garment]:
    """Draw what one person wears. ``skin`` is the linear skin colour, for skin-like cloth."""
    garments = _outer(rng, asset, female, skin) if clothed else _swimwear(rng, asset, female, skin)
    if rng.random() < (0.75 if clothed else 0.2):
        z = asset.canonical[:, 2]
        garments.append(_piece(rng, asset, "shoes", -z - rng.uniform(0.72, 0.80), 0.012, skin))
    if may_wear_cap and rng.random() < P_CAP:
        garments.append(_beanie(rng, asset, skin))
    return garments


def _piece(rng, asset, kind, field, offset, skin, mesh="tights", texture=None) -> Garment:
    folds = noise.in_space(rng, asset.canonical, rng.uniform(20, 60))
    loose = np.clip(offset - 0.006, 0, None)
    lift = np.clip(offset + 0.5 * loose * folds, 0.003, None)
    return Garment(
        kind,
        mesh,
        np.broadcast_to(field, len(asset.canonical)).astype(np.float32),
        np.broadcast_to(lift, len(asset.canonical)).astype(np.float32),
        cloth(rng, skin) if texture is None else texture,
        roughness=float(rng.uniform(0.45, 1.0)),
        scale=float(rng.uniform(0.8, 2.5)),
    )


def _briefs(rng, asset: PeopleAsset, top: float) -> np.ndarray:
    c = asset.canonical
    leg = rng.uniform(0.2, 0.62) * np.abs(c[:, 0]) - 0.10
    field = _smallest(top - c[:, 2], c[:, 2] - leg)
    return np.where(asset.arm_weight > 0.3, -0.1, field)


def _swimwear(rng, asset, female, skin) -> list[Garment]:
    z = asset.canonical[:, 2]
    texture = cloth(rng, skin)
    top = 0.07 + rng.uniform(-0.02, 0.05)
    if not female and rng.random() < 0.6:
        hem = rng.uniform(-0.35, -0.05)
        field = np.where(asset.arm_weight > 0.3, -0.1, _smallest(top - z, z - hem))
        return [_piece(rng, asset, "swim shorts", field, 0.010, skin, texture=texture)]
    out = [_piece(rng, asset, "briefs", _briefs(rng, asset, top), 0.003, skin, texture=texture)]
    if female:
        if rng.random() < 0.3:  # one-piece
            neck = np.linalg.norm(asset.canonical - NECK, axis=1) - rng.uniform(0.10, 0.14)
            field = _smallest(z - top + 0.03, neck, 0.04 - asset.along_arm)
            return [*out, _piece(rng, asset, "swimsuit", field, 0.003, skin, texture=texture)]
        field = _smallest(z - 0.27, 0.43 - z, 0.03 - asset.arm_weight)
        out.append(_piece(rng, asset, "bikini top", field, 0.004, skin, texture=texture))
    return out


def _outer(rng, asset: PeopleAsset, female: bool, skin) -> list[Garment]:
    c, z, along = asset.canonical, asset.canonical[:, 2], asset.along_arm
    odds = np.array(TOP_ODDS) * (
        [1, 1, 1, 1, 1, 1, 1] if female else [1.3, 1.2, 0.8, 0, 0, 1.4, 1.6]
    )
    top = str(rng.choice(TOPS, p=odds / odds.sum()))
    leg_odds = np.array(LEG_ODDS) * ([1, 1, 1, 1] if female else [1.4, 1.2, 0.3, 0])
    legs = "skirt" if top == "dress" else str(rng.choice(LEGS, p=leg_odds / leg_odds.sum()))
    waist = 0.10 + rng.uniform(-0.04, 0.03)
    out = []
    if legs in ("trousers", "shorts"):
        hem = rng.uniform(-0.82, -0.62) if legs == "trousers" else rng.uniform(-0.42, -0.12)
        field = np.where(asset.arm_weight > 0.3, -0.1, _smallest(waist - z, z - hem))
        out.append(_piece(rng, asset, legs, field, _loose(rng, z, waist, hem), skin))
    elif legs == "briefs":
        out.append(_piece(rng, asset, legs, _briefs(rng, asset, waist - 0.03), 0.003, skin))
    printed = cloth(rng, skin)
    if legs == "skirt":
        hem = rng.uniform(-0.72, -0.15)
        high = 0.20 if top == "dress" else waist + 0.03
        texture = printed if top == "dress" else None
        out.append(
            _piece(
                rng, asset, legs, _smallest(high - z, z - hem), rng.uniform(0, 0.012), skin,
                mesh="skirt", texture=texture,
            )
        )  # fmt: skip
        out.append(_piece(rng, asset, "slip", _briefs(rng, asset, waist), 0.003, skin))

    sleeve = {
        "t-shirt": rng.uniform(0.3, 0.95),
        "long sleeves": rng.uniform(1.3, 2.0),
        "tank": rng.uniform(-0.05, 0.08),
        "dress": rng.choice([-0.02, 0.5, 1.8]),
        "strapless": -0.02,
        "jacket": rng.uniform(1.75, 2.0),
        "shirt": rng.choice([rng.uniform(0.5, 0.9), rng.uniform(1.6, 2.0)]),
    }[top]
    squash = np.array([1, 1, 1 - 0.45 * rng.random()])
    neck_radius = rng.uniform(0.045, 0.09) if rng.random() < 0.7 else rng.uniform(0.09, 0.135)
    neck = np.linalg.norm((c - NECK) * squash, axis=1) - neck_radius
    hem = 0.18 if top == "dress" else waist - rng.uniform(-0.01, 0.17)
    if rng.random() < 0.08 and female and top != "dress":
        hem = rng.uniform(0.18, 0.27)  # a crop top
    body = _smallest(z - hem, (sleeve - along) * 0.2, neck)
    if top == "strapless":
        body = _smallest(z - hem, 0.44 - z, 0.03 - asset.arm_weight)
    below = (along < 0) & (z < hem)
    if top == "jacket":  # over a shirt, open in front
        inner = _smallest(z - hem - 0.02, (0.4 - along) * 0.2, neck)
        out.append(_piece(rng, asset, "shirt", inner, 0.006, skin))
        gap = rng.uniform(0.0, 0.07) * np.clip((0.6 - z) / 0.3, 0.3, 1.3)
        opening = np.where(c[:, 1] < 0, np.abs(c[:, 0]) - gap, 0.1)
        body = _smallest(body, np.where(asset.arm_weight > 0.1, 0.1, opening))
    offset = rng.uniform(0.018, 0.028) if top == "jacket" else _loose(rng, z, 0.5, hem)
    field = np.where(below, -0.1, body)
    out.append(_piece(rng, asset, top, field, offset, skin, texture=printed))
    if top in ("shirt", "jacket") or rng.random() < 0.1:
        ring = np.abs(np.linalg.norm(c - NECK - [0, 0.015, 0.03], axis=1) - 0.072)
        out.append(_piece(rng, asset, "collar", 0.016 - ring, 0.012, skin, texture=printed))
    return out


def _loose(rng, z: np.ndarray, high: float, low: float) -> np.ndarray:
    """Offset that may widen from ``high`` down to the hem at ``low``: (V,) metres."""
    near, far = rng.uniform(0.003, 0.012), rng.choice([0.004, rng.uniform(0.005, 0.035)])
    return near + (far - near) * np.clip((high - z) / (high - low + 1e-6), 0, 1)


def _beanie(rng, asset, skin) -> Garment:
    tight = asset.scalp - rng.uniform(-0.5, 1.0)
    field = np.where(asset.head_weight > 0.3, tight * 0.02, -0.1)
    return _piece(rng, asset, "cap", field, rng.uniform(0.018, 0.03), skin, mesh="body")


def _colour(rng: np.random.Generator, skin: np.ndarray) -> np.ndarray:
    """A cloth colour: sometimes skin-like on purpose, often grey, else anything."""
    u = rng.random()
    if u < 0.14:
        return np.clip(skin * rng.uniform(0.6, 1.5) * rng.uniform(0.9, 1.1, 3), 0.01, 0.95)
    if u < 0.50:
        return rng.choice([0.015, 0.02, 0.05, 0.2, 0.5, 0.8]) * rng.uniform(0.9, 1.1, 3)
    if u < 0.62:  # denim and navy
        return np.array([0.03, 0.06, 0.13]) * rng.uniform(0.4, 3)
    return (
        np.array(colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.2, 1), rng.uniform(0.1, 0.95)))
        ** 2.2
    )


def cloth(rng: np.random.Generator, skin: np.ndarray, size: int = CLOTH_SIZE) -> np.ndarray:
    """A cloth print: plain, striped, checked, dotted or camouflage; (size, size, 3) float32."""
    a, b, c = _colour(rng, skin), _colour(rng, skin), _colour(rng, skin)
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    repeats = int(rng.integers(2, 14))
    picture = np.tile(a, (size, size, 1)).astype(np.float32)
    pattern = rng.random()
    if 0.55 < pattern <= 0.67:
        line = (y if rng.random() < 0.6 else x) * repeats * 2 % 1
        picture[line < rng.uniform(0.2, 0.8)] = b
    elif 0.67 < pattern <= 0.76:
        across, down = ((v * repeats % 1 < 0.5)[..., None] for v in (x, y))
        picture = (a * 0.34 + b * 0.33 * across + c * 0.33 * down).astype(np.float32)
    elif 0.76 < pattern <= 0.84:
        picture[(x * repeats % 1 - 0.5) ** 2 + (y * repeats % 1 - 0.5) ** 2 < 0.09] = b
    elif pattern > 0.84:
        field = noise.tile(rng, size, 8, 4)
        picture[field > 0] = b
        picture[field > 1] = c
    # Folds darken cloth in soft streaks; weave adds a fine grain.
    folds = noise.tile(rng, size, 5, 3) * rng.uniform(0.05, 0.30)
    grain = noise.tile(rng, size, 64, 2) * 0.05
    return np.clip(picture * np.exp(folds + grain)[..., None], 0.004, 0.95).astype(np.float32)
