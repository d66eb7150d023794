"""Made-up backgrounds: studio paper, surfaces, views, and things in the colours of skin and hair.

They need no photographs, and they are hard on purpose: wood, sand, leather, fur and peach-coloured
things are what skin and hair are mistaken for. Each maker takes a generator and a size, and gives
linear light (size, size, 3) float32; all are registered in :data:`MAKERS` with how often they come.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from integument.synth import noise
from integument.synth.backgrounds import Background

SIZE = 256
Maker = Callable[[np.random.Generator, int], np.ndarray]

WARM = {
    "wood": (0.42, 0.22, 0.10), "sand": (0.58, 0.43, 0.27), "leather": (0.30, 0.13, 0.06),
    "peach": (0.85, 0.48, 0.33), "orange": (0.90, 0.33, 0.05), "terracotta": (0.52, 0.20, 0.12),
    "beige": (0.70, 0.56, 0.42), "rose": (0.80, 0.42, 0.40), "brown": (0.20, 0.11, 0.07),
}  # fmt: skip
"""Linear colours near those of skin."""


def invent(rng: np.random.Generator, size: int = SIZE) -> Background:
    """A made-up background, ``size`` pixels square."""
    odds = np.array([share for share, _ in MAKERS.values()])
    kind = str(rng.choice(list(MAKERS), p=odds / odds.sum()))
    picture = np.clip(MAKERS[kind][1](rng, size), 0, 4).astype(np.float32)
    soft = rng.uniform(0, 2) ** 2 / 2
    if soft > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), soft)
    return Background(picture, f"invented {kind}")


def _any(rng) -> np.ndarray:
    return rng.uniform(0.02, 0.9) * rng.uniform(0.6, 1, 3)


def _warm(rng) -> np.ndarray:
    return np.array(WARM[str(rng.choice(list(WARM)))]) * rng.uniform(0.4, 1.2)


def _either(rng) -> np.ndarray:
    return _warm(rng) if rng.random() < 0.35 else _any(rng)


def _grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    return y, x


def _paper(rng, size):
    """Studio paper or a painted wall: one colour, lit unevenly."""
    y, x = _grid(size)
    spot = np.hypot(x - rng.uniform(0, 1), y - rng.uniform(0, 1)) / rng.uniform(0.5, 2)
    return _either(rng) * (1 - rng.uniform(0, 0.7) * np.minimum(spot, 1) ** 2)[..., None]


def _gradient(rng, size):
    y, x = _grid(size)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = np.clip(x * np.cos(angle) + y * np.sin(angle) + 0.2, 0, 1)[..., None]
    return _either(rng) * (1 - ramp) + _any(rng) * ramp


def _wood(rng, size):
    _, x = _grid(size)
    boards = float(rng.integers(1, 9))
    board = np.floor(x * boards)
    grain = noise.tile(rng, size, 4, 3) + np.sin(board * 12.9) * 3
    rings = np.sin((x * rng.uniform(3, 14) + 0.15 * grain) * 2 * np.pi)
    tone = 0.25 * rings + 0.1 * noise.tile(rng, size, 64, 2) + 0.15 * np.sin(board * 7.7)
    gap = np.where((x * boards) % 1 < 0.02, 0.35, 1)
    base = np.array(WARM["wood"]) * rng.uniform(0.3, 1.8, 3) ** 0.6
    return base * (np.exp(tone) * gap)[..., None]


def _ground(rng, size):
    """Sand, soil, gravel, snow: fine grain over broad waves."""
    base = np.array(WARM["sand"]) * rng.uniform(0.4, 1.6) if rng.random() < 0.6 else _any(rng)
    tone = 0.12 * noise.tile(rng, size, 128, 1) + 0.15 * noise.tile(rng, size, 4, 4)
    return base * np.exp(tone)[..., None]


def _leather(rng, size):
    """Creased hide, as of a sofa: near skin in colour and in gloss."""
    creases = np.abs(noise.tile(rng, size, int(rng.choice([8, 16])), 3))
    shade = np.exp(0.25 * noise.tile(rng, size, 4, 2)) * (0.6 + 0.4 * np.minimum(creases * 3, 1))
    return _warm(rng) * shade[..., None]


def _masonry(rng, size):
    """Bricks or tiles with their joints."""
    y, x = _grid(size)
    rows, long = int(rng.integers(4, 18)), float(rng.choice([1, 2, 2.5]))
    row = np.floor(y * rows)
    offset = row % 2 * 0.5 if rng.random() < 0.6 else 0
    across = x * rows / long + offset
    joint = (y * rows % 1 < rng.uniform(0.03, 0.14)) | (across % 1 < rng.uniform(0.02, 0.08))
    each = np.sin(row * 12.9898 + np.floor(across) * 78.233) * rng.uniform(0, 0.3)
    stone = np.array(WARM["terracotta"]) if rng.random() < 0.4 else _any(rng)
    surface = np.where(joint[..., None], _any(rng), stone * np.exp(each)[..., None])
    return surface * np.exp(0.12 * noise.tile(rng, size, 32, 3))[..., None]


def _foliage(rng, size):
    """Leaves in layers, with light between them."""
    colour = np.array([0.06, 0.16, 0.03]) * rng.uniform(0.5, 2, 3)
    picture = np.tile(_any(rng) * rng.uniform(0.5, 1.5), (size, size, 1))
    for layer in range(4):
        mask = noise.tile(rng, size, int(rng.choice([8, 16, 32])), 3) > rng.uniform(-0.6, 0.5)
        tone = (0.5 + 0.3 * layer) * np.exp(0.3 * noise.tile(rng, size, 64, 2))
        picture = np.where(mask[..., None], colour * tone[..., None], picture)
    return picture


def _outdoors(rng, size):
    """Sky over land: a horizon, perhaps clouds, grass, sand, water or street below."""
    y, _ = _grid(size)
    horizon = rng.uniform(0.2, 0.8) + 0.03 * noise.tile(rng, size, 4, 3)[0] * rng.uniform(0, 2)
    blue = np.array([0.20, 0.42, 0.85]) * rng.uniform(0.5, 1.2)
    low = np.array([0.9, 0.75, 0.6]) if rng.random() < 0.3 else np.array([0.75, 0.85, 0.95])
    height = np.clip(y / np.maximum(horizon, 0.1), 0, 1)[..., None] ** 2
    sky = blue * (1 - height) + low * height
    clouds = np.clip(noise.tile(rng, size, 4, 5) * 0.5 + rng.uniform(-0.5, 0.5), 0, 1)[..., None]
    sky = sky + (0.95 - sky) * clouds
    land = _ground(rng, size) if rng.random() < 0.5 else _foliage(rng, size) * 1.5
    return np.where((y > horizon)[..., None], land, sky)


def _bokeh(rng, size):
    """Lights at night, far out of focus."""
    picture = np.tile(_any(rng) * 0.08, (size, size, 1)).astype(np.float32)
    radius = int(rng.integers(4, 22))
    for _ in range(int(rng.integers(10, 70))):
        disc = np.zeros((size, size), np.float32)
        at = tuple(int(v) for v in rng.integers(0, size, 2))
        cv2.circle(disc, at, max(int(radius * rng.uniform(0.6, 1.2)), 2), 1.0, -1, cv2.LINE_AA)
        hue = np.array([1.0, 0.7, 0.4]) if rng.random() < 0.6 else rng.uniform(0.1, 1, 3)
        picture += disc[..., None] * (hue * rng.uniform(0.1, 0.8)).astype(np.float32)
    return picture


def _curtain(rng, size):
    """Cloth that hangs in folds."""
    _, x = _grid(size)
    sway = 0.03 * noise.tile(rng, size, 4, 2)
    folds = np.sin((x + sway) * rng.uniform(4, 25) * 2 * np.pi + 2 * np.sin(x * 17))
    return _either(rng) * (0.65 + 0.35 * folds)[..., None]


def _fur(rng, size):
    """Fur or a woolly rug: strands in drifting directions, in the colours of hair."""
    angle = rng.uniform(0, 2 * np.pi) + 0.9 * noise.tile(rng, size, 4, 2)
    grain = rng.standard_normal((size, size)).astype(np.float32)
    y, x = np.mgrid[:size, :size].astype(np.float32)
    total = np.zeros((size, size), np.float32)
    for step in range(-4, 5):  # smear the grain along the strands
        total += cv2.remap(
            grain, (x + np.cos(angle) * step * 1.5).astype(np.float32),
            (y + np.sin(angle) * step * 1.5).astype(np.float32), cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )  # fmt: skip
    spots = np.where(noise.tile(rng, size, 8, 3) > rng.uniform(0, 2), 0.3, 1.0)
    base = _warm(rng) if rng.random() < 0.7 else np.full(3, rng.uniform(0.02, 0.8))
    return base * (np.exp(0.12 * total) * spots)[..., None]


def _page(rng, size):
    """A poster or a sign: blocks of colour and lines of letters."""
    picture = np.tile(_either(rng), (size, size, 1)).astype(np.float32)
    for _ in range(int(rng.integers(0, 4))):
        a, b = rng.integers(0, size, (2, 2))
        colour = tuple(float(v) for v in _either(rng))
        cv2.rectangle(picture, tuple(map(int, a)), tuple(map(int, b)), colour, -1)
    letters = np.array(list("ABCDEFGHIKLMNOPRSTUVWXYZabcdefghiklmnoprstuvwxyz0123456789 "))
    for _ in range(int(rng.integers(2, 12))):
        text = "".join(rng.choice(letters, int(rng.integers(3, 18))))
        at = (int(rng.integers(-20, size // 2)), int(rng.integers(10, size)))
        scale = float(np.exp(rng.uniform(-1.2, 1.3)))
        font = int(rng.choice([cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_TRIPLEX]))
        thick = max(int(scale * rng.uniform(1, 4)), 1)
        ink = np.zeros((size, size), np.uint8)
        cv2.putText(ink, text, at, font, scale, 255, thick, cv2.LINE_AA)
        picture += (_any(rng) - picture) * (ink[..., None] / np.float32(255))
    return picture


def _things(rng, size):
    """Round, shaded things in the colours of skin - fruit, bread, balls, pots - on anything."""
    others = [maker for name, (_, maker) in MAKERS.items() if name != "things"]
    picture = others[int(rng.integers(len(others)))](rng, size).astype(np.float32)
    light = rng.normal(size=3) + [0, -0.8, 1.2]
    light /= np.linalg.norm(light)
    colour = _warm(rng)
    y, x = np.mgrid[:size, :size].astype(np.float32)
    for _ in range(int(rng.integers(1, 14))):
        if rng.random() < 0.4:
            colour = _warm(rng)
        cx, cy = rng.uniform(0, size, 2)
        a = size * rng.uniform(0.04, 0.3)
        b, turn = a * rng.uniform(0.4, 1), rng.uniform(0, np.pi)
        u = ((x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)) / a
        v = (-(x - cx) * np.sin(turn) + (y - cy) * np.cos(turn)) / b
        inside = u * u + v * v < 1
        z = np.sqrt(np.maximum(1 - u * u - v * v, 0))
        lit = np.maximum(u * light[0] + v * light[1] + z * light[2], 0)
        shade = (0.15 + 0.85 * lit + 0.3 * lit**20)[..., None]
        picture = np.where(inside[..., None], colour * shade, picture)
    return picture


def _shapes(rng, size):
    canvas = np.tile(_any(rng), (size, size, 1)).astype(np.float32)
    for _ in range(int(rng.integers(3, 25))):
        centre = tuple(int(v) for v in rng.integers(0, size, 2))
        axes = tuple(int(v) for v in rng.integers(4, size // 3, 2))
        colour = tuple(float(v) for v in _either(rng))
        turn = float(rng.uniform(0, 180))
        cv2.ellipse(canvas, centre, axes, turn, 0, 360, colour, -1, cv2.LINE_AA)
    return canvas


def _stripes(rng, size):
    _, x = _grid(size)
    line = (x * rng.integers(2, 30) % 1) < rng.uniform(0.2, 0.8)
    return np.where(line[..., None], _any(rng), _either(rng))


def _interior(rng, size):
    """A wall, a floor, windows, pictures, furniture: flat, but laid out as a room."""
    y, x = _grid(size)
    picture = np.where((y > rng.uniform(0.6, 0.95))[..., None], _wood(rng, size), _paper(rng, size))
    for _ in range(int(rng.integers(1, 5))):
        left, top = rng.uniform(-0.2, 0.9, 2)
        wide, high = rng.uniform(0.1, 0.6, 2)
        inside = (x > left) & (x < left + wide) & (y > top) & (y < top + high)
        edge = rng.uniform(0.005, 0.03)
        inner = (x > left + edge) & (x < left + wide - edge)
        inner &= (y > top + edge) & (y < top + high - edge)
        filling = (_outdoors if rng.random() < 0.4 else _paper)(rng, size)
        if rng.random() < 0.3:
            filling = filling * 3  # a window
        picture = np.where(inside[..., None], _either(rng), picture)
        picture = np.where(inner[..., None], filling, picture)
    return picture


MAKERS: dict[str, tuple[float, Maker]] = {
    "paper": (2.0, _paper),
    "gradient": (0.7, _gradient),
    "wood": (1.2, _wood),
    "ground": (0.8, _ground),
    "leather": (0.8, _leather),
    "masonry": (0.8, _masonry),
    "foliage": (0.8, _foliage),
    "outdoors": (1.2, _outdoors),
    "bokeh": (0.4, _bokeh),
    "curtain": (0.8, _curtain),
    "fur": (0.6, _fur),
    "page": (0.6, _page),
    "things": (1.2, _things),
    "shapes": (0.5, _shapes),
    "stripes": (0.4, _stripes),
    "interior": (1.5, _interior),
}
"""Name -> (how often beside the others, maker)."""
