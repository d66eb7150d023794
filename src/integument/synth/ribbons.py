"""Hair as ribbons: two triangles a segment, turned to the camera once it is known."""

from __future__ import annotations

import functools

import numba
import numpy as np

from integument.synth import hair, hair_paint, hair_style
from integument.synth.builder import Builder
from integument.synth.geometry import Geometry, Part, Surface

MOST_SKIPPED = 6  # far hair keeps at least every sixth strand
SHADOW_STRANDS = 3  # every third strand casts shadow,
SHADOW_STEPS = 2  # in pieces of two segments
ENOUGH = 500  # points that tell where hair is


def add_hair(
    build: Builder,
    style: hair_style.HairStyle,
    strands: hair.Strands,
    head: np.ndarray,
    colours: int,
) -> None:
    """Add ``strands`` that move with the bone ``head`` (3, 4); :func:`face_camera` turns them.

    ``colours`` is the number of the texture with the colours of the hair.
    """
    points, tangents = _carry(strands.points, head.astype(np.float32))
    count, steps = strands.points.shape[:2]
    # Each centre point twice; how far to either side of it is added when the camera is known.
    thick = style.thick and not strands.beard
    taper = np.linspace(1, 0.7 if thick else 0.4, steps, dtype=np.float32) * strands.radius
    side = np.array([-1, 1], np.float32)
    across = np.broadcast_to(taper[:, None] * side, (count, steps, 2)).reshape(-1)
    uv = np.empty((count, steps, 2, 2), np.float32)
    uv[..., 0] = strands.column[:, None, None]
    if thick:  # the strand spans its lock's columns
        lock = np.floor(strands.column * hair_paint.LOCKS) + 0.5
        uv[..., 0] = (lock[:, None, None] + side / 3) / hair_paint.LOCKS
    uv[..., 1] = np.linspace(0.02, 0.98, steps, dtype=np.float32)[None, :, None]
    quads = _quads(count, steps)
    first = np.arange(0, count, SHADOW_STRANDS)[:, None] * steps * 2
    first = first + np.arange(0, steps - SHADOW_STEPS, SHADOW_STEPS)[None] * 2
    span = 2 * SHADOW_STEPS
    ends = [first, first + 1, first + span, first + 1, first + span + 1, first + span]
    build.add_ribbons(
        across,
        each=(steps - 1) * 2,
        radius=strands.radius,
        points=points,
        normals=tangents,
        uv=uv.reshape(-1, 2),
        upper=1.0,
        faces=quads.reshape(-1, 3),
        surface=Surface.HAIR,
        part=Part.BEARD if strands.beard else Part.HAIR,
        texture=colours,
        roughness=style.roughness,
        specular=style.gloss,
        shadow_faces=np.stack(ends, -1).reshape(-1, 3),
    )


@functools.lru_cache(maxsize=16)
def _quads(count: int, steps: int) -> np.ndarray:
    """Two triangles a segment of each ribbon: (count, steps - 1, 6) int32."""
    first = np.arange(count)[:, None] * steps * 2 + np.arange(steps - 1)[None] * 2
    corners = [first, first + 1, first + 2, first + 1, first + 3, first + 2]
    return np.stack(corners, -1).astype(np.int32)


@numba.njit(cache=True, fastmath=True)
def _carry(rest, head):
    """Strands (N, K, 3) moved with a bone (3, 4): every point twice, and the directions there.

    Both (2 N K, 3) float32.
    """
    count, steps = rest.shape[0], rest.shape[1]
    points = np.empty((count * steps * 2, 3), np.float32)
    tangents = np.empty((count * steps * 2, 3), np.float32)
    for n in range(count):
        at = n * steps * 2
        for k in range(steps):
            for row in range(3):
                total = head[row, 3]
                for c in range(3):
                    total += head[row, c] * rest[n, k, c]
                points[at + 2 * k, row] = points[at + 2 * k + 1, row] = total
        for k in range(steps):
            a, b = at + 2 * max(k - 1, 0), at + 2 * min(k + 1, steps - 1)
            x, y, z = (
                points[b, 0] - points[a, 0],
                points[b, 1] - points[a, 1],
                points[b, 2] - points[a, 2],
            )
            scale = 1 / (np.sqrt(x * x + y * y + z * z) + np.float32(1e-9))
            for side in range(2):
                tangents[at + 2 * k + side, 0] = x * scale
                tangents[at + 2 * k + side, 1] = y * scale
                tangents[at + 2 * k + side, 2] = z * scale
    return points, tangents


def face_camera(geometry: Geometry, eye: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Turn hair ribbons to the camera and thin out what is far.

    ``least`` is the smallest radius drawn, in metres per metre of distance: thinner strands would
    fall between samples and sparkle. Where that makes strands several times as wide as they are,
    only every n-th is drawn. Returns points (N, 3) and the numbers of the faces to draw.
    """
    points = geometry.points.copy()
    drawn = np.ones(len(geometry.faces), bool)
    for span in geometry.strands:
        ribbon = geometry.points[span.points]
        some = ribbon[:: max(1, len(ribbon) // ENOUGH)]
        distance = float(np.linalg.norm(some.mean(0) - eye))
        stride = int(np.clip(least * distance / span.radius / 2, 1, MOST_SKIPPED))
        if stride > 1:
            strand = np.arange((span.last - span.first) // span.each)
            drawn[span.first : span.last] = np.repeat(strand % stride == 0, span.each)
        _turn(
            points[span.points], geometry.normals[span.points], span.across,
            eye.astype(np.float32), np.float32(least),
        )  # fmt: skip
    return points, np.flatnonzero(drawn)


@numba.njit(cache=True, fastmath=True)
def _turn(points, tangents, across, eye, least):
    """Move each of ``points`` (P, 3) by ``across`` (P,) to its side as ``eye`` (3,) sees it."""
    for i in range(points.shape[0]):
        sx, sy, sz = eye[0] - points[i, 0], eye[1] - points[i, 1], eye[2] - points[i, 2]
        tx, ty, tz = tangents[i, 0], tangents[i, 1], tangents[i, 2]
        x, y, z = ty * sz - tz * sy, tz * sx - tx * sz, tx * sy - ty * sx
        radius = max(abs(across[i]), least * np.sqrt(sx * sx + sy * sy + sz * sz))
        scale = radius / (np.sqrt(x * x + y * y + z * z) + np.float32(1e-9))
        if across[i] < 0:
            scale = -scale
        points[i, 0] += x * scale
        points[i, 1] += y * scale
        points[i, 2] += z * scale
