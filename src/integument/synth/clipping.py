"""Triangles that reach behind the camera are cut at the near plane, so that none vanishes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from integument.synth.geometry import NEAR, Geometry


class Clipped(NamedTuple):
    """points, normals (N, 3), uv (N, 2), upper (N,), faces (F, 3) and material (F,) to draw."""

    points: np.ndarray
    normals: np.ndarray
    uv: np.ndarray
    upper: np.ndarray
    faces: np.ndarray
    material: np.ndarray


def clip_near(
    geometry: Geometry, points: np.ndarray, drawn: np.ndarray, matrix: np.ndarray
) -> Clipped:
    """The faces numbered ``drawn`` (D,) of ``geometry``, with ``points`` (N, 3) for its own.

    ``matrix`` (4, 4) is the camera's. What lies nearer than :data:`geometry.NEAR` is cut off:
    a triangle with one corner there becomes two, with two corners there a smaller one.
    """
    faces, material = geometry.faces[drawn], geometry.material[drawn]
    attributes = (points, geometry.normals, geometry.uv, geometry.upper)
    depth = points @ matrix[3, :3] + matrix[3, 3] - np.float32(1.01 * NEAR)
    if depth.min() >= 0:
        return Clipped(*attributes, faces, material)
    behind = depth[faces] < 0
    count = behind.sum(1)
    keep = count == 0
    extra_faces, extra_material, grown = [], [], [[] for _ in attributes]
    next_point = len(points)
    for f in np.flatnonzero((count == 1) | (count == 2)):
        # Turn the corners so that the odd one out comes first.
        odd = int(np.argmax(behind[f] if count[f] == 1 else ~behind[f]))
        a, b, c = np.roll(faces[f], -odd)
        for values, new in zip(attributes, grown, strict=True):
            for other in (b, c):
                t = depth[a] / (depth[a] - depth[other])
                new.append(values[a] + (values[other] - values[a]) * t)
        ab, ac = next_point, next_point + 1
        next_point += 2
        pieces = [[ab, b, c], [ab, c, ac]] if count[f] == 1 else [[a, ab, ac]]
        extra_faces += pieces
        extra_material += [material[f]] * len(pieces)
    if not extra_faces:
        return Clipped(*attributes, faces[keep], material[keep])
    attributes = tuple(
        np.concatenate([values, np.array(new, values.dtype)])
        for values, new in zip(attributes, grown, strict=True)
    )
    return Clipped(
        *attributes,
        np.concatenate([faces[keep], np.array(extra_faces, faces.dtype)]),
        np.concatenate([material[keep], np.array(extra_material, material.dtype)]),
    )
