"""The second pass of the rasteriser: the colour and the part of every sample that shows something.

Shading is physically inspired rather than physical: wrapped diffuse light with a redder terminator
on skin (a look of light scattered below the surface), a GGX highlight, and the hair highlight of
Kajiya and Kay, "Rendering fur with three dimensional textures", 1989, doi:10.1145/74334.74361.

Parts are exact for each sample. Colour is computed once for the samples of a pixel that show the
same surface, as graphics hardware does it: most of the time goes there, and edges stay as smooth.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from integument.synth.shadows import lit_share

SAME_SURFACE = 0.03
"""Metres in depth within which samples of one material in a pixel share their colour."""


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
def ambient_light(ambient, nx, nz, out):
    """Light from the surrounding on a surface with normal (nx, ., nz)."""
    up, right = 0.5 + 0.5 * nz, 0.5 + 0.5 * nx
    for k in range(3):
        vertical = ambient[0, k] * up + ambient[1, k] * (1 - up)
        horizontal = ambient[3, k] * right + ambient[2, k] * (1 - right)
        out[k] = 0.6 * vertical + 0.4 * horizontal


@numba.njit(cache=True, fastmath=True, inline="always")
def _copy_of_its_pixel(nearest, material, distance, colour, y, x, block, same_triangle):
    """Copy the colour of an earlier sample of this pixel that shows the same; whether there is."""
    t = nearest[y, x]
    for row in range(y // block * block, y + 1):
        last = x if row == y else x // block * block + block
        for column in range(x // block * block, last):
            other = nearest[row, column]
            if other < 0 or material[other] != material[t]:
                continue
            if same_triangle and other != t:
                continue
            if abs(distance[row, column] - distance[y, x]) > SAME_SURFACE:
                continue
            for k in range(3):
                colour[y, x, k] = colour[row, column, k]
            return True
    return False


@numba.njit(cache=True, fastmath=True)
def shade(
    nearest, faces, screen, points, normals, uv, upper, material, materials, textures, texture_at,
    part_texture, eyes, eye, light_position, light_colour, falloff, softness, ambient,
    shadow_matrices, shadows, taps, distance, openness, colour, part,
):  # fmt: skip
    """Shade every sample that shows a triangle; ``colour`` (H, W, 3), ``part`` (H, W) change.

    ``distance`` (H, W) is how far samples are along the line of sight, metres; ``openness``
    (h, w) the share of the surroundings that each pixel of H / h samples sees.
    """
    height, width = nearest.shape
    block = height // openness.shape[0]
    base, sky, reflected, mirrored = np.empty(3), np.empty(3), np.empty(3), np.empty(3)
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
            u = w0 * uv[i0, 0] + w1 * uv[i1, 0] + w2 * uv[i2, 0]
            v = w0 * uv[i0, 1] + w1 * uv[i1, 1] + w2 * uv[i2, 1]

            m = material[t]
            surface, shown = int(materials[m, 0]), int(materials[m, 1])
            if materials[m, 8] >= 0:
                size = part_texture.shape[1]
                row = min(max(int((1 - v) * size), 0), size - 1)
                column = min(max(int(u * size), 0), size - 1)
                shown = part_texture[int(materials[m, 8]), row, column]
            above = w0 * upper[i0] + w1 * upper[i1] + w2 * upper[i2]
            part[y, x] = shown | (0x80 if above > 0.5 else 0)
            if _copy_of_its_pixel(nearest, material, distance, colour, y, x, block, surface == 3):
                continue

            for k in range(3):
                p[k] = w0 * points[i0, k] + w1 * points[i1, k] + w2 * points[i2, k]
                n[k] = w0 * normals[i0, k] + w1 * normals[i1, k] + w2 * normals[i2, k]
            length = 1 / (math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) + 1e-9)
            n[0], n[1], n[2] = n[0] * length, n[1] * length, n[2] * length
            base[0], base[1], base[2] = materials[m, 2], materials[m, 3], materials[m, 4]
            roughness, specular = materials[m, 5], materials[m, 6]
            if materials[m, 7] >= 0:
                k = int(materials[m, 7])
                _sample_texture(
                    textures, texture_at[k, 0], texture_at[k, 1], texture_at[k, 2], u, v, base
                )
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

            vx, vy, vz = eye[0] - p[0], eye[1] - p[1], eye[2] - p[2]
            length = 1.0 / math.sqrt(vx * vx + vy * vy + vz * vz)
            vx, vy, vz = vx * length, vy * length, vz * length
            hair = surface == 3
            if not hair and n[0] * vx + n[1] * vy + n[2] * vz < 0:
                n[0], n[1], n[2] = -n[0], -n[1], -n[2]
            seen = openness[y // block, x // block]
            ambient_light(ambient, 0.0 if hair else n[0], 0.3 if hair else n[2], sky)
            for k in range(3):
                colour[y, x, k] = base[k] * sky[k] * seen * (0.75 if hair else 1.0)
            if not hair:
                # The surroundings mirrored: weak in the middle, strong where a surface turns away.
                facing = max(0.0, n[0] * vx + n[1] * vy + n[2] * vz)
                ambient_light(
                    ambient, 2 * facing * n[0] - vx, 2 * facing * n[2] - vz, mirrored
                )  # fmt: skip
                sheen = specular * seen * seen * (1 - roughness) * (0.04 + 0.5 * (1 - facing) ** 4)
                for k in range(3):
                    colour[y, x, k] += sheen * mirrored[k]
            # Light that comes from one side fills small hollows better than that from all sides.
            seen = 0.5 + 0.5 * seen
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
                strength = seen * share * (falloff[light] / (squared + 0.15) + (1 - falloff[light]))
                cosine = n[0] * lx + n[1] * ly + n[2] * lz
                if hair:
                    facing = n[0] * vx + n[1] * vy + n[2] * vz
                    sine = math.sqrt(max(0.0, 1 - cosine * cosine))
                    along = max(
                        0.0, sine * math.sqrt(max(0.0, 1 - facing * facing)) - cosine * facing
                    )
                    # Light off the surface of a strand is white, light through it coloured.
                    sharp = 8.0 / (roughness * roughness)
                    gloss = 0.05 * specular * along**sharp
                    through = 0.4 * specular * along ** (sharp / 4)
                    for k in range(3):
                        reflected[k] = base[k] * (sine * 0.55 + through) + gloss
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


@numba.njit(cache=True, fastmath=True)
def put_behind(nearest, behind, block, colour):
    """Fill the samples of ``colour`` (H, W, 3) that show nothing from ``behind`` (h, w, 3)."""
    for y in range(colour.shape[0]):
        for x in range(colour.shape[1]):
            if nearest[y, x] < 0:
                for k in range(3):
                    colour[y, x, k] = behind[y // block, x // block, k]
