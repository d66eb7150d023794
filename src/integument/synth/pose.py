"""Poses: a small library of postures, each perturbed, as rotations of bones.

Angles are degrees about the world axes of the rest pose (a person in an A-pose, Z up, facing -Y),
applied at the bone's joint. For the left side: about Y, negative raises the arm; about X, negative
swings a limb forward. The right side is the mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Angles = tuple[float, float, float]


@dataclass(frozen=True)
class Posture:
    """Mean angles (x, y, z) of one side's limbs; ``other`` gives the right side if it differs."""

    upper_arm: Angles = (0, 25, 0)
    lower_arm: Angles = (0, 0, 0)
    upper_leg: Angles = (0, 3, 0)
    lower_leg: Angles = (0, 0, 0)
    spine: Angles = (0, 0, 0)
    spread: float = 8.0
    other: Posture | None = field(default=None)


DOWN = Posture(upper_arm=(6, 37, 0), lower_arm=(12, 0, 0), spread=5)
POSTURES: dict[str, Posture] = {
    "stand": Posture(upper_arm=(0, 26, 0), lower_arm=(-8, 0, -8), spread=10),
    "arms_down": DOWN,
    "hands_on_hips": Posture(upper_arm=(25, 2, 20), lower_arm=(-5, 62, -55), spread=6),
    "one_hand_on_hip": Posture(
        upper_arm=(25, 2, 20), lower_arm=(-5, 62, -55), spread=6, other=DOWN
    ),
    "wave": Posture(upper_arm=(-10, -40, 0), lower_arm=(0, -75, 0), spread=15, other=DOWN),
    "arms_up": Posture(upper_arm=(0, -85, 0), lower_arm=(0, -25, 0), spread=18),
    "hand_to_head": Posture(
        upper_arm=(-20, -55, 0), lower_arm=(-45, -95, 0), spread=12, other=DOWN
    ),
    "hands_front": Posture(upper_arm=(-5, 32, 0), lower_arm=(-35, 10, -55), spread=8),
    "crossed": Posture(upper_arm=(-22, 28, 0), lower_arm=(-35, 5, -85), spread=5),
    "reach": Posture(upper_arm=(-45, 12, 0), lower_arm=(-15, 0, 0), spread=15),
    "hands_to_face": Posture(upper_arm=(-35, 22, 0), lower_arm=(-95, 0, -25), spread=10),
    "hold": Posture(upper_arm=(0, 34, 0), lower_arm=(-85, 0, -20), spread=10, other=DOWN),
    "walk": Posture(
        upper_arm=(-20, 34, 0),
        lower_arm=(-15, 0, 0),
        upper_leg=(22, 2, 0),
        lower_leg=(18, 0, 0),
        spread=6,
        other=Posture(upper_arm=(25, 34, 0), upper_leg=(-24, 2, 0), lower_leg=(6, 0, 0), spread=6),
    ),
    "contrapposto": Posture(
        upper_arm=(4, 34, 0),
        upper_leg=(-14, 6, 0),
        lower_leg=(22, 0, 0),
        spread=6,
        other=Posture(upper_arm=(4, 34, 0), upper_leg=(0, -4, 0), spread=6),
    ),
    "sit": Posture(
        upper_arm=(-20, 32, 0),
        lower_arm=(-35, 0, -15),
        upper_leg=(-82, 8, 0),
        lower_leg=(82, 0, 0),
        spread=8,
    ),
    "crouch": Posture(
        upper_arm=(-35, 25, 0),
        lower_arm=(-40, 0, -20),
        upper_leg=(-100, 14, 0),
        lower_leg=(115, 0, 0),
        spine=(22, 0, 0),
        spread=8,
    ),
    "lean": Posture(upper_arm=(-15, 28, 0), lower_arm=(-20, 0, -10), spine=(25, 8, 0), spread=10),
    "free": Posture(upper_arm=(-10, 5, 0), lower_arm=(-35, -10, -15), spread=32),
}
"""Name -> posture. The arms of the rest pose hang 45 degrees out; 37 more puts them at the side."""

WEIGHTS = {"stand": 3.0, "arms_down": 3.0, "walk": 2.0, "contrapposto": 2.5, "free": 2.5}
"""How much more often than once a posture is drawn."""


def rotation(axis: str, degrees: float) -> np.ndarray:
    """(3, 3) float64 right-handed rotation about a world axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return {
        "x": np.array([[1, 0, 0], [0, c, -s], [0, s, c]]),
        "y": np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]),
        "z": np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]),
    }[axis]


def turn(x: float = 0, y: float = 0, z: float = 0) -> np.ndarray:
    """Rotation about X, then Y, then Z, (3, 3)."""
    return rotation("z", z) @ rotation("y", y) @ rotation("x", x)


def sample(rng: np.random.Generator, name: str | None = None) -> tuple[str, dict[str, np.ndarray]]:
    """Draw a posture (or take the one named) and perturb it: its name and bone rotations."""
    if name is None:
        odds = np.array([WEIGHTS.get(n, 1.0) for n in POSTURES])
        name = str(rng.choice(list(POSTURES), p=odds / odds.sum()))
    posture = POSTURES[name]
    left, right = posture, posture.other or posture
    if rng.random() < 0.5:
        left, right = right, left

    rotations: dict[str, np.ndarray] = {}
    bend = np.array(posture.spine) + rng.normal(0, [5, 4, 8])
    for bone in ("spine04", "spine03", "spine02", "spine01"):
        rotations[bone] = turn(*(bend / 4))
    nod = rng.normal(0, [10, 8, 20])
    for bone, share in (("neck01", 0.3), ("neck02", 0.2), ("head", 0.5)):
        rotations[bone] = turn(*(nod * share))
    for side, sign, limbs in (("L", 1, left), ("R", -1, right)):
        rotations |= _limbs(rng, side, sign, limbs)
        rotations |= _hand(rng, side, sign)
    return name, rotations


def _limbs(rng, side: str, sign: int, posture: Posture) -> dict[str, np.ndarray]:
    out = {}
    for bone, mean, spread in (
        ("upperarm01", posture.upper_arm, 1.0),
        ("lowerarm01", posture.lower_arm, 1.0),
        ("upperleg01", posture.upper_leg, 0.5),
        ("lowerleg01", posture.lower_leg, 0.4),
        ("wrist", (0, 0, 0), 1.2),
    ):
        x, y, z = np.array(mean) + rng.normal(0, posture.spread * spread, 3) * [1, 0.7, 0.5]
        if bone == "lowerleg01":
            x = max(x, 0.0)
        out[f"{bone}.{side}"] = turn(x, sign * y, sign * z)
    return out


def _hand(rng, side: str, sign: int) -> dict[str, np.ndarray]:
    out = {}
    curl = abs(rng.normal(0, 14)) if rng.random() < 0.7 else rng.uniform(20, 65)
    fan = rng.uniform(-1, 5)
    for finger in range(2, 6):
        own = curl * rng.uniform(0.7, 1.3) if rng.random() < 0.8 else rng.uniform(0, 70)
        for joint in (1, 2, 3):
            sideways = (finger - 3.5) * fan if joint == 1 else 0.0
            out[f"finger{finger}-{joint}.{side}"] = turn(sideways, sign * own * 0.8, 0)
    for joint in (2, 3):
        out[f"finger1-{joint}.{side}"] = turn(0, 0, -sign * abs(rng.normal(0, 12)))
    return out
