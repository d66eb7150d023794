"""How much of the surroundings each pixel sees: ambient occlusion from the depth picture alone.

A hollow is where the two neighbours on opposite sides of a pixel are nearer, taken together, than
the pixel itself. Looking at pairs makes slopes come out as open as level surfaces. After Bavoil
and Sainz, "Screen space ambient occlusion", 2008, and its kin.
"""

from __future__ import annotations

import math

import numba
import numpy as np

REACHES = (0.02, 0.07, 0.2)
"""Metres to the neighbours: eye sockets and nostrils, chin and fingers, arms and hems."""
STRENGTHS = (0.8, 0.9, 0.7)
PAIRS = 5
FARTHEST_REACH = 0.15
"""Neighbours are looked for within this share of the picture, however near the camera is."""
NOTHING = 1e3
"""Distance, metres, where there is no surface."""


@numba.njit(cache=True, fastmath=True)
def linear_distance(depth, nearest, near, far):
    """Distance along the line of sight, metres, from depth in [-1, 1]; (H, W) float32."""
    out = np.empty(depth.shape, np.float32)
    for y in range(depth.shape[0]):
        for x in range(depth.shape[1]):
            if nearest[y, x] < 0:
                out[y, x] = NOTHING
            else:
                out[y, x] = 2 * near * far / (far + near - depth[y, x] * (far - near))
    return out


@numba.njit(cache=True, fastmath=True)
def openness(distance, block, focal):
    """Share of the surroundings that is seen, (h, w) float32, 1 in the open.

    ``distance`` (H, W) as :func:`linear_distance` gives it, ``block`` samples a pixel and axis,
    ``focal`` the focal length in half widths of the picture.
    """
    height, width = distance.shape[0] // block, distance.shape[1] // block
    out = np.ones((height, width), np.float32)
    for y in range(height):
        for x in range(width):
            here = distance[y * block, x * block]
            if here >= NOTHING:
                continue
            turn = ((x * 7 + y * 11) % 16) / 16 * math.pi / PAIRS
            closed = 0.0
            for level in range(len(REACHES)):
                reach = REACHES[level]
                pixels = min(reach / here * focal * width / 2, FARTHEST_REACH * width)
                if pixels < 1:
                    continue
                hidden = 0.0
                for k in range(PAIRS):
                    angle = turn + k * math.pi / PAIRS
                    length = pixels * (0.4 + 0.6 * ((k * 3 + x + y) % PAIRS) / PAIRS)
                    dx, dy = int(math.cos(angle) * length), int(math.sin(angle) * length)
                    rise = 0.0
                    for sign in (-1, 1):
                        i = min(max(y + sign * dy, 0), height - 1) * block
                        j = min(max(x + sign * dx, 0), width - 1) * block
                        rise += min(max(here - distance[i, j], -reach), reach)
                    hidden += min(max(rise / reach, 0.0), 1.0)
                closed += STRENGTHS[level] * hidden / PAIRS
            out[y, x] = math.exp(-1.4 * closed)
    return out
