"""What is behind people: photographs from a folder, or pictures made up on the spot."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from integument.photo import find_pictures, load_photo
from integument.synth import noise

KEPT_BYTES = 192 << 20
"""Decoded photographs kept in memory by each worker: all of a few hundred small ones, or five of
twelve megapixels, so that a worker stays under a gigabyte whatever it is given."""
GAMMA = 2.2


def to_linear(picture: np.ndarray) -> np.ndarray:
    """uint8 sRGB to approximately linear light, float32."""
    return (np.arange(256, dtype=np.float32) / 255)[picture] ** np.float32(GAMMA)


@dataclass(frozen=True, eq=False)
class Background:
    """A picture (h, w, 3) float32 linear and the name it came from."""

    picture: np.ndarray
    name: str


class Photographs:
    """People-free photographs of a folder, read as they are needed.

    Raises :class:`InputError` when the folder has no picture in it.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.paths = find_pictures(self.folder, recursive=True)
        self._kept: OrderedDict[Path, np.ndarray] = OrderedDict()
        self._bytes = 0

    def sample(self, rng: np.random.Generator) -> Background:
        path = self.paths[int(rng.integers(len(self.paths)))]
        if path not in self._kept:
            self._kept[path] = load_photo(path).pixels
            self._bytes += self._kept[path].nbytes
        picture = self._kept[path]
        while self._bytes > KEPT_BYTES:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return Background(to_linear(picture), path.name)


def invent(rng: np.random.Generator, size: int = 256) -> Background:
    """A made-up background: plain, gradient, wood, bricks, foliage-like blotches, or shapes."""
    kind = str(rng.choice(["plain", "gradient", "wood", "bricks", "blotches", "shapes", "stripes"]))
    colour = rng.uniform(0.02, 0.9) * rng.uniform(0.6, 1, 3)
    other = rng.uniform(0, 0.9, 3)
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    if kind == "plain":
        picture = np.tile(colour, (size, size, 1))
    elif kind == "gradient":
        angle = rng.uniform(0, 2 * np.pi)
        ramp = np.clip(x * np.cos(angle) + y * np.sin(angle) + 0.2, 0, 1)[..., None]
        picture = colour * (1 - ramp) + other * ramp
    elif kind == "wood":  # a hard negative: the colours of skin
        grain = noise.tile(rng, size, 4, 3)
        rings = np.sin((x * rng.uniform(3, 12) + 0.15 * grain) * 2 * np.pi)
        base = np.array([0.42, 0.22, 0.10]) * rng.uniform(0.3, 1.7)
        picture = base * np.exp(0.25 * rings + 0.1 * noise.tile(rng, size, 64, 2))[..., None]
    elif kind == "bricks":
        rows = int(rng.integers(4, 16))
        row = np.floor(y * rows)
        line = (y * rows % 1 < 0.12) | ((x * rows / 2 + row % 2 * 0.5) % 1 < 0.06)
        picture = (
            np.where(line[..., None], other, colour)
            * np.exp(0.15 * noise.tile(rng, size, 32, 3))[..., None]
        )
    elif kind == "blotches":
        a, b = noise.tile(rng, size, 8, 6), noise.tile(rng, size, 4, 5)
        picture = np.where((a > 0)[..., None], colour, other) * np.exp(0.5 * b)[..., None]
    elif kind == "stripes":
        line = (x * rng.integers(2, 30) % 1) < rng.uniform(0.2, 0.8)
        picture = np.where(line[..., None], colour, other)
    else:
        canvas = np.tile(colour, (size, size, 1)).astype(np.float32)
        for _ in range(int(rng.integers(3, 25))):
            centre = tuple(int(v) for v in rng.integers(0, size, 2))
            axes = tuple(int(v) for v in rng.integers(4, size // 3, 2))
            cv2.ellipse(
                canvas, centre, axes, float(rng.uniform(0, 180)), 0, 360,
                tuple(float(v) for v in rng.uniform(0, 0.9, 3)), -1, cv2.LINE_AA,
            )  # fmt: skip
        picture = canvas
    soft = rng.uniform(0, 3)
    picture = cv2.GaussianBlur(np.clip(picture, 0, 1).astype(np.float32), (0, 0), soft + 0.01)
    return Background(picture, f"invented {kind}")
