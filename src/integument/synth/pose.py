"""Poses: a posture of the library with its arms, gestures and chance, as rotations of bones."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numba
import numpy as np

from integument.synth import arms, body, hands, mesh
from integument.synth.assets import PeopleAsset
from integument.synth.places import LANDMARKS, PLACES, Place
from integument.synth.postures import ARMS, POSTURES, SWINGS, Leg, Posture, Swing
from integument.synth.turning import turn, unit

TRIES = 4
"""Poses drawn at most until one does not run into itself; then the best of them is taken."""
TOLERATED = 0.012
"""Mean depth in metres of the deepest twentieth of a limb's points in the body that passes: where
a hand rests on flesh, flesh gives way."""
NOD, TILT_HEAD, TURN_HEAD = 8.0, 7.0, 17.0
"""Deviations in degrees of the head's turns: photographs show mostly people who look ahead."""
BEND = (4.0, 4.0, 7.0)
"""Deviations in degrees of the spine's turns, over all its bones."""
PALM_REACH = 0.075  # metres from the wrist to the middle of the palm
TIPS_REACH = 0.125  # and to the tips of bent fingers
FARTHER = 0.012
"""Metres by which hands keep farther off the body each time a pose is drawn again."""


AXIS = (0.0, -0.02)
"""Where the vertical axis of the canonical body stands (x, y): outward is away from it."""
CROWN = 0.83  # canonical height from which all of the head is outside


@dataclass(frozen=True, eq=False)
class Pose:
    """A drawn pose: bone -> (3, 3) rotation, and what to call it.

    ``arms`` and ``gestures`` are those of the left and the right side. ``holding`` names the side
    whose hand is fit to hold something, or is None.
    """

    posture: str
    arms: tuple[str, str]
    gestures: tuple[str, str]
    rotations: dict[str, np.ndarray]
    holding: str | None
    depth: float

    @property
    def seated(self) -> bool:
        return POSTURES[self.posture].seated

    def to_dict(self) -> dict:
        return {
            "posture": self.posture,
            "arms": list(self.arms),
            "gestures": list(self.gestures),
            "depth": round(self.depth, 4),
        }


def sample(
    rng: np.random.Generator,
    asset: PeopleAsset,
    shape: body.Shape,
    posture: str | None = None,
    arms_: str | None = None,
) -> Pose:
    """Draw a pose for one body; ``posture`` and ``arms_`` may be named.

    Poses that run into the body are drawn again, a few times.
    """
    best = None
    for attempt in range(TRIES):
        drawn = _draw(rng, asset, shape, posture, arms_, FARTHER * attempt)
        if best is None or drawn.depth < best.depth:
            best = drawn
        if best.depth < TOLERATED:
            break
    assert best is not None
    return best


def _draw(rng, asset, shape, posture, arms_, farther: float) -> Pose:
    if posture is None:
        posture = _choose(rng, {name: p.share for name, p in POSTURES.items()})
    how = POSTURES[posture]
    pair = list(ARMS[arms_ or _choose(rng, how.arms)])
    if rng.random() < 0.5:
        pair.reverse()
    chosen = tuple(str(rng.choice(options)) for options in pair)
    left, right = how.left, how.other or how.left
    if rng.random() < 0.5:
        left, right = right, left

    rotations = _trunk(rng, how)
    for side, sign, leg in (("L", 1, left), ("R", -1, right)):
        rotations |= _leg(rng, side, sign, leg, how.spread)
    bones = body.bone_transforms(asset, shape.joints, rotations)
    gestures = []
    for side, sign, name in zip("LR", (1, -1), chosen, strict=True):
        if name in SWINGS:
            rotations |= _swing(rng, side, sign, SWINGS[name])
            gestures.append(hands.sample(rng))
        else:
            place = PLACES[name]
            rotations |= _put(rng, asset, shape, bones, side, sign, place, farther)
            gestures.append(str(rng.choice(place.gestures)))
        rotations |= hands.bend(rng, asset, shape.joints, side, gestures[-1])
    fit = [s for s, n in zip("LR", chosen, strict=True) if (SWINGS.get(n) or PLACES.get(n)).holds]
    return Pose(
        posture,
        chosen,
        tuple(gestures),
        rotations,
        str(rng.choice(fit)) if fit else None,
        _depth(asset, shape, rotations),
    )


