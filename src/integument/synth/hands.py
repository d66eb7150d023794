"""Gestures of the hand: how far each finger is bent, as rotations of its bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integument.synth.assets import PeopleAsset
from integument.synth.turning import about, cross, unit

Bend = tuple[float, float, float]  # knuckle, middle and last joint, degrees toward the palm

STRAIGHT: Bend = (-14, -10, -6)  # the hand at rest is a little bent
FOLDED: Bend = (68, 88, 55)
SPREAD_OF_JOINTS = 6.0  # degrees


@dataclass(frozen=True)
class Gesture:
    """Bends of the index to the little finger, and the thumb.

    ``fan`` spreads the fingers, degrees between neighbours. ``opposed`` swings the thumb over the
    palm, ``thumb`` bends its two outer joints, both in degrees.
    """

    share: float
    fingers: tuple[Bend, Bend, Bend, Bend]
    fan: float = 0.0
    opposed: float = 0.0
    thumb: float = 0.0
    spread: float = 1.0


def _all(bend: Bend) -> tuple[Bend, Bend, Bend, Bend]:
    return (bend, bend, bend, bend)


GESTURES: dict[str, Gesture] = {
    "relaxed": Gesture(5.0, ((4, 8, 4), (8, 12, 8), (12, 16, 10), (16, 18, 12)), 1, 8, 8, 1.5),
    "open": Gesture(2.5, _all(STRAIGHT), 6, -8, -5),
    "flat": Gesture(1.5, _all((-8, -8, -5)), -1, 5, 0),
    "curled": Gesture(1.5, _all((22, 34, 22)), 0, 18, 18, 1.6),
    "fist": Gesture(1.0, _all(FOLDED), -1, 54, 46),
    "point": Gesture(0.8, (STRAIGHT, FOLDED, FOLDED, FOLDED), 0, 40, 34),
    "victory": Gesture(0.8, (STRAIGHT, STRAIGHT, FOLDED, FOLDED), 10, 46, 40),
    "thumb up": Gesture(0.8, _all(FOLDED), -1, -18, -14),
    "ok": Gesture(0.6, ((48, 52, 26), (4, 6, 2), STRAIGHT, STRAIGHT), 5, 38, 26),
    "three": Gesture(0.4, (STRAIGHT, STRAIGHT, STRAIGHT, FOLDED), 8, 48, 36),
    "four": Gesture(0.3, _all(STRAIGHT), 5, 50, 34),
    "horns": Gesture(0.3, (STRAIGHT, FOLDED, FOLDED, STRAIGHT), 2, 44, 38),
    "call": Gesture(0.3, (FOLDED, FOLDED, FOLDED, STRAIGHT), 3, -20, -12),
    "pinch": Gesture(0.5, ((46, 44, 20), (40, 40, 20), (30, 34, 20), (26, 30, 20)), 0, 36, 20),
    "claw": Gesture(0.3, _all((4, 52, 34)), 5, 10, 26),
    "holding": Gesture(0.8, _all((30, 48, 26)), 0, 30, 20),
}
"""Name -> gesture; ``share`` is how often a free hand makes it, beside the others."""


def sample(rng: np.random.Generator) -> str:
    """Draw what a free hand does."""
    shares = np.array([g.share for g in GESTURES.values()])
    return str(rng.choice(list(GESTURES), p=shares / shares.sum()))


def palm_frame(asset: PeopleAsset, joints: np.ndarray, side: str) -> tuple[np.ndarray, np.ndarray]:
    """Directions of a hand at rest, each (3,): where its fingers point, where its palm faces."""
    wrist, index, middle, little = (
        joints[asset.bone(f"{bone}.{side}")]
        for bone in ("wrist", "finger2-1", "finger3-1", "finger5-1")
    )
    fingers = unit(middle - wrist)
    palm = cross(little - index, fingers)
    return fingers, unit(palm if side == "L" else -palm)


def bend(
    rng: np.random.Generator, asset: PeopleAsset, joints: np.ndarray, side: str, name: str
) -> dict[str, np.ndarray]:
    """Rotations of the finger bones of one hand making the gesture ``name``, a little off."""
    gesture = GESTURES[name]
    fingers, palm = palm_frame(asset, joints, side)
    noise = SPREAD_OF_JOINTS * gesture.spread

    def at(bone: str) -> np.ndarray:
        return joints[asset.bone(f"{bone}.{side}")]

    thumbward = at("finger2-1") - at("finger5-1")
    out: dict[str, np.ndarray] = {}
    for number, bends in enumerate(gesture.fingers, start=2):
        along = at(f"finger{number}-3") - at(f"finger{number}-1")
        own_noise = rng.normal(0, noise)
        fan = (3.5 - number) * (gesture.fan + rng.normal(0, 1))
        for joint, degrees in enumerate(bends, start=1):
            degrees = max(degrees + own_noise + rng.normal(0, noise / 2), STRAIGHT[0])
            rotation = about(cross(along, palm), degrees)
            if joint == 1:
                rotation = about(cross(fingers, thumbward), fan) @ rotation
            out[f"finger{number}-{joint}.{side}"] = rotation
    thumb, across = at("finger1-3") - at("finger1-1"), unit(thumbward)
    over_palm = cross(thumb, palm - 0.6 * across)
    out[f"finger1-1.{side}"] = about(over_palm, gesture.opposed + rng.normal(0, noise))
    for joint in (2, 3):
        degrees = gesture.thumb + rng.normal(0, noise / 2)
        out[f"finger1-{joint}.{side}"] = about(cross(thumb, 0.5 * palm - across), degrees)
    return out
