"""Painted skin: the colour of every texel of a body, over all skin tones, and what part it is."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numba
import numpy as np

from integument.synth import makeup, noise, scalp, skin_marks
from integument.synth.assets import HEAD_WINDOW, TEXTURE_SIZE, PeopleAsset, hairline
from integument.synth.hair_style import HairStyle

TONES = {
    1: (55.0, 66.0),
    2: (41.0, 55.0),
    3: (28.0, 41.0),
    4: (10.0, 28.0),
    5: (-30.0, 10.0),
    6: (-62.0, -30.0),
}
"""Fitzpatrick types I-VI as ranges of the individual typology angle, degrees:
ITA = arctan((L* - 50) / b*), with the bounds of Chardon et al., "Skin colour typology and
suntanning pathways", 1991, doi:10.1111/j.1467-2494.1991.tb00561.x. Types are
drawn evenly, and angles evenly within each."""

REDNESS = {1: 10.0, 2: 11.5, 3: 12.5, 4: 13.0, 5: 12.5, 6: 9.5}
YELLOWNESS = {1: 12.5, 2: 15.5, 3: 17.5, 4: 18.5, 5: 17.0, 6: 11.0}
"""Middle a* and b* of each type; their deviations are those of undertones, cool to olive."""
REDNESS_SPREAD, YELLOWNESS_SPREAD = 1.7, 2.0

COARSE_SIZE = TEXTURE_SIZE // 2
"""Side at which the skin of the whole body is painted; only the head is painted finer."""

# Parts of the body texture, per texel; person.py makes them parts of the part picture.
PLAIN, FACE, MOUTH, SCALP, JAW, LIPS, EYELIDS, BROWS, NAILS = range(9)
P_NAIL_POLISH = 0.4  # of women
DARKEST, BRIGHTEST = 0.003, 0.95  # albedo of anything painted
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
    redness: float
    painted_nails: bool
    stubble: float
    scalp_paint: float
    make_up: dict
    marks: dict


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
    """Soft maps that do not depend on the person, float32 in [0, 1], over the head's window.

    ``line``, ``receding`` and ``crown`` are in units of the hairline, see :mod:`scalp`; ``knees``
    covers the whole texture at :data:`COARSE_SIZE`.
    """
    p = asset.position[HEAD_WINDOW]

    def ball(centre, radius: float, at: np.ndarray = p) -> np.ndarray:
        mirrored = np.abs(at - np.array([0, *centre[1:]], np.float32))
        mirrored[..., 0] -= np.float32(centre[0])
        return np.exp(-(mirrored**2).sum(-1) / radius**2).astype(np.float32)

    front = (p[..., 1] < 0.0).astype(np.float32)
    jaw = np.maximum.reduce(
        [
            ball([0, -0.125, 0.645], 0.03),
            ball([0.03, -0.10, 0.655], 0.026),
            ball([0.05, -0.06, 0.665], 0.03),
            ball([0, -0.14, 0.683], 0.012),
        ]
    )
    flat = p.reshape(-1, 3)
    receding, crown = (v.reshape(p.shape[:2]) for v in scalp.losses(flat))
    line = hairline(flat).reshape(p.shape[:2])
    on_head = (p[..., 2] > 0.6) & asset.painted[HEAD_WINDOW]
    line = np.where(on_head, line, -9).astype(np.float32)
    ears, lips = asset.regions["ears"][HEAD_WINDOW], asset.regions["lips"][HEAD_WINDOW]
    cheeks, nose = ball([0.036, -0.115, 0.70], 0.024), ball([0, -0.15, 0.70], 0.016)
    coarse = asset.position[::2, ::2]
    return {
        "flush": 0.5 * cheeks + 0.5 * nose + 0.45 * ears,
        "cheeks": ball([0.045, -0.10, 0.705], 0.02),
        "eyes": ball([0.031, -0.125, 0.738], 0.017),
        "knees": np.maximum(
            ball([0.12, -0.06, -0.38], 0.05, coarse), ball([0.32, 0.02, 0.38], 0.035, coarse)
        ),
        "beard": np.clip(1.6 * jaw * front * (1 - lips), 0, 1),
        "line": np.where(ears > 0.25, -9, line).astype(np.float32),
        "receding": receding,
        "crown": crown,
    }


@functools.cache
def _part_map(asset: PeopleAsset) -> np.ndarray:
    """Which part each texel is, before there is hair: plain, face, mouth, jaw...; (S, S) uint8."""
    p = asset.position
    line = hairline(p.reshape(-1, 3)).reshape(p.shape[:2])
    turn = np.degrees(np.arctan2(np.abs(p[..., 0]), -(p[..., 1] - -0.02)))
    # The face ends in front of the ears and at the jaw, which rises toward the ears.
    jaw = np.interp(turn, [0, 25, 50, 75], [0.612, 0.618, 0.640, 0.672])
    face = asset.painted & (p[..., 2] > jaw) & (p[..., 2] < 0.9) & (line <= 0) & (turn < 78)
    face &= asset.regions["ears"] < 0.3
    part = np.zeros(p.shape[:2], np.uint8)
    part[face] = FACE
    part[HEAD_WINDOW][_weights(asset)["beard"] > 0.55] = JAW
    for region, name in ((LIPS, "lips"), (EYELIDS, "eyelids")):
        part[asset.regions[name] > 0.5] = region
    part[_nails(asset)] = NAILS
    return part


@functools.cache
def _nails(asset: PeopleAsset) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the texels of nails."""
    return np.nonzero(np.maximum(asset.regions["fingernails"], asset.regions["toenails"]) > 0.5)