def _choose(rng: np.random.Generator, odds: dict[str, float]) -> str:
    share = np.array(list(odds.values()), float)
    return str(rng.choice(list(odds), p=share / share.sum()))


def _trunk(rng, how: Posture) -> dict[str, np.ndarray]:
    flip = np.array([1, *rng.choice([-1, 1], 2)])
    out = {"root": turn(*(np.array(how.root) * flip))}
    bend = np.array(how.spine) * flip + rng.normal(0, BEND)
    for bone in ("spine04", "spine03", "spine02", "spine01"):
        out[bone] = turn(*(bend / 4))
    nod = np.array(how.neck) * flip + rng.normal(0, [NOD, TILT_HEAD, TURN_HEAD])
    for bone, share in (("neck01", 0.3), ("neck02", 0.2), ("head", 0.5)):
        out[bone] = turn(*(nod * share))
    return out


def _leg(rng, side: str, sign: int, leg: Leg, spread: float) -> dict[str, np.ndarray]:
    out = {}
    for bone, mean, share in (
        ("upperleg01", leg.upper, 1.0),
        ("lowerleg01", leg.lower, 0.8),
        ("foot", leg.foot, 0.8),
    ):
        x, y, z = np.array(mean) + rng.normal(0, spread * share, 3) * [1, 0.6, 0.5]
        if bone == "lowerleg01":
            x = max(x, 0.0)  # knees bend one way
        out[f"{bone}.{side}"] = turn(x, sign * y, sign * z)
    return out


def _swing(rng, side: str, sign: int, swing: Swing) -> dict[str, np.ndarray]:
    out = {}
    for bone, mean, share in (
        ("upperarm01", swing.upper, 1.0),
        ("lowerarm01", swing.lower, 1.0),
        ("wrist", (0, 0, 0), 1.2),
    ):
        x, y, z = np.array(mean) + rng.normal(0, swing.spread * share, 3) * [1, 0.7, 0.5]
        out[f"{bone}.{side}"] = turn(x, sign * y, sign * z)
    return out


@functools.cache
def _rest_normals(asset: PeopleAsset) -> np.ndarray:
    """Normals of the canonical body, (V, 3): near enough to those of anybody at rest."""
    return mesh.vertex_normals(asset.canonical, asset.body_vertices[asset.body_faces])


@functools.cache
def _landmarks(asset: PeopleAsset) -> dict[str, int]:
    """Landmark and side, as in "hip.L" -> vertex of the outer skin (not of the mouth's inside)."""
    normals = _rest_normals(asset)
    outward = asset.canonical[:, :2] - AXIS
    outward /= np.linalg.norm(outward, axis=1, keepdims=True) + 1e-9
    outside = (normals[:, :2] * outward).sum(1) > 0.3
    outside |= asset.canonical[:, 2] > CROWN
    on_body = np.flatnonzero(asset.is_body & (asset.arm_weight < 0.1) & outside)
    out = {}
    for name, (_, at) in LANDMARKS.items():
        for side, flip in (("L", 1), ("R", -1)):
            point = np.array([[at[0] * flip, at[1], at[2]]], np.float32)
            found = mesh.nearest(point, asset.canonical[on_body])[0]
            out[f"{name}.{side}"] = int(on_body[found])
    return out


