"""Painted skin: the colour of every texel of a body, over all skin tones, and what part it is."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numba
import numpy as np

from integument.synth import noise
from integument.synth.assets import TEXTURE_SIZE, PeopleAsset, hairline

TONES = {
    1: (55.0, 66.0),
    2: (41.0, 55.0),
    3: (28.0, 41.0),
    4: (10.0, 28.0),
    5: (-30.0, 10.0),
    6: (-62.0, -30.0),
}
"""Fitzpatrick types I-VI as ranges of the individual typology angle, degrees:
ITA = arctan((L* - 50) / b*), with the bounds of Chardon et al., "Skin colour typology and suntanning
pathways", 1991, doi:10.1111/j.1467-2494.1991.tb00561.x. Types are drawn evenly, and angles evenly
within each."""

REDNESS = {1: 10.0, 2: 11.5, 3: 12.5, 4: 13.0, 5: 12.5, 6: 9.5}
YELLOWNESS = {1: 12.5, 2: 15.5, 3: 17.5, 4: 18.5, 5: 17.0, 6: 11.0}
"""Middle a* and b* of each type; their deviations are those of undertones, cool to olive."""
REDNESS_SPREAD, YELLOWNESS_SPREAD = 1.7, 2.0

COARSE_SIZE = TEXTURE_SIZE // 2
"""Side at which the skin of the whole body is painted; only the head is painted finer."""

_HEAD_WINDOW = (slice(TEXTURE_SIZE // 8, TEXTURE_SIZE), slice(TEXTURE_SIZE * 5 // 8, TEXTURE_SIZE))
"""Where the head lies in the texture: rows and columns."""

# Parts of the body texture, per texel; person.py makes them parts of the part picture.
PLAIN, FACE, MOUTH, SCALP, JAW, LIPS, EYELIDS, BROWS, NAILS = range(9)
BROW_FROM = 0.4
"""Coverage of painted eyebrow hair from which a texel counts as eyebrow."""


@numba.njit(cache=True)
def _tint(albedo, weight, colour):
    """Multiply ``albedo`` (h, w, 3) toward ``colour`` (3,) where ``weight`` (h, w) is high."""
    for y in range(albedo.shape[0]):
        for x in range(albedo.shape[1]):
            w = weight[y, x]
            if w != 0:
                for k in range(3):
                    albedo[y, x, k] *= 1 + w * (colour[k] - 1)


@numba.njit(cache=True)
def _cover(albedo, weight, colour):
    """Mix opaque ``colour`` (3,) into ``albedo`` (h, w, 3) by ``weight`` (h, w)."""
    for y in range(albedo.shape[0]):
        for x in range(albedo.shape[1]):
            w = weight[y, x]
            if w != 0:
                for k in range(3):
                    albedo[y, x, k] += w * (colour[k] - albedo[y, x, k])


@dataclass(frozen=True, eq=False)
class SkinTexture:
    """Linear-light albedo (S, S, 3) float32 and part of each texel (S, S) uint8."""

    albedo: np.ndarray
    part: np.ndarray


@dataclass(frozen=True)
class SkinRecord:
    """What was drawn for one person's skin, as it goes into the record of a picture."""

    tone: int
    lab: tuple[float, float, float]
    freckles: float
    moles: int
    redness: float
    lipstick: bool
    painted_nails: bool
    stubble: float
    scalp_paint: float


