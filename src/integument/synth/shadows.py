"""Soft shadows: a depth picture from each light, looked up at several places around a point."""

from __future__ import annotations

import math

import numba
import numpy as np

from integument.synth.geometry import look_at, perspective
from integument.synth.raster import fill_depth, to_screen

SHADOW_SIZE = 512
SHADOW_TAPS = 8


@numba.njit(cache=True, fastmath=True)
def lit_share(p, n, matrix, shadow, softness, taps, angle):
    """Share of the light that reaches point ``p`` with normal ``n``: 0 shadow - 1 lit."""
    size = shadow.shape[0]
    qx, qy, qz = p[0] + n[0] * 0.008, p[1] + n[1] * 0.008, p[2] + n[2] * 0.008
    w = matrix[3, 0] * qx + matrix[3, 1] * qy + matrix[3, 2] * qz + matrix[3, 3]
    if w <= 0:
        return 1.0
    sx = matrix[0, 0] * qx + matrix[0, 1] * qy + matrix[0, 2] * qz + matrix[0, 3]
    sy = matrix[1, 0] * qx + matrix[1, 1] * qy + matrix[1, 2] * qz + matrix[1, 3]
    sz = matrix[2, 0] * qx + matrix[2, 1] * qy + matrix[2, 2] * qz + matrix[2, 3]
    sx, sy, sz = (sx / w * 0.5 + 0.5) * size, (0.5 - sy / w * 0.5) * size, sz / w - 0.0015
    c, s = math.cos(angle), math.sin(angle)
    hits = 0
    for k in range(taps.shape[0]):
        x = int(sx + (c * taps[k, 0] + s * taps[k, 1]) * softness * size)
        y = int(sy + (c * taps[k, 1] - s * taps[k, 0]) * softness * size)
        if 0 <= x < size and 0 <= y < size and shadow[y, x] < sz:
            hits += 1
    return 1.0 - hits / taps.shape[0]


def shadow_taps() -> np.ndarray:
    """Offsets of the shadow samples on a unit disc, (T, 2) float32: a sunflower spiral."""
    k = np.arange(SHADOW_TAPS)
    radius = np.sqrt((k + 0.5) / SHADOW_TAPS)
    angle = k * 2.399963
    return np.stack([np.cos(angle) * radius, np.sin(angle) * radius], 1).astype(np.float32)


def shadow_map(points: np.ndarray, faces: np.ndarray, light: np.ndarray, centre: np.ndarray):
    """Depth of the people as a light sees them: ``((S, S) float32, (4, 4) float32 matrix)``."""
    distance = float(np.linalg.norm(light - centre))
    focal = max(distance / 1.3, 0.7)  # frames 2.6 metres around the centre
    matrix = perspective(focal, near=max(distance - 1.6, 0.1), far=distance + 6.0) @ look_at(
        light.astype(np.float64), centre.astype(np.float64)
    )
    matrix = matrix.astype(np.float32)
    screen = to_screen(points, matrix, SHADOW_SIZE, SHADOW_SIZE)
    depth = np.ones((SHADOW_SIZE, SHADOW_SIZE), np.float32)
    fill_depth(screen, faces, depth, np.empty(depth.shape, np.int32))
    return depth, matrix