def _put(rng, asset, shape, bones, side: str, sign: int, place: Place, farther: float):
    """Rotations of an arm whose hand is put at a place, ``farther`` off it by so many metres."""
    bone, _ = LANDMARKS[place.landmark]
    name = bone if bone in asset.bone_names else f"{bone}.{side}"
    carried = bones[asset.bone(name)].astype(float)
    vertex = _landmarks(asset)[f"{place.landmark}.{side}"]
    flip = np.array([sign, 1, 1])
    point = shape.vertices[vertex] + _rest_normals(asset)[vertex] * (place.off + farther)
    point = point + np.array(place.shift) * flip + rng.normal(0, place.spread, 3)
    fingers = unit(carried[:, :3] @ (np.array(place.fingers) * flip + rng.normal(0, 0.12, 3)))
    palm = unit(carried[:, :3] @ (np.array(place.palm) * flip + rng.normal(0, 0.12, 3)))
    target = carried[:, :3] @ point + carried[:, 3]
    trunk = bones[asset.bone("spine02")][:, :3].astype(float)
    elbow = trunk @ (np.array(place.elbow) * flip + rng.normal(0, 0.15, 3))
    rotations: dict[str, np.ndarray] = {}
    pointing = fingers
    for _ in range(2):  # wrists bend only so far: then the wrist itself has to move
        wrist = target - pointing * (TIPS_REACH if place.tips else PALM_REACH)
        rotations, pointing = arms.reach(
            asset, shape.joints, bones, side, wrist, elbow, fingers, palm
        )
    return rotations


@functools.cache
def _limbs(asset: PeopleAsset) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pairs of vertex sets that must not run into each other: (limb points, body points)."""
    c, arm = asset.canonical, asset.along_arm
    rest = asset.is_body & (asset.arm_weight < 0.02)
    out = []
    for sign in (1, -1):
        limb = np.flatnonzero(asset.is_body & (arm > 0.7) & (c[:, 0] * sign > 0))
        other = np.flatnonzero(asset.is_body & (arm > 0.7) & (c[:, 0] * sign < 0))
        trunk = np.flatnonzero(rest)
        out.append((limb[::9], np.concatenate([trunk[::6], other[::9]])))
    low = rest & (c[:, 2] < -0.2)
    out.append((np.flatnonzero(low & (c[:, 0] > 0))[::6], np.flatnonzero(low & (c[:, 0] < 0))[::6]))
    return out


def _depth(asset: PeopleAsset, shape: body.Shape, rotations: dict[str, np.ndarray]) -> float:
    """How deep limbs run into the body, metres: the mean of each limb's deepest twentieth."""
    bones = body.bone_transforms(asset, shape.joints, rotations)
    normals = _rest_normals(asset)
    worst = 0.0
    for limb, target in _limbs(asset):
        points = body.moved(asset, shape.vertices[limb], bones, limb)
        surface = body.moved(asset, shape.vertices[target], bones, target)
        tip = shape.vertices[target] + normals[target] * np.float32(0.01)
        outward = (body.moved(asset, tip, bones, target) - surface) * 100
        depths = np.sort(sunk(points, surface, outward))
        worst = max(worst, float(depths[-max(len(depths) // 20, 1) :].mean()))
    return worst


@numba.njit(cache=True)
def sunk(points, surface, normals):
    """How deep each of ``points`` (N, 3) lies under the nearest point of a surface: (N,) float32.

    ``surface``, ``normals`` (M, 3). Points farther than 8 cm from it count as outside.
    """
    out = np.zeros(points.shape[0], np.float32)
    for i in range(points.shape[0]):
        best, at = 0.0064, -1
        for j in range(surface.shape[0]):
            dx = points[i, 0] - surface[j, 0]
            dy = points[i, 1] - surface[j, 1]
            dz = points[i, 2] - surface[j, 2]
            d = dx * dx + dy * dy + dz * dz
            if d < best:
                best, at = d, j
        if at >= 0:
            height = 0.0
            for k in range(3):
                height += (points[i, k] - surface[at, k]) * normals[at, k]
            out[i] = max(0.0, -height)
    return out
