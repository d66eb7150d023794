"""Garments: cut from two meshes that surround the body, pushed outward, and printed.

A garment is the part of the *tights* or *skirt* mesh where a signed field over canonical
positions is positive; necklines, sleeves and hems are terms of that field. People are never
nude: without outer clothes they wear underwear or swimwear.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np

from integument.synth import cloth, noise, trimmings
from integument.synth.assets import PeopleAsset
from integument.synth.geometry import Part

NECK = np.array([0.0, -0.05, 0.555], np.float32)

JAW = ([-0.13, 0.06], [0.610, 0.670])
"""Canonical y and height of the line from the chin to the nape."""

TOPS = ("t-shirt", "long sleeves", "tank", "dress", "strapless", "jacket", "shirt")
TOP_ODDS = (0.25, 0.24, 0.13, 0.11, 0.03, 0.12, 0.12)
LEGS = ("trousers", "shorts", "briefs", "skirt")
LEG_ODDS = (0.52, 0.20, 0.05, 0.23)
ODDS_FOR_MEN = {"tops": (1.3, 1.2, 0.8, 0, 0, 1.4, 1.6), "legs": (1.4, 1.2, 0.3, 0)}
"""Factors on the odds above."""

P_CROP_TOP = 0.08
P_WIDE_NECK = 0.35
P_SHORT_SLEEVES = 0.5  # of shirts
P_SWIM_SHORTS = 0.6  # of men in swimwear
P_SHOES, P_SHOES_AT_THE_BEACH = 0.75, 0.2
P_LIKE_A_SECOND_SKIN = 0.05
"""Share of dressed people in plain tight clothes of one skin-like colour."""
P_TIGHT_LEGS = 0.3  # of trousers and shorts
P_ONE_PIECE = 0.3
THINNEST = 0.0015  # metres of what follows fingers and toes
TIGHT = 0.003
"""Smallest offset of cloth from the body, metres."""
OVERLAP = 0.003  # metres between a top and what it hangs over
NO_CLOTH = -0.1  # of a field where there is to be none; edges lie between it and its neighbours


@dataclass(frozen=True, eq=False)
class Garment:
    """One piece of clothing.

    ``mesh`` is "tights", "skirt" or "body"; ``field`` (V,) float32 is positive where there is
    cloth; ``offset`` (V,) float32 metres lifts it off the body; ``texture`` (256, 256, 3) float32
    linear albedo; ``scale`` repeats of it per metre.
    """

    kind: str
    mesh: str
    field: np.ndarray
    offset: np.ndarray
    texture: np.ndarray
    roughness: float
    scale: float
    part: Part = Part.CLOTH
    second: np.ndarray | None = None
    """Another field that must be positive too: a narrow band is cut well only by two."""


def sample_outfit(
    rng: np.random.Generator,
    asset: PeopleAsset,
    female: bool,
    clothed: bool,
    skin: np.ndarray,
) -> list[Garment]:
    """Draw what one person wears. ``skin`` is the linear skin colour, for skin-like cloth."""
    tailor = Tailor(rng, asset, skin)
    garments = tailor.street_clothes(female) if clothed else tailor.swimwear(female)
    if rng.random() < (P_SHOES if clothed else P_SHOES_AT_THE_BEACH):
        garments.append(tailor.shoes())
    return garments + trimmings.sample(tailor, garments, female, clothed)


def around_neck(
    rng: np.random.Generator, asset: PeopleAsset, kind: str, print_: np.ndarray
) -> list[Garment]:
    """What goes down from a headscarf, a hood or a balaclava: over the shoulders, up to the jaw."""
    tailor = Tailor(rng, asset, np.full(3, 0.5))
    reach = rng.uniform(0.12, 0.26) if kind == "headscarf" else rng.uniform(0.09, 0.13)
    ball = reach - np.linalg.norm((tailor.at - NECK) * [1, 1, 0.8], axis=1)
    field = np.where(asset.arm_weight > 0.6, NO_CLOTH, np.maximum(ball, tailor.height - 0.52))
    loose = rng.uniform(0.014, 0.026) if kind != "balaclava" else 0.005
    out = [tailor.piece(kind, field, loose, print_=print_)]
    if kind != "hood":
        jaw = np.interp(tailor.at[:, 1], *JAW) - tailor.height
        field = np.where(asset.arm_weight > 0.1, NO_CLOTH, np.minimum(jaw, tailor.height - 0.47))
        out.append(tailor.piece(kind, field, 0.006, mesh="body", print_=print_))
    return out


def _smallest(*fields: np.ndarray) -> np.ndarray:
    return np.minimum.reduce(fields).astype(np.float32)


def _over(piece: Garment, below: list[Garment]) -> Garment:
    """``piece`` lifted over the garments ``below`` where it overlaps them."""
    offset = piece.offset
    for other in below:
        if other.mesh == piece.mesh:
            offset = np.maximum(offset, np.where(other.field > 0, other.offset + OVERLAP, 0))
    return replace(piece, offset=offset.astype(np.float32))


@functools.cache
def _drawn(asset: PeopleAsset, mesh: str) -> np.ndarray:
    """(V,) bool: the vertices of a mesh that garments are cut from."""
    if mesh == "body":
        return asset.is_body
    out = np.zeros(len(asset.canonical), bool)
    out[asset.parts[mesh].reshape(-1)] = True
    return out


class Tailor:
    """Cuts garments for one person. Fields are functions of canonical positions, in metres."""

    def __init__(self, rng: np.random.Generator, asset: PeopleAsset, skin: np.ndarray) -> None:
        self.rng, self.asset, self.skin = rng, asset, skin
        self.at, self.height = asset.canonical, asset.canonical[:, 2]
        self.on_arm = asset.arm_weight > 0.3

    def piece(
        self,
        kind: str,
        field: np.ndarray,
        offset: np.ndarray | float,
        mesh: str = "tights",
        print_: np.ndarray | None = None,
        part: Part = Part.CLOTH,
        second: np.ndarray | None = None,
    ) -> Garment:
        """A garment from its field; loose cloth (a large ``offset``) falls in folds."""
        rng, count = self.rng, len(self.at)
        frequency = rng.uniform(20, 60)
        field = np.broadcast_to(field, count).astype(np.float32)
        lift = np.broadcast_to(offset, count).astype(np.float32)
        loose = np.clip(lift - 0.006, 0, None)
        some = np.flatnonzero((loose > 0) & _drawn(self.asset, mesh))
        if len(some):
            lift[some] += 0.5 * loose[some] * noise.in_space(rng, self.at[some], frequency)
        thinnest = THINNEST if mesh == "body" else TIGHT
        lift = np.maximum(lift, np.float32(thinnest))
        return Garment(
            kind,
            mesh,
            field,
            lift,
            cloth.sample(rng, self.skin) if print_ is None else print_,
            roughness=float(rng.uniform(0.45, 1.0)),
            scale=float(rng.uniform(0.8, 2.5)),
            part=part,
            second=None if second is None else second.astype(np.float32),
        )

    def loose(self, high: float, low: float) -> np.ndarray:
        """Offset that may widen from ``high`` down to the hem at ``low``: (V,)."""
        near = self.rng.uniform(TIGHT, 0.012)
        far = self.rng.choice([0.004, self.rng.uniform(0.005, 0.035)])
        return near + (far - near) * np.clip((high - self.height) / (high - low + 1e-6), 0, 1)

    def neckline(self, radius: float) -> np.ndarray:
        """Positive outside a ball around the neck, flattened at random to a V or a boat."""
        squash = np.array([1, 1, 1 - 0.45 * self.rng.random()])
        return np.linalg.norm((self.at - NECK) * squash, axis=1) - radius

    def not_on_arms(self, field: np.ndarray) -> np.ndarray:
        return np.where(self.on_arm, NO_CLOTH, field)

    def briefs(self, top: float) -> np.ndarray:
        leg = self.rng.uniform(0.2, 0.62) * np.abs(self.at[:, 0]) - 0.10
        return self.not_on_arms(_smallest(top - self.height, self.height - leg))

    def legs(self, top: float, hem: float) -> np.ndarray:
        return self.not_on_arms(_smallest(top - self.height, self.height - hem))

    def shoes(self) -> Garment:
        return self.piece("shoes", -self.height - self.rng.uniform(0.72, 0.80), 0.012)

    def swimwear(self, female: bool) -> list[Garment]:
        rng, z = self.rng, self.height
        print_ = cloth.sample(rng, self.skin)
        top = 0.07 + rng.uniform(-0.02, 0.05)
        if not female and rng.random() < P_SWIM_SHORTS:
            field = self.legs(top, rng.uniform(-0.35, -0.05))
            return [self.piece("swim shorts", field, 0.010, print_=print_)]
        out = [self.piece("briefs", self.briefs(top), TIGHT, print_=print_)]
        if not female:
            return out
        if rng.random() < P_ONE_PIECE:
            neck = np.linalg.norm(self.at - NECK, axis=1) - rng.uniform(0.10, 0.14)
            field = _smallest(z - top + 0.03, neck, 0.04 - self.asset.along_arm)
            return [*out, self.piece("swimsuit", field, TIGHT, print_=print_)]
        field = _smallest(z - 0.27, 0.43 - z, 0.03 - self.asset.arm_weight)
        return [*out, self.piece("bikini top", field, 0.004, print_=print_)]

    def street_clothes(self, female: bool) -> list[Garment]:
        rng = self.rng
        top_odds, leg_odds = np.array(TOP_ODDS), np.array(LEG_ODDS)
        if not female:
            top_odds = top_odds * ODDS_FOR_MEN["tops"]
            leg_odds = leg_odds * ODDS_FOR_MEN["legs"]
        top = str(rng.choice(TOPS, p=top_odds / top_odds.sum()))
        legs = "skirt" if top == "dress" else str(rng.choice(LEGS, p=leg_odds / leg_odds.sum()))
        waist = 0.10 + rng.uniform(-0.04, 0.03)
        print_ = cloth.sample(rng, self.skin)
        if rng.random() < P_LIKE_A_SECOND_SKIN:
            print_ = cloth.weave(rng, cloth.like_skin(rng, self.skin))
            return self.second_skin(print_, waist)
        below = self.below_waist(legs, waist, print_ if top == "dress" else None)
        above = self.above_waist(top, waist, female, print_)
        return below + [_over(piece, below) for piece in above]

    def second_skin(self, print_: np.ndarray, waist: float) -> list[Garment]:
        """A tight top and leggings of one print, as dancers and athletes wear them."""
        rng = self.rng
        hem = rng.choice([-0.78, -0.4, -0.25])
        ends = (rng.choice([0.0, 0.6, 1.9]) - self.asset.along_arm) * 0.2
        field = _smallest(self.height - waist + 0.02, ends, self.neckline(rng.uniform(0.05, 0.1)))
        below_hem = (self.asset.along_arm < 0) & (self.height < waist - 0.02)
        return [
            self.piece("leggings", self.legs(waist, hem), TIGHT, print_=print_),
            self.piece("long sleeves", np.where(below_hem, NO_CLOTH, field), TIGHT, print_=print_),
        ]

    def below_waist(self, legs: str, waist: float, dress: np.ndarray | None) -> list[Garment]:
        """Trousers, shorts, briefs or a skirt; ``dress`` is the print of a skirt that goes up."""
        rng, z = self.rng, self.height
        if legs == "briefs":
            return [self.piece(legs, self.briefs(waist - 0.03), TIGHT)]
        if legs == "skirt":
            hem = rng.uniform(-0.72, -0.15)
            high = waist + 0.03 if dress is None else 0.20
            field = _smallest(high - z, z - hem)
            skirt = self.piece(legs, field, rng.uniform(0, 0.012), mesh="skirt", print_=dress)
            return [skirt, self.piece("slip", self.briefs(waist), TIGHT)]
        hem = rng.uniform(-0.82, -0.62) if legs == "trousers" else rng.uniform(-0.42, -0.12)
        loose = TIGHT if rng.random() < P_TIGHT_LEGS else self.loose(waist, hem)
        return [self.piece(legs, self.legs(waist, hem), loose)]

    def above_waist(self, top: str, waist: float, female: bool, print_) -> list[Garment]:
        rng, z, along = self.rng, self.height, self.asset.along_arm
        hem = 0.18 if top == "dress" else waist - rng.uniform(-0.01, 0.17)
        if female and top != "dress" and rng.random() < P_CROP_TOP:
            hem = rng.uniform(0.18, 0.27)
        below_hem = (along < 0) & (z < hem)
        if top == "strapless":
            field = _smallest(z - hem, 0.44 - z, 0.03 - self.asset.arm_weight)
            return [self.piece(top, np.where(below_hem, NO_CLOTH, field), 0.004, print_=print_)]

        collared = top in ("shirt", "jacket")
        wide = not collared and rng.random() < P_WIDE_NECK
        neck = self.neckline(rng.uniform(0.09, 0.135) if wide else rng.uniform(0.045, 0.085))
        field = _smallest(z - hem, (self._sleeve(top) - along) * 0.2, neck)
        offset = self.loose(0.5, hem)
        out = []
        if top == "jacket":  # over a shirt, open in front
            inner = _smallest(z - hem - 0.02, (0.4 - along) * 0.2, neck)
            out.append(self.piece("shirt", inner, 0.006))
            gap = rng.uniform(0.0, 0.07) * np.clip((0.6 - z) / 0.3, 0.3, 1.3)
            opening = np.where(self.at[:, 1] < 0, np.abs(self.at[:, 0]) - gap, 0.1)
            field = _smallest(field, np.where(self.asset.arm_weight > 0.1, 0.1, opening))
            offset = rng.uniform(0.018, 0.028)
        out.append(self.piece(top, np.where(below_hem, NO_CLOTH, field), offset, print_=print_))
        if collared:
            ring = np.abs(np.linalg.norm(self.at - NECK - [0, 0.015, 0.03], axis=1) - 0.072)
            out.append(self.piece("collar", 0.016 - ring, 0.012, print_=print_))
        return out

    def _sleeve(self, top: str) -> float:
        """Where the sleeve ends along the arm: 0 shoulder, 1 elbow, 2 wrist."""
        rng = self.rng
        if top == "dress":
            return float(rng.choice([-0.02, 0.5, 1.8]))
        if top == "shirt" and rng.random() < P_SHORT_SLEEVES:
            return float(rng.uniform(0.5, 0.9))
        ranges = {
            "t-shirt": (0.3, 0.95),
            "tank": (-0.05, 0.08),
            "long sleeves": (1.3, 2.0),
            "shirt": (1.6, 2.0),
            "jacket": (1.75, 2.0),
        }
        return float(rng.uniform(*ranges[top]))
