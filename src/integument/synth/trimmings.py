"""What goes with garments: gloves, tights, scarves, ties, buttons, prints, belts and straps.

Most lie on a garment that is there already and so are lifted over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from integument.synth import cloth, jewellery
from integument.synth.geometry import Part

if TYPE_CHECKING:
    from integument.synth.garments import Garment, Tailor

P_GLOVES, P_GLOVES_AT_THE_BEACH = 0.06, 0.015
P_WORK_GLOVES = 0.75  # of gloves: rubber and leather in their colours
P_ONE_GLOVE = 0.1
P_TIGHTS = 0.4  # of women in a skirt, shorts or less
P_NUDE_TIGHTS, P_STOCKINGS = 0.25, 0.2  # of tights
P_SOCKS = 0.3
P_SCARF = 0.05
P_TIE = 0.2  # of shirts
P_PLACKET = 0.5  # of shirts and jackets: a row of buttons or a zip
P_EMBLEM = 0.25  # of plain tops
P_BELT = 0.2
P_HIGH_NECK = 0.12
P_BAG_STRAP, P_BACKPACK_STRAPS = 0.05, 0.04
SMALL = 64  # pixels of the prints of small things
OVER = 0.0015  # metres above the cloth below
GLOVE_COLOURS = (
    (0.75, 0.78, 0.80), (0.12, 0.28, 0.60), (0.012, 0.012, 0.012), (0.16, 0.07, 0.03),
    (0.62, 0.45, 0.30), (0.60, 0.55, 0.08),
)  # fmt: skip
"""White and blue rubber, black and brown leather, tan work gloves and yellow household ones."""
TOPS = ("t-shirt", "long sleeves", "tank", "shirt", "jacket", "dress")


def sample(tailor: Tailor, outfit: list[Garment], female: bool, clothed: bool) -> list[Garment]:
    """Draw what is worn with ``outfit``."""
    rng, made = tailor.rng, []
    kinds = {piece.kind for piece in outfit}
    if rng.random() < (P_GLOVES if clothed else P_GLOVES_AT_THE_BEACH):
        made.append(gloves(tailor))
    made += jewellery.on_skin(tailor, female)
    if not clothed:
        return made
    if female and "trousers" not in kinds and rng.random() < P_TIGHTS:
        made.append(tights(tailor))
    elif "trousers" not in kinds and rng.random() < P_SOCKS:
        made.append(
            on_body(
                tailor, "socks", rng.uniform(-0.72, -0.38) - tailor.height, 0.003, _small(tailor)
            )
        )
    over = [piece for piece in outfit if piece.kind in TOPS]
    if over:
        made += on_top(tailor, over[-1], kinds)
    if kinds & {"trousers", "shorts"} and rng.random() < P_BELT:
        at = 0.10 + rng.uniform(-0.06, 0.0)
        half, lift = rng.uniform(0.012, 0.022), _highest(outfit) + OVER
        field = tailor.not_on_arms(half - (tailor.height - at))
        second = half + (tailor.height - at)
        made.append(tailor.piece("belt", field, lift, print_=_small(tailor), second=second))
    return made


def _highest(outfit: list[Garment]) -> np.ndarray:
    """(V,) metres: how high the outermost of the pieces lies."""
    lying = [np.where(p.field > 0, p.offset, 0) for p in outfit if p.mesh == "tights"]
    return np.maximum.reduce(lying)


def on_top(tailor: Tailor, top: Garment, kinds: set[str]) -> list[Garment]:
    """What is worn or printed on a ``top``."""
    rng, at, made = tailor.rng, tailor.at, []
    front = np.where(at[:, 1] < -0.02, 0.1, -0.1)
    front = np.where(tailor.on_arm, -0.1, front)
    x, z = at[:, 0], tailor.height
    lift = np.maximum(top.offset, 0.004) + OVER
    if top.kind == "jacket":
        lift = lift * 0 + 0.006 + OVER  # on the shirt below it
    if top.kind in ("shirt", "jacket"):
        if rng.random() < P_TIE:
            width = np.interp(z, [0.14, 0.18, 0.47, 0.5], [0.002, 0.04, 0.02, 0.025])
            field = np.minimum(np.minimum(width - x, front), 0.53 - z)
            print_ = _small(tailor)
            made.append(tailor.piece("tie", field, lift + 0.003, print_=print_, second=width + x))
        elif top.kind == "shirt" and rng.random() < P_PLACKET:
            field, second = np.minimum(np.minimum(0.014 - x, front), top.field), 0.014 + x
            print_ = _buttons(rng, top.texture)
            made.append(tailor.piece("placket", field, lift, print_=print_, second=second))
    elif rng.random() < P_EMBLEM:
        half, middle = rng.uniform(0.05, 0.12), rng.uniform(0.28, 0.36)
        field = half - np.maximum(np.abs(x), np.abs(z - middle) * rng.uniform(0.8, 2))
        field = np.minimum(np.minimum(field, front), top.field)
        picture = cloth.emblem(rng, tailor.skin, top.texture[0, 0])
        made.append(tailor.piece("print", field, lift, print_=picture))
    if "collar" not in kinds and rng.random() < P_HIGH_NECK:
        reach = 0.135 - np.linalg.norm(at - [0, -0.05, 0.555], axis=1)  # down to any neckline
        field = np.minimum(np.maximum(z - 0.50, reach), 0.115 - np.abs(x))
        made.append(tailor.piece("high neck", field, 0.007, print_=top.texture))
    if rng.random() < P_BAG_STRAP:
        slope, where = rng.choice([-1, 1]) * rng.uniform(0.8, 1.6), rng.uniform(-0.02, 0.02)
        made.append(_strap(tailor, "bag strap", x + where - (z - 0.34) / slope, z - 0.08, lift))
    elif rng.random() < P_BACKPACK_STRAPS:
        away = np.abs(x) - np.interp(z, [0.25, 0.5], [0.13, 0.09])
        inside = np.where((at[:, 1] < -0.05) | (z > 0.48), z - 0.25, -0.1)
        made.append(_strap(tailor, "backpack straps", away, inside, lift))
    if rng.random() < P_SCARF:
        ball = rng.uniform(0.08, 0.11) - np.linalg.norm(
            (at - [0, -0.02, 0.555]) * [1, 1, 1.3], axis=1
        )
        made.append(tailor.piece("scarf", ball, rng.uniform(0.02, 0.034)))
    return made


def _small(tailor: Tailor) -> np.ndarray:
    return cloth.sample(tailor.rng, tailor.skin, SMALL)


def _strap(tailor: Tailor, kind: str, away, inside, lift: np.ndarray) -> Garment:
    """The strap of a bag where ``away`` (V,) is near 0 and ``inside`` positive: no cloth."""
    half = tailor.rng.uniform(0.01, 0.026)
    field = np.where(tailor.asset.arm_weight > 0.5, -0.1, np.minimum(half - away, inside))
    return tailor.piece(
        kind, field, lift + 0.004, print_=_small(tailor), part=Part.WORN, second=half + away
    )


def _buttons(rng: np.random.Generator, print_: np.ndarray) -> np.ndarray:
    """The print of a shirt with a row of dots, dark or light."""
    out = print_.copy()
    out[::32, ::4] = out[1::32, ::4] = rng.choice([0.02, 0.8])
    return out * np.float32(0.9)


def on_body(tailor: Tailor, kind: str, field: np.ndarray, lift: float, print_=None) -> Garment:
    """A garment that follows every finger and toe."""
    return tailor.piece(kind, field, lift, mesh="body", print_=print_)


def gloves(tailor: Tailor) -> Garment:
    """Two gloves, of rubber, leather or wool; sometimes one."""
    rng = tailor.rng
    along = tailor.asset.along_arm
    field = (
        along - rng.choice([rng.uniform(1.85, 2.05), rng.uniform(1.2, 1.85)], p=[0.8, 0.2])
    ) * 0.2
    if rng.random() < P_ONE_GLOVE:
        field = np.where(tailor.at[:, 0] > 0, field, -0.1)
    print_ = _small(tailor)
    if rng.random() < P_WORK_GLOVES:
        colour = np.array(GLOVE_COLOURS[rng.integers(len(GLOVE_COLOURS))])
        print_ = cloth.weave(rng, colour * rng.uniform(0.7, 1.2), 64)
    return on_body(tailor, "gloves", field, rng.uniform(0.0015, 0.004), print_)


def tights(tailor: Tailor) -> Garment:
    """Tights or stockings: sheer ones have a colour between black or white and the skin."""
    rng = tailor.rng
    sheer = rng.uniform(0.0, 0.85)
    dye = rng.choice([0.01, 0.05, 0.3, 0.7], p=[0.6, 0.2, 0.1, 0.1])
    colour = tailor.skin * sheer + dye * (1 - sheer)
    if rng.random() < P_NUDE_TIGHTS:
        colour = cloth.like_skin(rng, tailor.skin)
    top = -0.22 if rng.random() < P_STOCKINGS else 0.06
    field = tailor.not_on_arms(top - tailor.height)
    return on_body(tailor, "tights", field, 0.0016, cloth.weave(rng, colour, 64))
