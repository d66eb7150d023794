"""Tied hair: where it is gathered, and buns and plaits made of it."""

from __future__ import annotations

import numpy as np

from integument.synth.assets import HEAD_CENTRE
from integument.synth.hair_guides import resampled
from integument.synth.hair_style import HairStyle

TIE_POINTS = {
    "ponytail": (0.0, 0.092, 0.800), "low ponytail": (0.0, 0.082, 0.700),
    "half up": (0.0, 0.092, 0.790), "bun": (0.0, 0.092, 0.790), "low bun": (0.0, 0.080, 0.700),
    "top bun": (0.0, 0.030, 0.868), "plait": (0.0, 0.080, 0.700),
    "pigtails": (0.078, 0.055, 0.745), "two plaits": (0.075, 0.055, 0.690),
}  # fmt: skip
"""Where each of :data:`~integument.synth.hair_style.TIES` gathers hair, in canonical positions;
x is mirrored where there are two."""
TWO = ("pigtails", "two plaits")
BUNS = ("bun", "low bun", "top bun")
PLAITS = ("plait", "two plaits")
HALF_UP_FROM = 0.765  # canonical height above which hair is tied half up

BUN_STRANDS, THICK_BUN_STRANDS, BUN_STEPS = 900, 45, 16
PLAIT_STRANDS, PLAIT_STEPS = 700, 30
STRANDS_OF_A_PLAIT = 3


def stops(style: HairStyle) -> bool:
    """Whether hair ends at the tie: the rest of it is a knot."""
    return style.tie in BUNS + PLAITS


def ties(style: HairStyle, canonical: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each guide with its root at ``canonical`` (G, 3) is gathered, and whether it is."""
    if not style.tie:
        return np.zeros_like(canonical), np.zeros(len(canonical), bool)
    at = np.tile(np.array(TIE_POINTS[style.tie]), (len(canonical), 1))
    if style.tie in TWO:
        at[:, 0] *= np.sign(canonical[:, 0] + 1e-6)
    held = np.ones(len(canonical), bool)
    if style.tie == "half up":
        held = canonical[:, 2] > HALF_UP_FROM
    return at, held


def knots(style: HairStyle, moved: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Where each knot of a style is tied, and its direction away from the head: (3,) each.

    ``moved`` (3,) is how far a person's head lies from the canonical one.
    """
    tie = np.array(TIE_POINTS[style.tie])
    out = []
    for side in (1, -1) if style.tie in TWO else (1,):
        at = tie * [side, 1, 1]
        away = at - HEAD_CENTRE
        out.append((at + moved, away / np.linalg.norm(away)))
    return out


def bun(rng: np.random.Generator, at: np.ndarray, away: np.ndarray, style: HairStyle) -> np.ndarray:
    """Strands wound around the direction ``away`` from the head, as on a thick ring."""
    size = rng.uniform(0.026, 0.048)
    first = np.cross(away, [1.0, 0.1, 0.0])
    first /= np.linalg.norm(first)
    second = np.cross(away, first)
    n = THICK_BUN_STRANDS if style.thick else BUN_STRANDS
    turn = rng.uniform(0, 2 * np.pi, n)[:, None] + np.linspace(
        0, rng.uniform(1.5, 4), BUN_STEPS
    ) * rng.choice([-1, 1])
    around = rng.uniform(0, 2 * np.pi, n)[:, None] + np.linspace(0, rng.uniform(0, 2.5), BUN_STEPS)
    thick = size * rng.uniform(0.45, 0.62) * rng.uniform(0.86, 1.04, n)[:, None]
    loose = rng.normal(0, 0.0015 + style.frizz, (n, BUN_STEPS))
    radius = size * 0.55 + (thick + loose) * np.cos(around)
    up = size * 0.45 + (thick + loose) * np.sin(around)
    points = (
        at
        + radius[..., None] * (np.cos(turn)[..., None] * first + np.sin(turn)[..., None] * second)
        + up[..., None] * away
    )
    return points.astype(np.float32)


def plait(
    rng: np.random.Generator, path: np.ndarray, level: np.ndarray, style: HairStyle
) -> np.ndarray:
    """Three strands crossing over each other along ``path`` (K, 3), thinner to the end.

    ``level`` (3,) points away from the head. Returns (N, K, 3) float32.
    """
    n, length = PLAIT_STRANDS, style.length
    centre = resampled(path[None], PLAIT_STEPS)[0]
    s = np.linspace(0, 1, PLAIT_STEPS)
    width = rng.uniform(0.010, 0.018) * (1 - 0.45 * s**2)
    turn = 2 * np.pi * (s * length / rng.uniform(0.05, 0.075))
    which = rng.integers(0, STRANDS_OF_A_PLAIT, n) * (2 * np.pi / STRANDS_OF_A_PLAIT)
    angle = turn + which[:, None]
    side = np.cross(level, [0, 0, 1.0])
    points = centre + (width * np.sin(angle))[..., None] * side
    points += (0.6 * width * np.sin(2 * angle))[..., None] * level
    inside = rng.normal(size=(n, 1, 3)) * 0.30 * width[:, None]
    points += inside + rng.normal(0, style.frizz * 0.5, points.shape)
    return points.astype(np.float32)


def beard_grows(canonical: np.ndarray, shape: str) -> np.ndarray:
    """(N,) bool: where a beard of a ``shape`` - full, goatee or moustache - has its roots."""
    x, y, z = np.abs(canonical[:, 0]), canonical[:, 1], canonical[:, 2]
    jaw = (z > 0.595) & (z < 0.688 + 0.6 * np.clip(x - 0.03, 0, 1)) & (y < -0.005)
    mouth = (x < 0.024) & (np.abs(z - 0.668) < 0.0085)
    if shape == "moustache":
        return jaw & ~mouth & (z > 0.672) & (x < 0.034) & (y < -0.1)
    if shape == "goatee":
        return jaw & ~mouth & (x < 0.032) & (y < -0.08)
    return jaw & ~mouth
