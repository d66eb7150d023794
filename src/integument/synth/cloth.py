"""Cloth: colours and prints of garments, as small tileable pictures of linear albedo."""

from __future__ import annotations

import colorsys
import functools

import cv2
import numpy as np

from integument.synth import noise

SIZE = 256
"""Side of a print, pixels."""

P_SKIN_LIKE = 0.2
"""Share of cloth colours drawn near skin: the hardest thing to tell apart."""
P_OWN_SKIN = 0.5  # of those: near the wearer's own; the others near anybody's
SKIN_LIKE = (
    (0.60, 0.42, 0.28), (0.68, 0.36, 0.24), (0.62, 0.27, 0.10), (0.22, 0.11, 0.05),
    (0.42, 0.28, 0.16), (0.70, 0.50, 0.42), (0.09, 0.045, 0.025),
)  # fmt: skip
"""Beige, peach, orange, brown, camel, pale pink and chocolate, linear."""

PATTERNS = {
    "plain": 0.56, "stripes": 0.12, "checks": 0.08, "dots": 0.06, "flowers": 0.05,
    "lettering": 0.04, "camouflage": 0.09,
}  # fmt: skip
"""Shares of the prints."""

P_WARM = 0.12
"""Share drawn from vivid red, orange and yellow: work wear and sports wear in the hues of skin."""


def colour(rng: np.random.Generator, skin: np.ndarray) -> np.ndarray:
    """A cloth colour: sometimes skin-like on purpose, often grey, else anything."""
    u = rng.random()
    if u < P_SKIN_LIKE:
        return like_skin(rng, skin)
    if u < P_SKIN_LIKE + P_WARM:
        warm = colorsys.hsv_to_rgb(
            rng.uniform(-0.02, 0.14) % 1, rng.uniform(0.6, 1), rng.uniform(0.4, 1)
        )
        return np.array(warm) ** 2.2
    if u < 0.52:
        return rng.choice([0.015, 0.02, 0.05, 0.2, 0.5, 0.8]) * rng.uniform(0.9, 1.1, 3)
    if u < 0.64:  # denim and navy
        return np.array([0.03, 0.06, 0.13]) * rng.uniform(0.4, 3)
    return (
        np.array(colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.2, 1), rng.uniform(0.1, 0.95)))
        ** 2.2
    )


def sample(rng: np.random.Generator, skin: np.ndarray, size: int = SIZE) -> np.ndarray:
    """A cloth print: (size, size, 3) float32. Plain ones are the most frequent by far."""
    pattern = str(rng.choice(list(PATTERNS), p=list(PATTERNS.values())))
    a, b, c = colour(rng, skin), colour(rng, skin), colour(rng, skin)
    if pattern == "plain":
        return weave(rng, a, min(size, SIZE // 2))
    x, y = _grid(size)
    repeats = int(rng.integers(2, 14))
    picture = np.tile(a.astype(np.float32), (size, size, 1))
    if pattern == "stripes":
        line = (y if rng.random() < 0.6 else x) * repeats * 2 % 1
        picture[line < rng.uniform(0.2, 0.8)] = b
    elif pattern == "checks":
        across, down = ((v * repeats % 1 < 0.5).astype(np.float32) for v in (x[0], y[:, 0]))
        picture *= np.float32(0.34)
        picture += across[None, :, None] * (b * 0.33).astype(np.float32)
        picture += down[:, None, None] * (c * 0.33).astype(np.float32)
    elif pattern == "dots":
        picture[(x * repeats % 1 - 0.5) ** 2 + (y * repeats % 1 - 0.5) ** 2 < 0.09] = b
    elif pattern == "lettering":
        picture[lettering(rng, size)] = b
    elif pattern == "flowers":
        turn = np.arctan2(y * repeats % 1 - 0.5, x * repeats % 1 - 0.5)
        far = np.hypot(y * repeats % 1 - 0.5, x * repeats % 1 - 0.5)
        petals = 0.28 + 0.14 * np.cos(turn * rng.integers(4, 8))
        picture[far < petals] = b
        picture[far < 0.09] = c
    else:  # camouflage
        field = noise.tile(rng, size, 8, 4)
        picture[field > 0] = b
        picture[field > 1] = c
    return _shaded(rng, picture)


@functools.cache
def _grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    return x, y


def lettering(rng: np.random.Generator, size: int) -> np.ndarray:
    """Lines of something like letters, (size, size) bool."""
    letters = rng.random((size // 16, 6, size // 16, 4)) < 0.6
    letters[:, :, :, 3] = False  # gaps between letters
    letters[:, 4:] = False  # and between lines
    letters &= rng.random(size // 16)[:, None, None, None] < 0.6
    flat = letters.reshape(size // 16 * 6, size // 16 * 4).astype(np.uint8)
    return cv2.resize(flat, (size, size), interpolation=cv2.INTER_NEAREST) > 0


def emblem(rng: np.random.Generator, skin: np.ndarray, cloth: np.ndarray) -> np.ndarray:
    """A print for a chest: letters, a picture or a plain sign on ``cloth`` (3,); float32."""
    picture = np.tile(np.asarray(cloth, np.float32), (64, 64, 1))
    kind = rng.integers(3)
    if kind == 0:
        picture[lettering(rng, 64)] = colour(rng, skin)
    elif kind == 1:
        return sample(rng, skin, 64)
    else:
        x, y = _grid(64)
        inside = np.abs(x - 0.5) ** 3 + np.abs(y - 0.5) ** rng.choice([1, 3]) < 0.1
        picture[inside] = colour(rng, skin)
    return picture


def like_skin(rng: np.random.Generator, skin: np.ndarray) -> np.ndarray:
    """A colour near the wearer's own skin, or near anybody's."""
    if rng.random() < P_OWN_SKIN:
        near = skin * rng.uniform(0.6, 1.5) * rng.uniform(0.9, 1.1, 3)
    else:
        near = np.array(SKIN_LIKE[rng.integers(len(SKIN_LIKE))]) * rng.uniform(0.7, 1.4)
        near = near * rng.uniform(0.93, 1.07, 3)
    return np.clip(near, 0.01, 0.95)


def weave(rng: np.random.Generator, plain: np.ndarray, size: int = SIZE // 2) -> np.ndarray:
    """Plain cloth of one colour (3,), with folds and grain: (size, size, 3) float32."""
    return _shaded(rng, np.tile(np.asarray(plain, np.float32), (size, size, 1)))


def knitted(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """``picture`` (S, S, 3) with the ribs and rows of knitting."""
    size = len(picture)
    x = np.arange(size, dtype=np.float32) * (2 * np.pi * rng.integers(12, 26) / size)
    ribs = 1 + 0.3 * np.sin(x)[None, :, None] * (1 + 0.4 * np.sin(1.5 * x)[:, None, None])
    return np.clip(picture * ribs, 0.004, 0.95).astype(np.float32)


def _shaded(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Folds darken cloth in soft streaks; weave adds a fine grain."""
    size = len(picture)
    coarse = min(64, size // 2)
    light = noise.tile(rng, size, 5, 3) * np.float32(rng.uniform(0.05, 0.30))
    light = cv2.exp(light + noise.tile(rng, size, coarse, 2) * np.float32(0.05))
    picture *= light[..., None]
    return np.clip(picture, 0.004, 0.95, out=picture)
