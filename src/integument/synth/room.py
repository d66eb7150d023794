"""The inside of a box room: each line of sight meets its walls exactly once."""

from __future__ import annotations

import math

import cv2
import numba
import numpy as np

from integument.synth.shading import ambient_light
from integument.synth.shadows import lit_share

LIGHT_STEP = 2
"""Light on walls changes slowly: it is computed for every second pixel and row."""


@numba.njit(cache=True, fastmath=True, inline="always")
def _texel(picture, u, v, out):
    height, width = picture.shape[:2]
    u, v = u - math.floor(u), v - math.floor(v)
    x, y = min(int(u * width), width - 1), min(int(v * height), height - 1)
    for k in range(3):
        out[k] = picture[y, x, k]


@numba.njit(cache=True, fastmath=True)
def _walls(inverse, eye, centre, half, height, wall, floor, albedo, place, normal):
    """What wall each pixel shows: ``albedo``, ``place`` and ``normal``, (H, W, 3), are filled."""
    rows, columns = albedo.shape[:2]
    d, base = np.empty(3), np.empty(3)
    for y in range(rows):
        for x in range(columns):
            nx, ny = (x + 0.5) / columns * 2 - 1, 1 - (y + 0.5) / rows * 2
            w = inverse[3, 0] * nx + inverse[3, 1] * ny + inverse[3, 2] + inverse[3, 3]
            length = 0.0
            for k in range(3):
                far = inverse[k, 0] * nx + inverse[k, 1] * ny + inverse[k, 2] + inverse[k, 3]
                d[k] = far / w - eye[k]
                length += d[k] * d[k]
            length = 1 / math.sqrt(length)
            d[0], d[1], d[2] = d[0] * length, d[1] * length, d[2] * length
            # Distances to the planes ahead. A camera outside the walls sees through them.
            tx = (centre[0] + math.copysign(half, d[0]) - eye[0]) / (d[0] + 1e-12)
            ty = (centre[1] + math.copysign(half, d[1]) - eye[1]) / (d[1] + 1e-12)
            tz = ((height if d[2] > 0 else 0.0) - eye[2]) / (d[2] + 1e-12)
            tx = tx if tx > 0 else 1e9
            ty = ty if ty > 0 else 1e9
            tz = tz if tz > 0 else 1e9
            t = min(tx, ty, tz)
            for k in range(3):
                place[y, x, k] = eye[k] + d[k] * t
                normal[y, x, k] = 0.0
            p = place[y, x]
            if t == tz:
                normal[y, x, 2] = -math.copysign(1.0, d[2])
                if d[2] < 0:
                    _texel(floor, p[0] * 0.4, p[1] * 0.4, base)
                else:
                    _texel(wall, 0.0, 0.0, base)
            elif t == tx:
                normal[y, x, 0] = -math.copysign(1.0, d[0])
                _texel(wall, (p[1] - centre[1]) / (2 * half) + 0.5, 1 - p[2] / height, base)
            else:
                normal[y, x, 1] = -math.copysign(1.0, d[1])
                _texel(wall, (p[0] - centre[0]) / (2 * half) + 0.5, 1 - p[2] / height, base)
            for k in range(3):
                albedo[y, x, k] = base[k]


@numba.njit(cache=True, fastmath=True)
def irradiance(place, normal, lights, matrices, shadows, taps):
    """Light that falls on points ``place`` (H, W, 3) with ``normal``; (H, W, 3) float32.

    ``lights`` is (position, colour, falloff, softness, ambient), see
    :class:`integument.synth.geometry.Lights`.
    """
    position, light_colour, falloff, softness, ambient = lights
    rows, columns = place.shape[:2]
    out = np.empty((rows, columns, 3), np.float32)
    sky = np.empty(3)
    for y in range(rows):
        for x in range(columns):
            p, n = place[y, x], normal[y, x]
            ambient_light(ambient, n[0], n[2], sky)
            for k in range(3):
                out[y, x, k] = sky[k]
            turn = (x * 12.9898 + y * 78.233) % 6.2832
            for light in range(position.shape[0]):
                ax, ay = position[light, 0] - p[0], position[light, 1] - p[1]
                az = position[light, 2] - p[2]
                squared = ax * ax + ay * ay + az * az
                cosine = (ax * n[0] + ay * n[1] + az * n[2]) / math.sqrt(squared)
                if cosine <= 0:
                    continue
                share = lit_share(
                    p, n, matrices[light], shadows[light], softness[light], taps, turn
                )
                strength = falloff[light] / (squared + 0.15) + (1 - falloff[light])
                for k in range(3):
                    out[y, x, k] += light_colour[light, k] * share * cosine * strength
    return out


def fill(matrix, eye, centre, half, height, wall, floor, lights, matrices, shadows, taps, size):
    """A picture (size, size, 3) float32 of the empty room; ``matrix`` (4, 4) is the camera's."""
    albedo = np.empty((size, size, 3), np.float32)
    place, normal = np.empty_like(albedo), np.empty_like(albedo)
    _walls(
        np.linalg.inv(matrix.astype(np.float64)), eye.astype(np.float64), centre, half, height,
        wall, floor, albedo, place, normal,
    )  # fmt: skip
    first = LIGHT_STEP // 2
    light = irradiance(
        np.ascontiguousarray(place[first::LIGHT_STEP, first::LIGHT_STEP]),
        np.ascontiguousarray(normal[first::LIGHT_STEP, first::LIGHT_STEP]),
        lights, matrices, shadows, taps,
    )  # fmt: skip
    return albedo * cv2.resize(light, (size, size), interpolation=cv2.INTER_LINEAR)


@numba.njit(cache=True, fastmath=True)
def _ground(inverse, eye, lights, matrices, shadows, taps, out):
    position, light_colour, _, softness, ambient = lights
    rows, columns = out.shape[:2]
    p, up = np.empty(3), np.array([0.0, 0.0, 1.0])
    for y in range(rows):
        for x in range(columns):
            out[y, x] = 1.0
            nx, ny = (x + 0.5) / columns * 2 - 1, 1 - (y + 0.5) / rows * 2
            w = inverse[3, 0] * nx + inverse[3, 1] * ny + inverse[3, 2] + inverse[3, 3]
            for k in range(3):
                far = inverse[k, 0] * nx + inverse[k, 1] * ny + inverse[k, 2] + inverse[k, 3]
                p[k] = far / w - eye[k]
            if p[2] >= -1e-6:
                continue
            t = -eye[2] / p[2]
            for k in range(3):
                p[k] = eye[k] + p[k] * t
            turn = (x * 12.9898 + y * 78.233) % 6.2832
            reached = ambient[0].mean()
            full = reached
            for light in range(position.shape[0]):
                ax, ay = position[light, 0] - p[0], position[light, 1] - p[1]
                az = position[light, 2] - p[2]
                cosine = az / math.sqrt(ax * ax + ay * ay + az * az)
                if cosine <= 0:
                    continue
                strength = cosine * light_colour[light].mean()
                full += strength
                reached += strength * lit_share(
                    p, up, matrices[light], shadows[light], softness[light], taps, turn
                )
            out[y, x] = reached / (full + 1e-6)


def ground_shade(matrix, eye, lights, matrices, shadows, taps, size):
    """How much darker the shadows of people make level ground at z = 0: (size, size, 1) float32."""
    out = np.empty((size // LIGHT_STEP, size // LIGHT_STEP), np.float32)
    _ground(np.linalg.inv(matrix.astype(np.float64)), eye, lights, matrices, shadows, taps, out)
    return cv2.resize(out, (size, size), interpolation=cv2.INTER_LINEAR)[..., None]
