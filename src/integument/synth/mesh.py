"""Small mesh operations, compiled: normals, nearest points, cutting, and texture baking."""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True)
def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Area-weighted unit normals, (V, 3) float32, of triangles ``faces`` (F, 3)."""
    normals = np.zeros((vertices.shape[0], 3), np.float32)
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        u = vertices[b] - vertices[a]
        v = vertices[c] - vertices[a]
        n = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
        for corner in (a, b, c):
            normals[corner, 0] += n[0]
            normals[corner, 1] += n[1]
            normals[corner, 2] += n[2]
    for i in range(normals.shape[0]):
        length = np.sqrt(normals[i, 0] ** 2 + normals[i, 1] ** 2 + normals[i, 2] ** 2) + 1e-12
        for k in range(3):
            normals[i, k] /= length
    return normals


@numba.njit(cache=True)
def nearest(points: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Index of the nearest row of ``targets`` (M, 3) for each row of ``points`` (N, 3)."""
    found = np.zeros(points.shape[0], np.int64)
    for i in range(points.shape[0]):
        best = np.inf
        for j in range(targets.shape[0]):
            dx = points[i, 0] - targets[j, 0]
            dy = points[i, 1] - targets[j, 1]
            dz = points[i, 2] - targets[j, 2]
            d = dx * dx + dy * dy + dz * dz
            if d < best:
                best = d
                found[i] = j
    return found


@numba.njit(cache=True)
def cut(faces: np.ndarray, field: np.ndarray):
    """The part of a mesh where ``field`` (V,) is positive, cut exactly along its zero line.

    Returns ``(i, j, t)``, each (3 N,): N triangles whose corners lie at
    ``(1 - t) * vertex[i] + t * vertex[j]``. Corners are not shared.
    """
    size = faces.shape[0] * 6
    out_i = np.empty(size, np.int64)
    out_j = np.empty(size, np.int64)
    out_t = np.empty(size, np.float32)
    poly_i = np.empty(4, np.int64)
    poly_j = np.empty(4, np.int64)
    poly_t = np.empty(4, np.float32)
    n = 0
    for f in range(faces.shape[0]):
        m = 0
        for k in range(3):
            i, j = faces[f, k], faces[f, (k + 1) % 3]
            inside, next_inside = field[i] > 0, field[j] > 0
            if inside:
                poly_i[m], poly_j[m], poly_t[m] = i, i, 0.0
                m += 1
            if inside != next_inside:
                poly_i[m], poly_j[m], poly_t[m] = i, j, field[i] / (field[i] - field[j])
                m += 1
        for k in range(1, m - 1):
            for corner in (0, k, k + 1):
                out_i[n], out_j[n], out_t[n] = poly_i[corner], poly_j[corner], poly_t[corner]
                n += 1
    return out_i[:n], out_j[:n], out_t[:n]


@numba.njit(cache=True)
def between(values: np.ndarray, i: np.ndarray, j: np.ndarray, t: np.ndarray) -> np.ndarray:
    """``(1 - t) * values[i] + t * values[j]`` of the corners that :func:`cut` gives, float32."""
    width = values.shape[1]
    out = np.empty((len(i), width), np.float32)
    for n in range(len(i)):
        for c in range(width):
            a = values[i[n], c]
            out[n, c] = a + t[n] * (values[j[n], c] - a)
    return out


@numba.njit(cache=True)
def bake_positions(uv: np.ndarray, faces: np.ndarray, positions: np.ndarray, size: int):
    """Position of the surface at every texel, with a small margin around each island.

    Returns ``(size, size, 3) float32`` and the ``(size, size) bool`` texels that are covered.
    """
    baked = np.zeros((size, size, 3), np.float32)
    covered = np.zeros((size, size), np.bool_)
    margin = 0.15
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ax, ay = uv[a, 0] * size, (1 - uv[a, 1]) * size
        bx, by = uv[b, 0] * size, (1 - uv[b, 1]) * size
        cx, cy = uv[c, 0] * size, (1 - uv[c, 1]) * size
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        x0, x1 = max(int(min(ax, bx, cx)) - 1, 0), min(int(max(ax, bx, cx)) + 1, size - 1)
        y0, y1 = max(int(min(ay, by, cy)) - 1, 0), min(int(max(ay, by, cy)) + 1, size - 1)
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                px, py = x + 0.5, y + 0.5
                v = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) / area
                w = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / area
                u = 1 - v - w
                if min(u, v, w) < -margin:
                    continue
                inside = min(u, v, w) >= 0
                if covered[y, x] and not inside:
                    continue
                covered[y, x] = True
                for k in range(3):
                    baked[y, x, k] = u * positions[a, k] + v * positions[b, k] + w * positions[c, k]
    return baked, covered
