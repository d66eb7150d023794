"""Things on the head: spectacles, sunglasses and hats with a brim, built around the rest head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integument.synth.assets import PeopleAsset
from integument.synth.body import Shape
from integument.synth.geometry import Part, Surface

P_SPECTACLES = 0.13
P_SUNGLASSES = 0.10
P_BRIMMED_HAT = 0.07
TILT = 0.08  # how much lower the front of a hat sits, metres per metre
SIDES = 28  # corners of a lens and of a hat's round


@dataclass(frozen=True, eq=False)
class Accessory:
    """A mesh that moves with the head: points (N, 3) metres at rest, faces (F, 3)."""

    kind: str
    points: np.ndarray
    faces: np.ndarray
    part: Part
    surface: Surface
    colour: tuple[float, float, float]
    roughness: float


def sample(
    rng: np.random.Generator, asset: PeopleAsset, shape: Shape, hair_volume: float, hat: bool
) -> list[Accessory]:
    """Draw what a person wears on the head; ``hat`` False where there is a cap already."""
    out = []
    u = rng.random()
    if u < P_SPECTACLES + P_SUNGLASSES:
        out.append(_glasses(rng, asset, shape, dark=u < P_SUNGLASSES))
    if hat and rng.random() < P_BRIMMED_HAT:
        out.append(_hat(rng, asset, shape, hair_volume))
    return out


def _quad(points: np.ndarray, offset: int) -> np.ndarray:
    return np.array([[0, 1, 2], [0, 2, 3]]) + offset


def _glasses(rng, asset: PeopleAsset, shape: Shape, dark: bool) -> Accessory:
    """Two elliptical lenses (filled only if ``dark``), rims, a bridge and temples."""
    angle = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)
    size = rng.uniform([0.023, 0.015], [0.033, 0.026])
    squareness = rng.uniform(0.6, 1.0)
    outline = (
        np.sign(np.c_[np.cos(angle), np.sin(angle)])
        * np.abs(np.c_[np.cos(angle), np.sin(angle)]) ** squareness
        * size
    )
    rim = rng.uniform(1.06, 1.22)
    points, faces, count = [], [], 0
    lens_y = lens_z = 0.0
    for side in ("eye_left", "eye_right"):
        centre = shape.vertices[np.unique(asset.parts[side])].mean(0)
        lens_y, lens_z = centre[1] - rng.uniform(0.020, 0.024), centre[2] - 0.003
        flat = np.c_[outline[:, 0], np.zeros(SIDES), outline[:, 1]]
        at = np.array([centre[0], lens_y, lens_z])
        inner, outer = flat + at, flat * rim + at
        i = np.arange(SIDES)
        j = (i + 1) % SIDES
        ring = np.concatenate([np.c_[i, j, j + SIDES], np.c_[i, j + SIDES, i + SIDES]])
        fan = np.c_[np.zeros(SIDES - 2, int), np.arange(1, SIDES - 1), np.arange(2, SIDES)]
        points += [inner, outer]
        faces.append(ring + count)
        if dark:
            faces.append(fan + count)
        count += 2 * SIDES
        sign = np.sign(centre[0])
        edge = centre[0] + sign * size[0] * rim
        back = np.array([sign * 0.078, 0.0, lens_z + 0.004])
        front = np.array([edge, lens_y, lens_z + 0.006])
        up = np.array([0, 0, 0.0025])
        points.append(np.array([front - up, front + up, back + up, back - up]))
        faces.append(_quad(points[-1], count))
        count += 4
    bridge = 0.012
    points.append(
        np.array([[x, lens_y - 0.002, lens_z + z] for x, z in ((-bridge, 0.003), (bridge, 0.003),
                                                           (bridge, 0.007), (-bridge, 0.007))])
    )  # fmt: skip
    faces.append(_quad(points[-1], count))
    colour = (
        np.full(3, rng.uniform(0.004, 0.03))
        if dark or rng.random() < 0.6
        else rng.uniform(0, 0.6, 3)
    )
    return Accessory(
        "sunglasses" if dark else "spectacles",
        np.concatenate(points).astype(np.float32),
        np.concatenate(faces),
        Part.WORN,
        Surface.GLOSSY,
        tuple(float(x) for x in colour),
        0.2,
    )


def _hat(rng, asset: PeopleAsset, shape: Shape, hair_volume: float) -> Accessory:
    """A crown and a brim: a profile turned around the head's vertical axis."""
    head = shape.vertices[asset.is_body & (asset.head_weight > 0.5)]
    top = head[:, 2].max()
    low = top - rng.uniform(0.06, 0.09)
    inside = head[head[:, 2] > low - 0.005]
    centre = (inside.max(0) + inside.min(0)) / 2
    reach = (inside.max(0) - inside.min(0))[:2] / 2 + 0.008 + 0.5 * hair_volume
    brim = rng.uniform(0.03, 0.13)
    droop = rng.uniform(-0.02, 0.03)
    high = top + rng.uniform(0.015, 0.06)
    profile = [  # (growth of the radius, height)
        (brim, low - droop), (brim / 2, low - droop / 3), (0.0, low),
        (-0.004, (low + high) / 2), (-0.018, high), (-0.05, high + 0.008),
    ]  # fmt: skip
    angle = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)
    rings = [
        np.c_[
            centre[0] + np.cos(angle) * (reach[0] + growth),
            centre[1] + np.sin(angle) * (reach[1] + growth),
            np.full(SIDES, height) + TILT * np.sin(angle) * (reach[1] + growth),
        ]
        for growth, height in profile
    ]
    i = np.arange(SIDES)
    j = (i + 1) % SIDES
    faces = []
    for k in range(len(rings) - 1):
        a, b = k * SIDES, (k + 1) * SIDES
        faces += [np.c_[i + a, j + a, j + b], np.c_[i + a, j + b, i + b]]
    last = (len(rings) - 1) * SIDES
    faces.append(
        np.c_[np.zeros(SIDES - 2, int), np.arange(1, SIDES - 1), np.arange(2, SIDES)] + last
    )
    straw = np.array([0.45, 0.32, 0.16]) * rng.uniform(0.6, 1.4)
    colour = straw if rng.random() < 0.3 else rng.uniform(0.01, 0.7, 3)
    return Accessory(
        "hat",
        np.concatenate(rings).astype(np.float32),
        np.concatenate(faces),
        Part.CLOTH,
        Surface.CLOTH,
        tuple(float(x) for x in colour),
        0.8,
    )