def lab_to_linear(lab: tuple[float, float, float]) -> np.ndarray:
    """CIELAB (D65) to linear sRGB, (3,) float32 clipped to a plausible albedo."""
    light, a, b = lab
    fy = (light + 16) / 116
    f = np.array([fy + a / 500, fy, fy - b / 200])
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * [0.9505, 1.0, 1.089]
    matrix = [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
    return np.clip(np.array(matrix) @ xyz, 0.004, 0.98).astype(np.float32)


def sample_tone(rng: np.random.Generator) -> tuple[int, tuple[float, float, float]]:
    """Draw a type 1-6 evenly and a colour of that type: (type, (L*, a*, b*))."""
    tone = int(rng.integers(1, 7))
    angle = np.radians(rng.uniform(*TONES[tone]))
    a = rng.normal(REDNESS[tone], REDNESS_SPREAD)
    b = max(rng.normal(YELLOWNESS[tone], YELLOWNESS_SPREAD), 6.0)
    return tone, (float(50 + b * np.tan(angle)), float(a), float(b))


@functools.cache
def _weights(asset: PeopleAsset) -> dict[str, np.ndarray]:
    """Soft maps over the texture that do not depend on the person, (S, S) float32 in [0, 1]."""
    p = asset.position
    mirrored = p.copy()
    mirrored[..., 0] = np.abs(mirrored[..., 0])

    def ball(centre, radius: float) -> np.ndarray:
        squared = ((mirrored - np.array(centre, np.float32)) ** 2).sum(-1)
        return np.exp(-squared / radius**2).astype(np.float32)

    front = (p[..., 1] < 0.0).astype(np.float32)
    jaw = np.maximum.reduce(
        [
            ball([0, -0.125, 0.645], 0.03),
            ball([0.03, -0.10, 0.655], 0.026),
            ball([0.05, -0.06, 0.665], 0.03),
            ball([0, -0.14, 0.683], 0.012),
        ]
    )
    line = hairline(p.reshape(-1, 3)).reshape(p.shape[:2])
    on_head = (p[..., 2] > 0.6) & asset.painted
    scalp = np.clip((line + 0.2) / 1.0, 0, 1) * on_head
    scalp *= 1 - np.clip(asset.regions["ears"] * 2, 0, 1)
    cheeks, nose = ball([0.036, -0.115, 0.70], 0.024), ball([0, -0.15, 0.70], 0.016)
    return {
        "flush": 0.5 * cheeks + 0.5 * nose + 0.45 * asset.regions["ears"],
        "knees": np.maximum(ball([0.12, -0.06, -0.38], 0.05), ball([0.32, 0.02, 0.38], 0.035)),
        "beard": np.clip(1.6 * jaw * front * (1 - asset.regions["lips"]), 0, 1),
        "scalp": scalp.astype(np.float32),
    }


@functools.cache
def _part_map(asset: PeopleAsset) -> np.ndarray:
    """Which part each texel is: plain, face, inside of the mouth, scalp, jaw; (S, S) uint8."""
    p = asset.position
    line = hairline(p.reshape(-1, 3)).reshape(p.shape[:2])
    turn = np.degrees(np.arctan2(np.abs(p[..., 0]), -(p[..., 1] - -0.02)))
    # The face ends in front of the ears and at the jaw, which rises toward the ears.
    jaw = np.interp(turn, [0, 25, 50, 75], [0.612, 0.618, 0.640, 0.672])
    face = asset.painted & (p[..., 2] > jaw) & (p[..., 2] < 0.9) & (line <= 0) & (turn < 78)
    face &= asset.regions["ears"] < 0.3
    part = np.zeros(p.shape[:2], np.uint8)
    part[face] = FACE
    part[_weights(asset)["beard"] > 0.55] = JAW
    for region, name in ((LIPS, "lips"), (EYELIDS, "eyelids")):
        part[asset.regions[name] > 0.5] = region
    nails = np.maximum(asset.regions["fingernails"], asset.regions["toenails"])
    part[nails > 0.5] = NAILS
    part[_weights(asset)["scalp"] > 0.5] = SCALP
    part[asset.regions["inside_mouth"] > 0.5] = MOUTH
    return part


def paint(
    rng: np.random.Generator,
    asset: PeopleAsset,
    tone: int,
    lab: tuple[float, float, float],
    hair_colour: np.ndarray,
    female: bool,
    age: float,
    scalp_paint: float,
    dense_beard: bool,
) -> tuple[SkinTexture, SkinRecord]:
    """Paint one person's skin.

    ``scalp_paint`` in [0, 1] is how much of the hair's colour shows on the scalp: 1 under a head
    of hair, about half for shaved hair, 0 for a bald head.
    """
    weights, regions = _weights(asset), asset.regions
    fair = tone <= 3
    redness = float(rng.uniform(0.4, 1.5) * (1.2 if fair else 0.7))
    albedo = _complexion(rng, lab_to_linear(lab), age)
    knees = (weights["knees"][::2, ::2] * np.float32(0.4 * redness))[..., None]
    albedo *= 1 + knees * np.array([0.03, -0.2, -0.2], np.float32)
    freckles = float(rng.uniform(0.3, 0.9)) if fair and rng.random() < 0.35 else 0.0
    if freckles:
        dots = (noise.tile(rng, COARSE_SIZE, 128, 1) > 1.8).astype(np.float32)
        dots = cv2.GaussianBlur(dots, (0, 0), 0.6)[..., None] * np.float32(freckles)
        albedo *= 1 + dots * np.array([-0.28, -0.45, -0.55], np.float32)
    albedo = cv2.resize(albedo, (TEXTURE_SIZE, TEXTURE_SIZE), interpolation=cv2.INTER_LINEAR)
    moles = int(rng.integers(0, 25))
    for x, y in rng.integers(2, TEXTURE_SIZE, (moles, 2)):
        albedo[y - 2 : y + 1, x - 2 : x + 1] *= np.array([0.45, 0.35, 0.3], np.float32)
    painted_nails = bool(female and rng.random() < 0.4)
    nails = rng.uniform(0, 1.3, 3) if painted_nails else np.array([1.1, 1.02, 1.0])
    on_nails = np.maximum(regions["fingernails"], regions["toenails"]) > 0.5
    albedo[on_nails] *= nails.astype(np.float32)

    head = albedo[_HEAD_WINDOW]

    def tint(colour, weight: np.ndarray) -> None:
        _tint(head, weight[_HEAD_WINDOW], np.asarray(colour, np.float32))

    def cover(colour, weight: np.ndarray) -> None:
        _cover(head, weight[_HEAD_WINDOW], np.asarray(colour, np.float32))

    tint([1.03, 0.80, 0.80], weights["flush"] * np.float32(redness))
    lipstick = bool(female and rng.random() < 0.4)
    lips = rng.uniform([0.6, 0.12, 0.12], [1.1, 0.55, 0.55]) if lipstick else (0.95, 0.62, 0.62)
    tint(lips, regions["lips"] * np.float32(rng.uniform(0.6, 1)))
    shadow = [0.95, 0.80, 0.78]
    if female and rng.random() < 0.25:
        shadow = rng.uniform(0.2, 1.0, 3)
    tint(shadow, regions["eyelids"] * np.float32(0.5))
    tint([0.55, 0.22, 0.22], regions["inside_mouth"])
    cover(hair_colour * 0.8, weights["scalp"] * np.float32(scalp_paint))
    brows = _brows(rng, asset, female)
    cover(hair_colour * 0.7, brows * np.float32(rng.uniform(0.35, 0.85)))
    stubble = 0.0 if female else float(rng.choice([0, 0, 0.2, 0.35, 0.55]))
    if dense_beard:
        cover(hair_colour * 0.8, weights["beard"] * np.float32(0.9))
    elif stubble:
        grain = np.clip(0.8 + 0.3 * noise.tile(rng, TEXTURE_SIZE, 256, 1), 0, 1)
        cover(hair_colour * 0.8, weights["beard"] * np.float32(stubble) * grain)

    record = SkinRecord(
        tone, lab, freckles, moles, redness, lipstick, painted_nails, stubble, float(scalp_paint)
    )
    np.clip(albedo, 0.003, 0.95, out=albedo)
    part = _part_map(asset).copy()
    part[(brows > BROW_FROM) & (part == FACE)] = BROWS
    return SkinTexture(albedo, part), record


def _complexion(rng: np.random.Generator, base: np.ndarray, age: float) -> np.ndarray:
    """Uneven melanin and blood under the whole skin: (COARSE_SIZE, COARSE_SIZE, 3) float32."""
    size = COARSE_SIZE
    melanin = noise.tile(rng, size, 6, 6) * 0.035 + noise.tile(rng, size, 60, 3) * 0.02
    if age > 0.5:  # sun spots and uneven tone come with age
        melanin += np.maximum(noise.tile(rng, size, 30, 3) - 1.2, 0) * 0.25 * (age - 0.4)
    blood = np.maximum(noise.tile(rng, size, 10, 4), 0)
    depth = np.stack([melanin, melanin + 0.05 * blood, melanin + 0.04 * blood], -1)
    return (base * np.exp(-depth)).astype(np.float32)


def _brows(rng: np.random.Generator, asset: PeopleAsset, female: bool) -> np.ndarray:
    """Eyebrow coverage over the texture, (S, S) float32 in [0, 1]."""
    p = asset.position
    weight = np.zeros(p.shape[:2], np.float32)
    near = (p[..., 2] > 0.73) & (p[..., 2] < 0.79) & (p[..., 1] < -0.09) & asset.painted
    x, z = np.abs(p[near][:, 0]), p[near][:, 2]
    along = np.clip((x - 0.010) / 0.046, 0, 1)
    arch = 0.752 + rng.uniform(0.003, 0.008) * np.sin(along * 2) - 0.003 * along**3
    arch += rng.normal(0, 0.0012)
    thickness = np.interp(x, [0.010, 0.018, 0.042, 0.057], [0.0035, 0.0055, 0.0042, 0.001])
    thickness *= rng.uniform(0.6, 1.1) if female else rng.uniform(0.8, 1.5)
    across = np.clip(1.15 - np.abs(z - arch) / (thickness + 1e-5), 0, 1)
    ends = np.clip((x - 0.008) / 0.008, 0, 1) * np.clip((0.060 - x) / 0.014, 0, 1)
    hairs = np.clip(0.85 + 0.25 * noise.tile(rng, TEXTURE_SIZE, 170, 2), 0.35, 1)
    weight[near] = across * ends * hairs[near]
    return weight
