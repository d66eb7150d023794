"""Marks of skin: freckles, moles, acne, scars, vitiligo, tattoos, tan and the lines of age."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from integument.synth import cloth, noise
from integument.synth.assets import HEAD_WINDOW, PeopleAsset

P_FRECKLES = 0.3  # of tones I-III
P_ACNE = 0.12
P_SCAR = 0.06
P_VITILIGO = 0.03
"""More frequent than the one in a hundred of the population: a network must see it to know it."""
P_TATTOO = 0.16
P_SLEEVE = 0.3  # of tattooed people: a whole limb
P_BARE_HAND = 0.7  # of arms in ink
P_FACE_TATTOO = 0.06  # of single tattoos
P_TAN = 0.12
MOST_MOLES = 25
MOST_TATTOOS = 4
INKS = ((0.012, 0.015, 0.022), (0.02, 0.03, 0.03), (0.25, 0.02, 0.02), (0.02, 0.08, 0.2))
INK_ODDS = (0.6, 0.25, 0.08, 0.07)
DEPIGMENTED = np.array([0.62, 0.40, 0.32], np.float32)
PLACES = {
    "upper arm": ((0.24, -0.03, 0.46), 0.22), "forearm": ((0.39, -0.10, 0.29), 0.24),
    "hand": ((0.46, -0.18, 0.20), 0.06), "chest": ((0.08, -0.13, 0.42), 0.12),
    "back": ((0.05, 0.09, 0.40), 0.12), "neck": ((0.05, -0.04, 0.57), 0.08),
    "thigh": ((0.13, -0.08, -0.2), 0.08), "calf": ((0.15, 0.05, -0.55), 0.08),
}  # fmt: skip
"""Canonical middles of the places where tattoos and scars are, and their shares."""
FACE_PLACES = ((0.045, -0.10, 0.69), (0.03, -0.13, 0.79), (0.06, -0.07, 0.73))
LIMBS = {"arm": (0.22, 0.5, -0.1), "leg": (0.1, 0.3, -0.8)}


@functools.cache
def _texels(asset: PeopleAsset) -> tuple[np.ndarray, np.ndarray]:
    """Painted texels of the half-sized texture: rows and columns (N, 2), positions (N, 3)."""
    at = np.argwhere(asset.painted[::2, ::2])
    return at, np.ascontiguousarray(asset.position[::2, ::2][at[:, 0], at[:, 1]])


def on_body(
    rng: np.random.Generator, asset: PeopleAsset, albedo: np.ndarray, tone: int, age: float
) -> dict:
    """Paint marks into ``albedo`` (S / 2, S / 2, 3) in place; returns what was drawn."""
    out: dict = {}
    if tone <= 3 and rng.random() < P_FRECKLES:
        out["freckles"] = strength = float(rng.uniform(0.3, 0.9))
        dots = (noise.tile(rng, len(albedo), 128, 1) > 1.8).astype(np.float32)
        dots = cv2.GaussianBlur(dots, (0, 0), 0.6)[..., None] * np.float32(strength)
        albedo *= 1 + dots * np.array([-0.28, -0.45, -0.55], np.float32)
    if rng.random() < P_TAN:
        out["tan"] = _tan(rng, asset, albedo)
    if rng.random() < P_VITILIGO:
        out["vitiligo"] = _vitiligo(rng, asset, albedo)
    if rng.random() < P_SCAR * (0.7 + 0.6 * age):
        out["scar"] = _scar(rng, asset, albedo)
    if rng.random() < P_TATTOO:
        out["tattoos"] = _tattoos(rng, asset, albedo)
    return out


def _near(asset: PeopleAsset, centre: np.ndarray, radius: float):
    """Texels within ``radius`` of ``centre``: rows, columns, and (N, 2) places on the skin there.

    Places run from -1 to 1 across the radius, along the two directions in which the patch extends.
    """
    at, position = _texels(asset)
    box = (np.abs(position - centre.astype(np.float32)) < radius).all(1)
    at, away = at[box], position[box] - centre
    near = np.linalg.norm(away, axis=1) < radius
    at, away = at[near], away[near]
    if len(at) < 4:
        return at[:, 0], at[:, 1], np.zeros((len(at), 2))
    _, axes = np.linalg.eigh(away.T @ away)
    return at[:, 0], at[:, 1], away @ axes[:, :0:-1] / radius


def _place(rng: np.random.Generator, asset: PeopleAsset, face: float) -> tuple[str, np.ndarray]:
    if rng.random() < face:
        name, centre = "face", np.array(FACE_PLACES[rng.integers(len(FACE_PLACES))])
    else:
        name = str(rng.choice(list(PLACES), p=[share for _, share in PLACES.values()]))
        centre = np.array(PLACES[name][0]) + rng.normal(0, 0.03, 3)
    centre = centre * [rng.choice([-1, 1]), 1, 1]
    _, position = _texels(asset)
    some = position[::7]
    return name, some[np.argmin(((some - centre) ** 2).sum(1))].astype(float)


def _tattoos(rng: np.random.Generator, asset: PeopleAsset, albedo: np.ndarray) -> list[str]:
    """Sleeves, pictures, signs and letters in ink; returns their places."""
    ink = np.array(INKS[rng.choice(len(INKS), p=INK_ODDS)], np.float32)
    strength = np.float32(rng.uniform(0.5, 0.95))
    if rng.random() < P_SLEEVE:
        limb = str(rng.choice(list(LIMBS)))
        across, high, low = LIMBS[limb]
        at, p = _texels(asset)
        side = rng.choice([-1, 1])
        inside = (p[:, 0] * side > across) & (p[:, 2] < high) & (p[:, 2] > low)
        if limb == "leg":
            inside = (p[:, 0] * side > 0.02) & (p[:, 2] < rng.uniform(-0.5, -0.1))
        elif rng.random() < P_BARE_HAND:
            inside &= p[:, 0] * side < 0.43
        rows, columns = at[inside].T
        lines = noise.tile(rng, len(albedo), 40, 3)[rows, columns]
        dark = np.where(np.abs(lines) < rng.uniform(0.2, 0.7), strength, strength * 0.25)
        _ink(albedo, rows, columns, dark * (rng.random() * 0.3 + 0.7), ink)
        return [f"{limb} sleeve"]
    places = []
    for _ in range(rng.integers(1, MOST_TATTOOS + 1)):
        name, centre = _place(rng, asset, P_FACE_TATTOO)
        small = name in ("face", "hand", "neck")
        radius = rng.uniform(0.02, 0.04) if small else rng.uniform(0.04, 0.12)
        rows, columns, at = _near(asset, centre, radius)
        _ink(albedo, rows, columns, _motif(rng, at) * strength, ink)
        places.append(name)
    return places


def _motif(rng: np.random.Generator, at: np.ndarray) -> np.ndarray:
    """How dark a tattoo is at places (N, 2) in [-1, 1]: (N,) in [0, 1]."""
    if not len(at):
        return np.zeros(0)
    kind = rng.integers(4)
    r, angle = np.hypot(at[:, 0], at[:, 1]), np.arctan2(at[:, 1], at[:, 0])
    if kind == 0:  # letters
        letters = cloth.lettering(rng, 64)
        pixel = np.clip((at * 32 + 32).astype(int), 0, 63)
        return letters[pixel[:, 1], pixel[:, 0]] * (np.abs(at[:, 1]) < rng.uniform(0.2, 0.9))
    if kind == 1:  # a flower or a star
        edge = 0.6 + 0.3 * np.cos(angle * rng.integers(3, 9) + rng.uniform(0, 6))
        return np.where(r < edge, np.where(np.sin(r * rng.uniform(8, 25)) > 0, 1.0, 0.3), 0)
    if kind == 2:  # flames and waves
        lines = np.sin(at[:, 0] * rng.uniform(5, 12) + 2 * np.sin(at[:, 1] * rng.uniform(3, 9)))
        return np.where((lines > rng.uniform(-0.2, 0.5)) & (r < 0.9), 1.0, 0)
    picture = noise.tile(rng, 128, 8, 4)  # a shaded picture
    pixel = np.clip((at * 64 + 64).astype(int), 0, 127)
    return np.clip(0.5 + 0.6 * picture[pixel[:, 1], pixel[:, 0]], 0, 1) * (r < 0.85)


def _ink(albedo, rows, columns, amount, ink) -> None:
    amount = np.asarray(amount, np.float32)[:, None]
    albedo[rows, columns] = albedo[rows, columns] * (1 - amount) + ink * amount


def _scar(rng: np.random.Generator, asset: PeopleAsset, albedo: np.ndarray) -> str:
    name, centre = _place(rng, asset, 0.3)
    rows, columns, at = _near(asset, centre, rng.uniform(0.02, 0.06))
    line = np.abs(at[:, 1] - rng.uniform(-0.3, 0.3) * at[:, 0] ** 2)
    inside = np.clip(1.5 - line / rng.uniform(0.04, 0.12), 0, 1) * (np.abs(at[:, 0]) < 0.9)
    tint = rng.uniform([1.0, 0.75, 0.72], [1.45, 1.25, 1.2])
    albedo[rows, columns] *= (1 + inside[:, None] * (tint - 1)).astype(np.float32)
    return name


def _vitiligo(rng: np.random.Generator, asset: PeopleAsset, albedo: np.ndarray) -> float:
    """Patches without pigment, alike on both sides; returns the share of the skin they take."""
    p = asset.position[::8, ::8].reshape(-1, 3)
    field = noise.in_space(rng, np.abs(p) * [1, 0, 0] + p * [0, 1, 1], rng.uniform(15, 35))
    hands = np.abs(p[:, 0]) > 0.42
    mouth = np.exp(-((p - [0, -0.14, 0.68]) ** 2).sum(1) / 0.05**2)
    field = field + 1.2 * hands + 1.5 * mouth - rng.uniform(0.2, 1.6)
    side = len(albedo)
    small = field.astype(np.float32).reshape(asset.position[::8, ::8].shape[:2])
    field = cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC)
    field += noise.tile(rng, side, 60, 3) * np.float32(0.15)
    patch = np.clip(field * 5, 0, 1)[..., None] * np.float32(0.9)
    albedo += patch * (np.maximum(DEPIGMENTED, albedo) - albedo)
    return float(patch.mean())


def _tan(rng: np.random.Generator, asset: PeopleAsset, albedo: np.ndarray) -> float:
    """Skin under a shirt stays lighter; returns by how much."""
    at, p = _texels(asset)
    pale = (np.abs(p[:, 0]) < rng.uniform(0.17, 0.26)) & (p[:, 2] < 0.5) & (p[:, 2] > -0.2)
    strength = float(rng.uniform(0.1, 0.4))
    rows, columns = at[pale].T
    albedo[rows, columns] *= np.float32(1 + strength)
    return strength


def fine(rng: np.random.Generator, asset: PeopleAsset, albedo: np.ndarray) -> dict:
    """Moles, painted into the whole ``albedo`` (S, S, 3) in place."""
    moles = int(rng.integers(0, MOST_MOLES))
    for x, y in rng.integers(2, len(albedo), (moles, 2)):
        albedo[y - 2 : y + 1, x - 2 : x + 1] *= np.array([0.45, 0.35, 0.3], np.float32)
    return {"moles": moles}


@functools.cache
def _lines(asset: PeopleAsset) -> np.ndarray:
    """Where old faces have lines: forehead, around eyes and mouth; (h, w) float32 in [0, 1]."""
    p = asset.position[HEAD_WINDOW]
    x, y, z = np.abs(p[..., 0]), p[..., 1], p[..., 2]
    front = y < -0.06
    brow = front & (z > 0.768) & (z < 0.806) & (x < 0.05)
    forehead = np.where(
        brow, np.clip(np.cos((z + 0.3 * x**2) * 2 * np.pi / 0.0095) * 2 - 1, 0, 1), 0
    )
    crease = np.abs(x - np.interp(z, [0.655, 0.705], [0.036, 0.018]))
    mouth = np.where(front & (z > 0.655) & (z < 0.706), np.clip(1 - crease / 0.0022, 0, 1), 0)
    turn = np.arctan2(z - 0.738, x - 0.045)
    far = np.hypot(z - 0.738, x - 0.045)
    feet = (far > 0.006) & (far < 0.026) & (np.abs(turn) < 0.7) & (y < -0.05)
    feet = np.where(feet, np.clip(np.cos(turn * 18) * 2 - 1, 0, 1), 0)
    under = np.clip(1 - np.abs(np.hypot(x - 0.031, (z - 0.735) * 1.5) - 0.024) / 0.0025, 0, 1)
    bags = np.where(front & (z < 0.728) & (z > 0.705), under, 0)
    return np.maximum.reduce([forehead, mouth, feet, bags]).astype(np.float32)


def on_face(rng: np.random.Generator, asset: PeopleAsset, head: np.ndarray, age: float) -> dict:
    """Acne and the lines of age, painted into ``head``, the window of the texture with it."""
    out: dict = {}
    if rng.random() < P_ACNE * (1.5 - age):
        out["acne"] = count = int(rng.integers(8, 60))
        p = asset.position[HEAD_WINDOW]
        face = np.argwhere((p[..., 1] < -0.07) & (p[..., 2] > 0.63) & (p[..., 2] < 0.80))
        for y, x in face[rng.integers(0, len(face), count)]:
            r = int(rng.integers(1, 4))
            spot = head[max(y - r, 0) : y + r, max(x - r, 0) : x + r]
            spot *= rng.uniform([0.9, 0.55, 0.55], [1.1, 0.8, 0.8]).astype(np.float32)
    if age > 0.3:
        out["lines"] = strength = float(rng.uniform(0.1, 0.5) * (age - 0.2))
        head *= (1 - np.float32(strength) * _lines(asset))[..., None]
    return out
