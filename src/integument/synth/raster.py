"""A deferred software rasteriser, compiled: depth buffer, soft shadow maps, one shading pass.

The first pass finds the nearest triangle of every (super-)sample; the second shades each sample
once. Shading is physically inspired rather than physical: wrapped diffuse light with a redder
terminator on skin (a look of light scattered below the surface), a GGX highlight, and the hair
highlight of Kajiya and Kay, "Rendering fur with three dimensional textures", 1989,
doi:10.1145/74334.74361.

Pictures are (H, W, 3) float32 linear light. Beside them comes a *part picture*: what each sample
shows (``geometry.Part``), plus ``geometry.UPPER`` where it belongs to the head and torso.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from integument.synth.geometry import look_at, perspective

SHADOW_SIZE = 512
SHADOW_TAPS = 8


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


@numba.njit(cache=True, fastmath=True)
def _sample_texture(textures, start, height, width, u, v, out):
    fu = (u - math.floor(u)) * width - 0.5
    fv = (1.0 - (v - math.floor(v))) * height - 0.5
    x, y = int(math.floor(fu)), int(math.floor(fv))
    fu, fv = fu - x, fv - y
    xa, xb = min(max(x, 0), width - 1), min(max(x + 1, 0), width - 1)
    ya, yb = min(max(y, 0), height - 1), min(max(y + 1, 0), height - 1)
    for k in range(3):
        upper = textures[start + ya * width + xa, k] * (1 - fu)
        upper += textures[start + ya * width + xb, k] * fu
        lower = textures[start + yb * width + xa, k] * (1 - fu)
        lower += textures[start + yb * width + xb, k] * fu
        out[k] = upper * (1 - fv) + lower * fv


@numba.njit(cache=True, fastmath=True)
def _dither(x, y):
    """A repeatable value in [0, 1) per sample, to turn the shadow taps."""
    n = (x * 374761393 + y * 668265263) & 0x7FFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0x7FFFFFFF
    return (n ^ (n >> 16)) / 2147483648.0


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


@numba.njit(cache=True, fastmath=True)
def ambient_light(ambient, nx, nz, out):
    """Light from the surrounding on a surface with normal (nx, ., nz)."""
    up, right = 0.5 + 0.5 * nz, 0.5 + 0.5 * nx
    for k in range(3):
        vertical = ambient[0, k] * up + ambient[1, k] * (1 - up)
        horizontal = ambient[3, k] * right + ambient[2, k] * (1 - right)
        out[k] = 0.6 * vertical + 0.4 * horizontal


@numba.njit(cache=True, fastmath=True)
def shade(
    nearest, faces, screen, points, normals, uv, upper, material, materials, textures, texture_at,
    part_texture, eyes, eye, light_position, light_colour, falloff, softness, ambient,
    shadow_matrices, shadows, taps, colour, part,
):  # fmt: skip
    """Shade every sample that shows a triangle; ``colour`` (H, W, 3), ``part`` (H, W) change."""
    height, width = nearest.shape
    base, sky, reflected = np.empty(3), np.empty(3), np.empty(3)
    p, n = np.empty(3), np.empty(3)
    wrap = (0.42, 0.18, 0.10)
    for y in range(height):
        for x in range(width):
            t = nearest[y, x]
            if t < 0:
                continue
            i0, i1, i2 = faces[t, 0], faces[t, 1], faces[t, 2]
            ax, ay = screen[i0, 0], screen[i0, 1]
            bx, by = screen[i1, 0], screen[i1, 1]
            cx, cy = screen[i2, 0], screen[i2, 1]
            inverse = 1.0 / ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
            px, py = x + 0.5, y + 0.5
            w1 = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) * inverse
            w2 = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) * inverse
            w0 = (1.0 - w1 - w2) / screen[i0, 3]
            w1, w2 = w1 / screen[i1, 3], w2 / screen[i2, 3]
            total = 1.0 / (w0 + w1 + w2)
            w0, w1, w2 = w0 * total, w1 * total, w2 * total
            for k in range(3):
                p[k] = w0 * points[i0, k] + w1 * points[i1, k] + w2 * points[i2, k]
                n[k] = w0 * normals[i0, k] + w1 * normals[i1, k] + w2 * normals[i2, k]
            length = 1 / (math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) + 1e-9)
            n[0], n[1], n[2] = n[0] * length, n[1] * length, n[2] * length
            u = w0 * uv[i0, 0] + w1 * uv[i1, 0] + w2 * uv[i2, 0]
            v = w0 * uv[i0, 1] + w1 * uv[i1, 1] + w2 * uv[i2, 1]

            m = material[t]
            surface, shown = int(materials[m, 0]), int(materials[m, 1])
            base[0], base[1], base[2] = materials[m, 2], materials[m, 3], materials[m, 4]
            roughness, specular = materials[m, 5], materials[m, 6]
            if materials[m, 7] >= 0:
                k = int(materials[m, 7])
                _sample_texture(
                    textures, texture_at[k, 0], texture_at[k, 1], texture_at[k, 2], u, v, base
                )
            if materials[m, 8] >= 0:
                size = part_texture.shape[1]
                row = min(max(int((1 - v) * size), 0), size - 1)
                column = min(max(int(u * size), 0), size - 1)
                shown = part_texture[int(materials[m, 8]), row, column]
            if surface == 2:
                e = int(materials[m, 9])
                dx, dy, dz = p[0] - eyes[e, 0], p[1] - eyes[e, 1], p[2] - eyes[e, 2]
                away = (dx * eyes[e, 3] + dy * eyes[e, 4] + dz * eyes[e, 5]) / (
                    math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-9
                )
                if away > 0.966:
                    base[:] = 0.003
                elif away > 0.872:
                    base[0], base[1], base[2] = eyes[e, 6], eyes[e, 7], eyes[e, 8]
                else:
                    base[0], base[1], base[2] = 0.62, 0.58, 0.55
            above = w0 * upper[i0] + w1 * upper[i1] + w2 * upper[i2]
            part[y, x] = shown | (0x80 if above > 0.5 else 0)

            vx, vy, vz = eye[0] - p[0], eye[1] - p[1], eye[2] - p[2]
            length = 1.0 / math.sqrt(vx * vx + vy * vy + vz * vz)
            vx, vy, vz = vx * length, vy * length, vz * length
            hair = surface == 3
            if not hair and n[0] * vx + n[1] * vy + n[2] * vz < 0:
                n[0], n[1], n[2] = -n[0], -n[1], -n[2]
            ambient_light(ambient, 0.0 if hair else n[0], 0.3 if hair else n[2], sky)
            # A little darker where a surface turns away from the open: cheap contact shade.
            for k in range(3):
                colour[y, x, k] = base[k] * sky[k] * (0.75 if hair else 1.0)
            angle = _dither(x, y) * 2 * math.pi
            for light in range(light_position.shape[0]):
                lx = light_position[light, 0] - p[0]
                ly = light_position[light, 1] - p[1]
                lz = light_position[light, 2] - p[2]
                squared = lx * lx + ly * ly + lz * lz
                length = 1.0 / math.sqrt(squared)
                lx, ly, lz = lx * length, ly * length, lz * length
                share = lit_share(
                    p, n, shadow_matrices[light], shadows[light], softness[light], taps, angle
                )
                if share <= 0:
                    continue
                strength = share * (falloff[light] / (squared + 0.15) + (1 - falloff[light]))
                cosine = n[0] * lx + n[1] * ly + n[2] * lz
                if hair:
                    facing = n[0] * vx + n[1] * vy + n[2] * vz
                    sine = math.sqrt(max(0.0, 1 - cosine * cosine))
                    gloss = max(
                        0.0, sine * math.sqrt(max(0.0, 1 - facing * facing)) - cosine * facing
                    )
                    gloss = specular * gloss ** (8.0 / (roughness * roughness)) * 0.12
                    for k in range(3):
                        reflected[k] = base[k] * sine * 0.55 + gloss
                else:
                    hx, hy, hz = lx + vx, ly + vy, lz + vz
                    length = 1.0 / (math.sqrt(hx * hx + hy * hy + hz * hz) + 1e-9)
                    hx, hy, hz = hx * length, hy * length, hz * length
                    nh = max(0.0, n[0] * hx + n[1] * hy + n[2] * hz)
                    alpha = roughness**4
                    q = nh * nh * (alpha - 1) + 1
                    vh = max(0.0, hx * vx + hy * vy + hz * vz)
                    nv = max(0.1, n[0] * vx + n[1] * vy + n[2] * vz)
                    gloss = alpha / (math.pi * q * q) * (0.04 + 0.96 * (1 - vh) ** 5)
                    gloss *= specular * 0.25 * max(cosine, 0.0) / nv
                    for k in range(3):
                        soft = wrap[k] if surface == 0 else 0.0
                        diffuse = max(0.0, (cosine + soft) / ((1 + soft) * (1 + soft)))
                        reflected[k] = base[k] * diffuse + gloss
                for k in range(3):
                    colour[y, x, k] += reflected[k] * light_colour[light, k] * strength


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