def paint(
    rng: np.random.Generator,
    asset: PeopleAsset,
    tone: int,
    lab: tuple[float, float, float],
    style: HairStyle,
    female: bool,
    age: float,
) -> tuple[SkinTexture, SkinRecord]:
    """Paint one person's skin, with the roots of hair and beard of a ``style``."""
    weights, regions = _weights(asset), asset.regions
    base = lab_to_linear(lab)
    hair_colour = np.array(style.albedo, np.float32)
    redness = float(rng.uniform(0.4, 1.5) * (1.2 if tone <= 3 else 0.7))
    albedo = _complexion(rng, base, age)
    knees = (weights["knees"] * np.float32(0.4 * redness))[..., None]
    albedo *= 1 + knees * np.array([0.03, -0.2, -0.2], np.float32)
    marks = skin_marks.on_body(rng, asset, albedo, tone, age)
    np.clip(albedo, DARKEST, BRIGHTEST, out=albedo)
    albedo = cv2.resize(albedo, (TEXTURE_SIZE, TEXTURE_SIZE), interpolation=cv2.INTER_LINEAR)
    marks |= skin_marks.fine(rng, asset, albedo)
    painted_nails = bool(female and rng.random() < P_NAIL_POLISH)
    nails = rng.uniform(0.02, 0.9, 3) if painted_nails else base * [1.1, 1.02, 1.0]
    albedo[_nails(asset)] = np.clip(nails, DARKEST, BRIGHTEST)

    head = albedo[HEAD_WINDOW]

    def tint(colour, weight: np.ndarray) -> None:
        _tint(head, weight, np.asarray(colour, np.float32))

    def cover(colour, weight: np.ndarray) -> None:
        _cover(head, weight, np.asarray(colour, np.float32))

    tint([1.03, 0.80, 0.80], weights["flush"] * np.float32(redness))
    marks |= skin_marks.on_face(rng, asset, head, age)
    made_up = makeup.sample(rng, female)
    lips, lids = regions["lips"][HEAD_WINDOW], regions["eyelids"][HEAD_WINDOW]
    tint(made_up.lips, lips * np.float32(rng.uniform(0.6, 1)))
    tint(made_up.shadow, np.maximum(lids, made_up.around_eyes * weights["eyes"]) * np.float32(0.6))
    tint(made_up.blush, weights["cheeks"])
    if made_up.paint is not None:
        cover(made_up.paint, makeup.painted(rng, asset.position[HEAD_WINDOW]))
    tint([0.55, 0.22, 0.22], regions["inside_mouth"][HEAD_WINDOW])
    line = weights["line"] - np.float32(style.recession) * weights["receding"]
    line -= np.float32(style.crown) * weights["crown"]
    roots = np.clip(line + np.float32(0.2), 0, 1)
    cover(hair_colour * 0.8, roots * np.float32(style.scalp_paint))
    at, brows = _brows(rng, asset, female)
    cover(hair_colour * 0.7, _spread(at, brows * np.float32(rng.uniform(0.35, 0.85)), head.shape))
    stubble = 0.0 if female else float(rng.choice([0, 0, 0.2, 0.35, 0.55]))
    if style.dense_beard and style.beard_shape == "full":
        cover(hair_colour * 0.8, weights["beard"] * np.float32(0.9))
    elif stubble:
        grain = cv2.resize(noise.tile(rng, 512, 256, 1), head.shape[1::-1])
        cover(
            hair_colour * 0.8,
            weights["beard"] * np.float32(stubble) * np.clip(0.8 + 0.3 * grain, 0, 1),
        )
    np.clip(head, DARKEST, BRIGHTEST, out=head)

    part = _part_map(asset).copy()
    on_head = part[HEAD_WINDOW]
    on_head[(roots > 0.5) & (on_head <= FACE)] = SCALP
    on_head[regions["inside_mouth"][HEAD_WINDOW] > 0.5] = MOUTH
    hairy = (at[0][brows > BROW_FROM], at[1][brows > BROW_FROM])
    on_head[hairy] = np.where(on_head[hairy] == FACE, BROWS, on_head[hairy])
    record = SkinRecord(
        tone,
        lab,
        redness,
        painted_nails,
        stubble,
        float(style.scalp_paint),
        made_up.to_dict(),
        marks,
    )
    return SkinTexture(albedo, part), record


