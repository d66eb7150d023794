"""The first pass of a software rasteriser, compiled: which triangle every (super-)sample shows.

Depths run from -1 near to 1 far, as :func:`integument.synth.geometry.perspective` makes them.
The second pass, :mod:`integument.synth.shading`, gives each sample its colour, once.
"""

from __future__ import annotations

import math

import numba
import numpy as np


@numba.njit(cache=True, fastmath=True)
def to_screen(points, matrix, width, height):
    """Project (N, 3) points: (N, 4) float32 of x, y in samples, depth in [-1, 1], and w.

    ``w`` is the distance along the line of sight; points behind the near plane have w < 0.02.
    """
    out = np.empty((points.shape[0], 4), np.float32)
    for i in range(points.shape[0]):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        w = matrix[3, 0] * x + matrix[3, 1] * y + matrix[3, 2] * z + matrix[3, 3]
        out[i, 3] = w
        if w < 0.02:
            continue
        inverse = 1 / w
        cx = matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2] * z + matrix[0, 3]
        cy = matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2] * z + matrix[1, 3]
        cz = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2] * z + matrix[2, 3]
        out[i, 0] = (cx * inverse * 0.5 + 0.5) * width
        out[i, 1] = (0.5 - cy * inverse * 0.5) * height
        out[i, 2] = cz * inverse
    return out


@numba.njit(cache=True, fastmath=True, inline="always")
def _clip_row(slope, offset, left, right):
    """Shrink [left, right] to where ``slope * x + offset >= 0``."""
    if slope > 1e-12:
        return max(left, -offset / slope), right
    if slope < -1e-12:
        return left, min(right, -offset / slope)
    return (left, right) if offset >= 0 else (1.0, 0.0)


@numba.njit(cache=True, fastmath=True)
def fill_depth(screen, faces, depth, nearest):
    """Depth-test triangles of :func:`to_screen` points; ``depth``, ``nearest`` (H, W) change."""
    height, width = depth.shape
    for t in range(faces.shape[0]):
        i0, i1, i2 = faces[t, 0], faces[t, 1], faces[t, 2]
        if screen[i0, 3] < 0.02 or screen[i1, 3] < 0.02 or screen[i2, 3] < 0.02:
            continue
        ax, ay, az = screen[i0, 0], screen[i0, 1], screen[i0, 2]
        bx, by, bz = screen[i1, 0], screen[i1, 1], screen[i1, 2]
        cx, cy, cz = screen[i2, 0], screen[i2, 1], screen[i2, 2]
        x0 = max(0, int(math.ceil(min(ax, bx, cx) - 0.5)))
        x1 = min(width - 1, int(math.floor(max(ax, bx, cx) - 0.5)))
        y0 = max(0, int(math.ceil(min(ay, by, cy) - 0.5)))
        y1 = min(height - 1, int(math.floor(max(ay, by, cy) - 0.5)))
        if x0 > x1 or y0 > y1:
            continue
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        inverse = 1.0 / area
        # Barycentric weights are linear: w1 = a1 x + b1 y + c1, w2 alike, w0 = 1 - w1 - w2.
        a1, b1 = (cy - ay) * inverse, (ax - cx) * inverse
        a2, b2 = (ay - by) * inverse, (bx - ax) * inverse
        c1, c2 = -a1 * ax - b1 * ay, -a2 * ax - b2 * ay
        slope = a1 * (bz - az) + a2 * (cz - az)
        for y in range(y0, y1 + 1):
            py = y + 0.5
            row1, row2 = b1 * py + c1, b2 * py + c2
            # Where all three weights are positive along this row, in x of sample centres.
            left, right = x0 + 0.5, x1 + 0.5
            left, right = _clip_row(a1, row1, left, right)
            left, right = _clip_row(a2, row2, left, right)
            left, right = _clip_row(-a1 - a2, 1.0 - row1 - row2, left, right)
            first, last = int(math.ceil(left - 0.5)), int(math.floor(right - 0.5))
            if first > last:
                continue
            z = az + row1 * (bz - az) + row2 * (cz - az) + slope * (first + 0.5)
            for x in range(first, last + 1):
                if -1.0 < z < depth[y, x]:
                    depth[y, x] = z
                    nearest[y, x] = t
                z += slope
