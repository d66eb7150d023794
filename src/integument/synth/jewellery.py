"""Jewellery, watches and headphones: worn, but neither cloth nor skin."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from integument.synth import head_shell, meshes
from integument.synth.assets import PeopleAsset
from integument.synth.body import Shape
from integument.synth.geometry import Part, Surface
from integument.synth.head_shell import AZIMUTH, ELEVATION
from integument.synth.worn import Worn

if TYPE_CHECKING:
    from integument.synth.garments import Garment, Tailor

P_NECKLACE_FEMALE, P_NECKLACE_MALE = 0.22, 0.06
P_WATCH, P_BRACELET_FEMALE, P_BRACELET_MALE = 0.15, 0.15, 0.05
P_EARRINGS_FEMALE, P_EARRINGS_MALE = 0.35, 0.05
P_HEADPHONES = 0.02
METALS = (
    (0.75, 0.52, 0.16), (0.62, 0.61, 0.60), (0.72, 0.42, 0.32), (0.03, 0.03, 0.03),
)  # fmt: skip
"""Gold, silver, copper and black, linear."""
P_METAL = 0.7  # the others are beads, enamel and plastic of any colour
CHIN = 0.575  # canonical height under which a necklace lies
NECK = (0.0, -0.03, 0.56)
WRIST = 1.93  # along the arm: 1 elbow, 2 wrist
FOREARM = 0.25  # metres from elbow to wrist


def _colour(rng: np.random.Generator) -> np.ndarray:
    if rng.random() < P_METAL:
        return np.array(METALS[rng.integers(len(METALS))]) * rng.uniform(0.7, 1.2)
    return rng.uniform(0.02, 0.8, 3)


def _print(rng: np.random.Generator) -> np.ndarray:
    """A chain or beads: (16, 16, 3) float32."""
    picture = np.tile(_colour(rng), (16, 16, 1)).astype(np.float32)
    picture[::2, ::2] *= np.float32(rng.uniform(0.2, 1))
    return picture


def on_skin(tailor: Tailor, female: bool) -> list[Garment]:
    """Necklaces, bracelets and watches, which bend with the body."""
    rng, made = tailor.rng, []
    if rng.random() < (P_NECKLACE_FEMALE if female else P_NECKLACE_MALE):
        away = np.linalg.norm((tailor.at - NECK) * [1, 1, rng.uniform(0.45, 0.95)], axis=1)
        away += rng.uniform(0, 0.25) * tailor.at[:, 1]
        bead = rng.choice([rng.uniform(0.0015, 0.003), rng.uniform(0.003, 0.009)], p=[0.7, 0.3])
        ring = away - rng.uniform(0.075, 0.12)
        ring = np.where(tailor.height > CHIN, 9.0, ring)
        made.append(_band(tailor, "necklace", ring, bead, 0.003 + bead / 2))
    side = tailor.at[:, 0] * rng.choice([-1, 1])
    along = np.where(side > 0, tailor.asset.along_arm, -9.0)
    if rng.random() < P_WATCH:
        half = rng.uniform(0.008, 0.013)
        made.append(_band(tailor, "watch", (along - WRIST) * FOREARM, half, 0.005))
    elif rng.random() < (P_BRACELET_FEMALE if female else P_BRACELET_MALE):
        half = rng.choice([0.002, rng.uniform(0.002, 0.012)])
        made.append(_band(tailor, "bracelet", (along - WRIST) * FOREARM, half, 0.005))
    return made


def _band(tailor: Tailor, kind: str, distance: np.ndarray, half: float, lift: float) -> Garment:
    """A narrow ring where ``distance`` (V,) is within ``half`` metres of 0."""
    return tailor.piece(
        kind, half - distance, lift, mesh="body", print_=_print(tailor.rng), part=Part.WORN,
        second=half + distance,
    )  # fmt: skip


@functools.cache
def _lobes(asset: PeopleAsset) -> tuple[int, int]:
    """The vertex of each ear lobe, left and right: the lowest of what sticks out at the sides."""
    c = asset.canonical
    ear = asset.is_body & (asset.head_weight > 0.6) & (np.abs(c[:, 0]) > 0.070)
    ear &= (np.abs(c[:, 1]) < 0.045) & (np.abs(c[:, 2] - 0.725) < 0.045)
    out = []
    for side in (1, -1):
        own = np.flatnonzero(ear & (c[:, 0] * side > 0))
        out.append(int(own[np.argmin(c[own, 2])]))
    return out[0], out[1]


def on_head(rng: np.random.Generator, asset: PeopleAsset, shape: Shape, female: bool) -> list[Worn]:
    """Earrings and headphones."""
    if rng.random() < P_HEADPHONES:
        return _headphones(rng, asset, shape)
    if rng.random() > (P_EARRINGS_FEMALE if female else P_EARRINGS_MALE):
        return []
    size = rng.uniform(0.003, 0.007)
    kind = str(rng.choice(["stud", "drop", "hoop"], p=[0.4, 0.3, 0.3]))
    if kind == "hoop":
        size = rng.uniform(0.008, 0.03)
        thing, down = _hoop(size, rng.uniform(0.001, 0.0025)), size
    elif kind == "drop":
        length = rng.uniform(0.012, 0.05)
        thing = meshes.turned(
            [(1e-4, 0.0), (0.001, -0.004), (size, -length), (1e-4, -length - size)]
        )
        down = 0.0
    else:
        thing, down = meshes.ball(size), 0.0
    colour = tuple(float(v) for v in _colour(rng))
    out = []
    for vertex in _lobes(asset):
        at = shape.vertices[vertex] + [np.sign(shape.vertices[vertex, 0]) * 0.002, -0.002, 0.003]
        own = thing.placed(np.eye(3), at - [0, 0, down])
        out.append(
            Worn(
                "earrings", own.points, own.faces, Part.WORN, Surface.GLOSSY, colour,
                roughness=0.25, specular=2.0, normals=own.normals,
            )
        )  # fmt: skip
    return out


def _hoop(radius: float, thick: float) -> meshes.Mesh:
    """A ring that hangs in the plane of y and z."""
    a = np.linspace(0, 2 * np.pi, 21)[:, None]
    b = np.linspace(0, 2 * np.pi, 5)[None]
    outward = np.stack(
        np.broadcast_arrays(np.sin(b), np.cos(b) * np.sin(a), np.cos(b) * np.cos(a)), -1
    )
    middle = np.stack([0 * a[:, 0], np.sin(a[:, 0]), np.cos(a[:, 0])], -1) * radius
    points = middle[:, None] + outward * thick
    first = (np.arange(20)[:, None] * 5 + np.arange(4)).reshape(-1)
    faces = np.concatenate(
        [np.stack([first, first + 5, first + 6], 1), np.stack([first, first + 6, first + 1], 1)]
    )
    flat = points.reshape(-1, 3)
    return meshes.Mesh(flat, outward.reshape(-1, 3), np.zeros((len(flat), 2)), faces)


def _headphones(rng: np.random.Generator, asset: PeopleAsset, shape: Shape) -> list[Worn]:
    shell = head_shell.shell(asset, shape)
    across = np.abs(np.cos(np.radians(AZIMUTH)) * np.cos(np.radians(ELEVATION)))
    field = np.minimum(rng.uniform(0.09, 0.2) - across, (ELEVATION - 2) / 60)
    band = head_shell.cut(shell, rng.uniform(0.008, 0.02), field)
    looks = {
        "colour": tuple(float(v) for v in rng.choice([0.01, 0.03, 0.6]) * rng.uniform(0.8, 1.2, 3)),
        "roughness": float(rng.uniform(0.2, 0.6)),
    }
    out = [Worn("headphones", band.points, band.faces, Part.WORN, Surface.GLOSSY,
                normals=band.normals, **looks)]  # fmt: skip
    radius, depth = rng.uniform(0.030, 0.044), rng.uniform(0.018, 0.035)
    cup = meshes.turned(
        [(1e-4, 0), (radius, 0), (radius, depth * 0.7), (radius * 0.7, depth), (1e-4, depth)]
    )
    for vertex, side in zip(_lobes(asset), (1, -1), strict=True):
        axes = np.array([[0, 0, side], [1, 0, 0], [0, 1, 0]], float)
        at = shape.vertices[vertex] + [-0.004 * side, 0.0, 0.022]
        own = cup.placed(axes, at)
        out.append(Worn("headphones", own.points, own.faces, Part.WORN, Surface.GLOSSY,
                        normals=own.normals, **looks))  # fmt: skip
    return out


P_BACKPACK = 0.5
"""Share of the people with straps over both shoulders whose bag is on the back."""


def backpack(rng: np.random.Generator, asset: PeopleAsset, shape: Shape) -> Worn:
    """A bag on the back."""
    back = asset.is_body & (np.abs(asset.canonical[:, 0]) < 0.05)
    back &= np.abs(asset.canonical[:, 2] - 0.38) < 0.08
    own = shape.vertices[back]
    width, deep, tall = rng.uniform(0.24, 0.34), rng.uniform(0.1, 0.18), rng.uniform(0.34, 0.5)
    at = np.array([0, own[:, 1].max() + deep / 2 + 0.012, own[:, 2].mean() - 0.06])
    box = meshes.box(width, deep, tall).placed(np.eye(3), at)
    return Worn(
        "backpack", box.points, box.faces, Part.WORN, Surface.CLOTH,
        tuple(float(v) for v in rng.uniform(0.01, 0.5, 3)), 0.8, 0.4, "spine02", box.normals,
    )  # fmt: skip
