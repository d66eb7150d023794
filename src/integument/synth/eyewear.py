"""Spectacles and sunglasses, built around the head at rest."""

from __future__ import annotations

import numpy as np

from integument.synth.assets import PeopleAsset
from integument.synth.body import Shape
from integument.synth.geometry import Part, Surface
from integument.synth.worn import Worn

P_SPECTACLES = 0.13
P_SUNGLASSES = 0.10
P_BLACK_RIM = 0.6
SIDES = 28  # corners of a lens


def sample(rng: np.random.Generator, asset: PeopleAsset, shape: Shape) -> list[Worn]:
    """Draw what a person wears before the eyes, mostly nothing."""
    u = rng.random()
    if u < P_SPECTACLES + P_SUNGLASSES:
        return [_glasses(rng, asset, shape, dark=u < P_SUNGLASSES)]
    return []


def _quad(points: np.ndarray, offset: int) -> np.ndarray:
    return np.array([[0, 1, 2], [0, 2, 3]]) + offset


def _glasses(rng, asset: PeopleAsset, shape: Shape, dark: bool) -> Worn:
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
        if dark or rng.random() < P_BLACK_RIM
        else rng.uniform(0, 0.6, 3)
    )
    return Worn(
        "sunglasses" if dark else "spectacles",
        np.concatenate(points).astype(np.float32),
        np.concatenate(faces),
        Part.WORN,
        Surface.GLOSSY,
        tuple(float(x) for x in colour),
        0.2,
    )
