"""Smooth random fields: a bank of tileable noise pictures, drawn once and reused shifted.

Painting a person needs a dozen noise fields; drawing each anew would dominate the cost of the
person. The bank is made from a fixed seed, so that a generator seed still decides everything.
"""

from __future__ import annotations

import functools

import cv2
import numpy as np

BANK_SEED = 20190807
TILES_PER_SCALE = 4


def fractal(
    rng: np.random.Generator, size: int, coarse: int, octaves: int, persistence: float = 0.55
) -> np.ndarray:
    """Tileable fractal noise, (size, size) float32, mean 0 and deviation 1.

    ``coarse`` is the number of blobs across at the lowest octave.
    """
    total = np.zeros((size, size), np.float32)
    weight = 1.0
    for octave in range(octaves):
        cells = min(coarse * 2**octave, size)
        grid = rng.standard_normal((cells, cells)).astype(np.float32)
        wrapped = np.pad(grid, 2, mode="wrap")
        scale = size / cells
        at = (np.arange(size, dtype=np.float32) + 0.5) / scale - 0.5 + 2
        total += weight * cv2.remap(wrapped, *np.meshgrid(at, at), interpolation=cv2.INTER_CUBIC)
        weight *= persistence
    return (total - total.mean()) / (total.std() + 1e-6)


@functools.cache
def _bank(size: int, coarse: int, octaves: int) -> np.ndarray:
    rng = np.random.default_rng([BANK_SEED, size, coarse, octaves])
    return np.stack([fractal(rng, size, coarse, octaves) for _ in range(TILES_PER_SCALE)])


def tile(rng: np.random.Generator, size: int, coarse: int, octaves: int = 4) -> np.ndarray:
    """A noise picture from the bank, shifted and mirrored at random; (size, size) float32."""
    picture = _bank(size, coarse, octaves)[rng.integers(TILES_PER_SCALE)]
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    shift = rng.integers(0, size, 2)
    return np.roll(picture, tuple(int(s) for s in shift), (0, 1))


def in_space(rng: np.random.Generator, points: np.ndarray, frequency: float) -> np.ndarray:
    """Smooth noise at 3-D points (N, 3): (N,) float32, deviation about 1 (random Fourier sum).

    ``frequency`` is in radians per metre.
    """
    waves = (rng.normal(size=(16, 3)) * frequency).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, 16).astype(np.float32)
    return np.sin(points @ waves.T + phase).sum(1) / np.float32(np.sqrt(8))