def _complexion(rng: np.random.Generator, base: np.ndarray, age: float) -> np.ndarray:
    """Uneven melanin and blood under the whole skin: (COARSE_SIZE, COARSE_SIZE, 3) float32."""
    size = COARSE_SIZE
    melanin = noise.tile(rng, size, 6, 6) * np.float32(0.035)
    melanin += noise.tile(rng, size, 60, 3) * np.float32(0.02)
    if age > 0.5:  # sun spots and uneven tone come with age
        spots = np.maximum(noise.tile(rng, size, 30, 3) - np.float32(1.2), 0)
        melanin += spots * np.float32(0.25 * (age - 0.4))
    blood = np.maximum(noise.tile(rng, size, 10, 4), 0)
    depth = np.stack([melanin, melanin + 0.05 * blood, melanin + 0.04 * blood], -1)
    light = cv2.exp(-depth)
    light *= base.astype(np.float32)
    return light


def _spread(at: tuple[np.ndarray, np.ndarray], values: np.ndarray, shape) -> np.ndarray:
    out = np.zeros(shape[:2], np.float32)
    out[at] = values
    return out


@functools.cache
def _brow_texels(asset: PeopleAsset):
    """Rows and columns in the head's window where brows may be, and their |x| and z."""
    p = asset.position[HEAD_WINDOW]
    near = (p[..., 2] > 0.73) & (p[..., 2] < 0.79) & (p[..., 1] < -0.09)
    near &= asset.painted[HEAD_WINDOW]
    at = np.nonzero(near)
    return at, np.abs(p[near][:, 0]), p[near][:, 2]


def _brows(rng: np.random.Generator, asset: PeopleAsset, female: bool):
    """Texels (rows, columns) where eyebrows may be, and their coverage there in [0, 1]."""
    at, x, z = _brow_texels(asset)
    along = np.clip((x - 0.010) / 0.046, 0, 1)
    arch = 0.752 + rng.uniform(0.003, 0.008) * np.sin(along * 2) - 0.003 * along**3
    arch += rng.normal(0, 0.0012)
    thickness = np.interp(x, [0.010, 0.018, 0.042, 0.057], [0.0035, 0.0055, 0.0042, 0.001])
    thickness *= rng.uniform(0.6, 1.1) if female else rng.uniform(0.8, 1.5)
    across = np.clip(1.15 - np.abs(z - arch) / (thickness + 1e-5), 0, 1)
    ends = np.clip((x - 0.008) / 0.008, 0, 1) * np.clip((0.060 - x) / 0.014, 0, 1)
    grain = noise.tile(rng, 256, 128, 1)[at[0] % 256, at[1] % 256]
    hairs = np.clip(0.85 + 0.25 * grain, 0.35, 1)
    return at, (across * ends * hairs).astype(np.float32)
