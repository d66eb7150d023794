"""Hats, helmets, scarves and hoods: what is worn on the head, cut from a shell around it.

Soft headwear is :attr:`Part.CLOTH`. Hard helmets are neither cloth nor leather: they are
:attr:`Part.WORN`, part of the body alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from integument.synth import cloth, head_shell, noise
from integument.synth.geometry import Part, Surface
from integument.synth.head_shell import AZIMUTH, ELEVATION, Lid, Shell
from integument.synth.worn import Worn

P_HEADWEAR = 0.24
"""Share of people with something on the head: more often than in photographs, since hats are what
networks confuse with hair most."""

PRINT_SIZE = 128
BRIM_STEPS = 4
P_BACKWARDS = 0.12
P_LEVEL_BAND = 0.6  # of headbands: around the forehead; others go over the top
LIKE_HAIR = (0.010, 0.03, 0.07)
"""Albedos of black and brown headwear, which is easily taken for hair."""
P_LIKE_HAIR, P_LIKE_SKIN = 0.3, 0.2
P_SAME_VISOR, P_CUFF, P_STRAW, P_HAT_BAND = 0.7, 0.6, 0.35, 0.5
P_VENTS, P_SIGN, P_STRAP, P_PAINTED_HELMET, P_SHUT_VISOR = 0.3, 0.4, 0.5, 0.2, 0.35
P_AROUND_NECK, P_ALL_HAIR_HIDDEN = 0.75, 0.8  # of headscarves, and of those around the neck
P_PALE_CAP = 0.4  # of tight caps: as surgeons wear them
STRAW = (0.45, 0.32, 0.16)
HARD_COLOURS = (
    (0.8, 0.8, 0.78), (0.8, 0.55, 0.03), (0.75, 0.18, 0.02), (0.05, 0.12, 0.45),
    (0.5, 0.03, 0.03), (0.01, 0.01, 0.012), (0.03, 0.04, 0.03), (0.35, 0.36, 0.38),
)  # fmt: skip
"""White, yellow, orange, blue, red, black, olive and silver, linear."""


@dataclass(frozen=True, eq=False)
class Headwear:
    """Pieces of one thing on the head, and what it does to hair: a lid, or ``hides`` it all."""

    kind: str
    pieces: list[Worn]
    lid: Lid | None
    hides: bool = False
    around_neck: bool = False
    """Whether it goes on over neck and shoulders, which a garment of ``texture`` then covers."""
    texture: np.ndarray | None = None


def _rim(front: float, side: float, back: float) -> np.ndarray:
    """Elevation of the lower edge at each azimuth, smooth from front to side to back."""
    turn = np.abs(AZIMUTH)
    return np.interp(turn, [0, 40, 90, 140, 180], [front, (2 * front + side) / 3, side, back, back])


def _box(half_width: float, height: float) -> np.ndarray:
    """Radius of a crown with steep sides and a flat top, (COLUMNS + 1, ROWS)."""
    e = np.radians(np.clip(ELEVATION, 1, 90))
    wide, high = half_width / np.maximum(np.cos(e), 1e-3), height / np.sin(e)
    return (wide**-8.0 + high**-8.0) ** (-1 / 8)


def _bumps(rng: np.random.Generator, frequency: float) -> np.ndarray:
    """Smooth noise over the shell, (COLUMNS + 1, ROWS)."""
    at = head_shell.DIRECTION.reshape(-1, 3).astype(np.float32)
    return noise.in_space(rng, at, frequency).reshape(AZIMUTH.shape)


def _close(offset: np.ndarray) -> None:
    """Makes an offset of the shell agree, in place, where its ends meet and at the crown."""
    offset[-1] = offset[0]
    offset[:, -1] = offset[:, -1].mean()


def _hard_colour(rng: np.random.Generator) -> np.ndarray:
    return np.array(HARD_COLOURS[rng.integers(len(HARD_COLOURS))]) * rng.uniform(0.7, 1.2)


def _material(hard: bool) -> dict[str, Any]:
    """What of :class:`Worn` tells a shell of plastic from cloth."""
    if hard:
        return {"part": Part.WORN, "surface": Surface.GLOSSY, "specular": 1.0}
    return {"part": Part.CLOTH, "surface": Surface.CLOTH, "specular": 0.35}


class _Hatter:
    """Makes headwear for one head."""

    def __init__(self, rng: np.random.Generator, shell: Shell, skin: np.ndarray) -> None:
        self.rng, self.shell, self.skin = rng, shell, skin

    def cloth(self, plain: float = 0.6) -> np.ndarray:
        """A print; often plain, and then often in a colour of hair or skin."""
        rng = self.rng
        if rng.random() > plain:
            return cloth.sample(rng, self.skin, PRINT_SIZE)
        u = rng.random()
        colour = cloth.colour(rng, self.skin)
        if u < P_LIKE_HAIR:
            colour = rng.choice(LIKE_HAIR) * np.array([1, 0.8, 0.65]) * rng.uniform(0.7, 1.3)
        elif u < P_LIKE_HAIR + P_LIKE_SKIN:
            colour = cloth.like_skin(rng, self.skin)
        return cloth.weave(rng, colour, PRINT_SIZE)

    def piece(self, kind: str, offset, field, texture, *, hard=False, repeats=4.0) -> Worn:
        rng = self.rng
        own = head_shell.cut(self.shell, offset, field)
        return Worn(
            kind, own.points, own.faces, **_material(hard),
            roughness=float(rng.uniform(0.15, 0.6) if hard else rng.uniform(0.5, 1)),
            normals=own.normals, uv=own.uv * repeats, texture=texture,
        )  # fmt: skip

    def brim(self, kind, offset, rim, length, droop, texture, *, hard=False) -> Worn:
        """A sheet that goes outward from the edge ``rim``, ``length`` (COLUMNS + 1,) metres far."""
        elevation = np.radians(rim[:, 0])
        azimuth = np.radians(AZIMUTH[:, 0])
        row = (rim[:, 0] - head_shell.LOWEST) / (90 - head_shell.LOWEST) * (head_shell.ROWS - 1)
        low = np.clip(row.astype(int), 0, head_shell.ROWS - 1)
        column = np.arange(len(low))
        radius = (
            self.shell.radius[column, low] + np.broadcast_to(offset, AZIMUTH.shape)[column, low]
        )
        level = np.stack([np.sin(azimuth), -np.cos(azimuth), 0 * azimuth], 1)
        start = self.shell.centre + level * (radius * np.cos(elevation))[:, None]
        start[:, 2] += radius * np.sin(elevation)
        s = np.linspace(0, 1, BRIM_STEPS)[None, :, None]
        points = start[:, None] + level[:, None] * s * length[:, None, None]
        points[..., 2] -= s[..., 0] ** 1.5 * droop * length[:, None]
        a = (np.arange(len(low) - 1)[:, None] * BRIM_STEPS + np.arange(BRIM_STEPS - 1)).reshape(-1)
        b = a + BRIM_STEPS
        some = np.repeat(length[:-1] + length[1:] > 1e-3, BRIM_STEPS - 1)
        faces = np.concatenate(
            [np.stack([a, b, b + 1], 1)[some], np.stack([a, b + 1, a + 1], 1)[some]]
        )
        uv = np.stack(np.broadcast_arrays(azimuth[:, None] * 0.1, s[0, :, 0] * 0.06), -1)
        return Worn(
            kind, points.reshape(-1, 3), faces, **_material(hard),
            roughness=float(self.rng.uniform(0.3, 0.9)),
            uv=uv.reshape(-1, 2) * 4, texture=texture,
        )  # fmt: skip

    def made(self, kind, pieces, offset, field, **how) -> Headwear:
        return Headwear(kind, pieces, head_shell.lid(self.shell, offset, field), **how)

    def cap(self) -> Headwear:
        rng = self.rng
        turn = 180.0 if rng.random() < P_BACKWARDS else 0.0
        rim = _rim(rng.uniform(14, 26), rng.uniform(6, 16), rng.uniform(-12, 5))
        if turn:
            rim = np.roll(rim[:-1], head_shell.COLUMNS // 2, 0)[[*range(head_shell.COLUMNS), 0]]
        peak = np.exp(-(((ELEVATION - 50) / 25) ** 2)) * np.cos(np.radians(AZIMUTH / 2)) ** 2
        offset = rng.uniform(0.007, 0.012) + rng.uniform(0, 0.018) * peak
        ahead = np.cos(np.radians((AZIMUTH[:, 0] - turn + 180) % 360 - 180) * 90 / 62)
        inside = np.abs((AZIMUTH[:, 0] - turn + 180) % 360 - 180) < 62
        length = rng.uniform(0.055, 0.085) * np.where(inside, np.clip(ahead, 0, 1) ** 0.6, 0)
        texture = self.cloth(0.8)
        field = ELEVATION - rim
        visor = texture if rng.random() < P_SAME_VISOR else self.cloth(1.0)
        brim = self.brim("visor", offset, rim, length, rng.uniform(0.1, 0.5), visor)
        return self.made("cap", [self.piece("cap", offset, field, texture), brim], offset, field)

    def beanie(self) -> Headwear:
        rng = self.rng
        rim = _rim(rng.uniform(10, 30), rng.uniform(-12, 12), rng.uniform(-30, -5))
        slouch = rng.choice([0.0, rng.uniform(0.02, 0.06)])
        up = np.clip((ELEVATION - 30) / 60, 0, 1) * (1 - 0.5 * np.cos(np.radians(AZIMUTH)))
        lumps = _bumps(rng, 5.0)
        offset = rng.uniform(0.006, 0.012) + slouch * up
        offset = offset + 0.12 * (slouch + 0.01) * lumps
        _close(offset)
        texture = cloth.knitted(rng, self.cloth(0.85))
        field = ELEVATION - rim
        pieces = [self.piece("beanie", offset, field, texture)]
        if rng.random() < P_CUFF:
            cuff = np.minimum(field + 1, rng.uniform(12, 22) - field)
            pieces.append(self.piece("cuff", offset + 0.005, cuff, texture))
        return self.made("beanie", pieces, offset, field)

    def hat(self) -> Headwear:
        """A hat with a brim all around: straw, felt, bucket, cowboy."""
        rng = self.rng
        rim = _rim(*np.repeat(rng.uniform(14, 24), 3) + np.array([4, 0, -4]))
        width = float(self.shell.radius[:, 20:].max()) + 0.006
        crown = np.maximum(_box(width, rng.uniform(0.13, 0.18)), self.shell.radius + 0.004)
        offset = crown - self.shell.radius
        straw = np.array(STRAW) * rng.uniform(0.6, 1.4)
        texture = (
            cloth.weave(rng, straw, PRINT_SIZE) if rng.random() < P_STRAW else self.cloth(0.85)
        )
        curl = 1 + rng.uniform(-0.3, 0.3) * np.cos(np.radians(AZIMUTH[:, 0]) * 2)
        length = rng.uniform(0.035, 0.13) * curl
        field = ELEVATION - rim
        brim = self.brim("brim", offset, rim, length, rng.uniform(-0.2, 0.7), texture)
        pieces = [self.piece("hat", offset, field, texture), brim]
        if rng.random() < P_HAT_BAND:
            band = np.minimum(field, rng.uniform(8, 14) - field)
            pieces.append(self.piece("band", offset + 0.002, band, self.cloth(1.0)))
        return self.made("hat", pieces, offset, field)

    def hard_hat(self) -> Headwear:
        """A builder's, rider's, soldier's or skater's helmet with an open face."""
        rng = self.rng
        rim = _rim(rng.uniform(16, 28), rng.uniform(-8, 14), rng.uniform(-20, 8))
        ridge = np.clip(1 - np.abs(np.sin(np.radians(AZIMUTH))) * 5, 0, 1) * (ELEVATION > 30)
        offset = rng.uniform(0.018, 0.032) + rng.choice([0, 0.007]) * ridge
        colour = _hard_colour(rng)
        texture = np.tile(colour, (32, 32, 1)).astype(np.float32)
        if rng.random() < P_VENTS:  # vents of a rider's helmet
            texture[:, ::4] = 0.01
            texture[:, 1::4] = 0.01
        elif rng.random() < P_SIGN:  # a sign in front
            texture[10:20, 13:19] = cloth.colour(rng, self.skin)
        field = ELEVATION - rim
        front = np.clip(np.cos(np.radians(AZIMUTH[:, 0])), 0, 1) ** 0.7
        length = rng.uniform(0.008, 0.05) * front + rng.choice([0.0, 0.01])
        pieces = [
            self.piece("helmet", offset, field, texture, hard=True, repeats=1 / 0.6),
            self.brim("peak", offset, rim, length, 0.3, texture, hard=True),
        ]
        if rng.random() < P_STRAP:
            pieces.append(self.strap())
        return self.made("helmet", pieces, offset, field)

    def strap(self) -> Worn:
        """A strap from the temples to under the chin."""
        at = np.interp(ELEVATION, [-62, -45, 10], [0, 45, 82])
        field = np.minimum(
            self.rng.uniform(2.5, 4.5) - np.abs(np.abs(AZIMUTH) - at), 15 - ELEVATION
        )
        texture = cloth.weave(self.rng, np.full(3, self.rng.choice([0.01, 0.02, 0.3])), 16)
        return self.piece("strap", 0.004, field, texture)

    def full_helmet(self) -> Headwear:
        rng = self.rng
        opening = ((AZIMUTH / 56) ** 4 + ((ELEVATION + 4) / rng.uniform(15, 24)) ** 4) - 1
        field = np.minimum(opening, (ELEVATION + 56) / 20)
        offset = rng.uniform(0.028, 0.042)
        colour = _hard_colour(rng)
        texture = cloth.weave(rng, colour, 32)
        if rng.random() < P_PAINTED_HELMET:
            texture = cloth.sample(rng, self.skin, PRINT_SIZE)
        pieces = [self.piece("helmet", offset, field, texture, hard=True, repeats=2)]
        if rng.random() < P_SHUT_VISOR:
            dark = np.full((4, 4, 3), 0.008, np.float32)
            pieces.append(self.piece("visor", offset - 0.004, 0.3 - opening, dark, hard=True))
        return self.made("full helmet", pieces, offset, field)

    def headscarf(self) -> Headwear:
        """A scarf around face and neck, as a hijab is worn; or tied behind, neck free."""
        rng = self.rng
        texture = self.cloth(0.7)
        around = bool(rng.random() < P_AROUND_NECK)
        width, high = rng.uniform(36, 50), rng.uniform(22, 38)
        level = np.where(ELEVATION > -8, (ELEVATION + 8) / (high + 8), (ELEVATION + 8) / 40)
        field = (np.abs(AZIMUTH) / width) ** 2.4 + np.abs(level) ** 2.4 - 1
        if not around:
            field = np.minimum(field, (ELEVATION - _rim(high, -18, -35)) / 20)
        folds = _bumps(rng, 9.0)
        offset = rng.uniform(0.008, 0.016) + 0.0025 * folds
        _close(offset)
        pieces = [self.piece("headscarf", offset, field, texture)]
        hides = bool(around and rng.random() < P_ALL_HAIR_HIDDEN)
        return self.made(
            "headscarf", pieces, offset, field, hides=hides, around_neck=around, texture=texture
        )

    def hood(self) -> Headwear:
        rng = self.rng
        texture = self.cloth(0.8)
        level = np.where(
            ELEVATION > -5, (ELEVATION + 5) / rng.uniform(42, 62), (ELEVATION + 5) / 52
        )
        field = (np.abs(AZIMUTH) / rng.uniform(56, 85)) ** 3 + np.abs(level) ** 3 - 1
        offset = rng.uniform(0.018, 0.035) + 0.012 * np.cos(np.radians(AZIMUTH)) ** 2
        offset = offset + 0.02 * np.clip(-np.cos(np.radians(AZIMUTH)), 0, 1) * (ELEVATION > 20)
        pieces = [self.piece("hood", offset, field, texture)]
        return self.made("hood", pieces, offset, field, around_neck=True, texture=texture)

    def balaclava(self) -> Headwear:
        rng = self.rng
        high = rng.choice([rng.uniform(7, 12), rng.uniform(20, 26)])
        field = (np.abs(AZIMUTH) / rng.uniform(36, 46)) ** 3
        field = field + (np.abs(ELEVATION + rng.choice([0, 14])) / high) ** 3 - 1
        texture = self.cloth(0.9)
        pieces = [self.piece("balaclava", 0.0035, field, texture)]
        return self.made(
            "balaclava", pieces, 0.0035, field, hides=True, around_neck=True, texture=texture
        )

    def turban(self) -> Headwear:
        rng = self.rng
        rim = _rim(rng.uniform(18, 30), rng.uniform(4, 14), rng.uniform(-12, 2))
        wraps = np.sin(np.radians(ELEVATION * rng.uniform(9, 16) + AZIMUTH * rng.choice([-2, 2])))
        field = ELEVATION - rim
        swell = np.clip(field / 25, 0, 1) * np.clip((110 - ELEVATION) / 60, 0, 1)
        offset = 0.012 + rng.uniform(0.015, 0.04) * swell + 0.003 * wraps
        offset[:, -1] = offset[:, -1].mean()
        pieces = [self.piece("turban", offset, field, self.cloth(0.85))]
        return self.made("turban", pieces, offset, field)

    def swim_cap(self) -> Headwear:
        """A tight cap: for swimming, surgery, showers, or under a helmet."""
        rng = self.rng
        puff = float(rng.choice([0.004, rng.uniform(0.01, 0.028)]))
        rim = _rim(rng.uniform(22, 34), rng.uniform(0, 16), rng.uniform(-35, -15))
        field = ELEVATION - rim
        offset = 0.004 + puff * np.clip(field / 14, 0, 1)
        pale = np.array([0.35, 0.6, 0.62]) * rng.uniform(0.6, 1.4, 3)
        texture = cloth.weave(rng, pale, 32) if rng.random() < P_PALE_CAP else self.cloth(0.8)
        piece = self.piece("tight cap", offset, field, texture)
        return self.made("tight cap", [piece], offset, field)

    def headband(self) -> Headwear:
        rng = self.rng
        level = rng.random() < P_LEVEL_BAND
        middle = _rim(rng.uniform(22, 38), 14, -8) if level else _rim(62, 0, -30)
        field = rng.uniform(3, 11) - np.abs(ELEVATION - middle)
        offset = rng.uniform(0.005, 0.011)
        return self.made(
            "headband", [self.piece("headband", offset, field, self.cloth())], offset, field
        )


KINDS: dict[str, tuple[float, Callable[[_Hatter], Headwear]]] = {
    "cap": (0.20, _Hatter.cap),
    "beanie": (0.15, _Hatter.beanie),
    "hat": (0.13, _Hatter.hat),
    "hard hat": (0.12, _Hatter.hard_hat),
    "headscarf": (0.13, _Hatter.headscarf),
    "hood": (0.08, _Hatter.hood),
    "full helmet": (0.05, _Hatter.full_helmet),
    "turban": (0.04, _Hatter.turban),
    "tight cap": (0.04, _Hatter.swim_cap),
    "headband": (0.04, _Hatter.headband),
    "balaclava": (0.02, _Hatter.balaclava),
}
"""What there is for the head, and its shares."""


def sample(rng: np.random.Generator, shell: Shell, skin: np.ndarray) -> Headwear:
    """Draw something to wear on the head with this ``shell``; ``skin`` (3,) linear colour."""
    shares = [share for share, _ in KINDS.values()]
    kind = str(rng.choice(list(KINDS), p=shares))
    return KINDS[kind][1](_Hatter(rng, shell, skin))
