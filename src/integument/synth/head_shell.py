"""A smooth surface around a head, from which headwear, scarves and masks are cut.

The shell is a grid over directions from the middle of the head: *azimuth* 0 in front, growing to
the person's left, *elevation* 0 level and 90 straight up, both in degrees.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numba
import numpy as np

from integument.synth import mesh
from integument.synth.assets import HEAD_CENTRE, PeopleAsset
from integument.synth.body import Shape

COLUMNS, ROWS = 64, 40
LOWEST = -62.0
SEARCH = 5  # vertices around each direction, of which the farthest counts
SMOOTH = 0.9  # deviation of the smoothing, in cells of the grid
FREE = 9.0  # metres: no lid
UNDER_LID = 0.002  # metres that hair stays below what is worn over it

AZIMUTH = np.linspace(-180, 180, COLUMNS + 1)[:, None].repeat(ROWS, 1)
"""(COLUMNS + 1, ROWS): the first and the last column are the same direction, at the back."""
ELEVATION = np.linspace(LOWEST, 90, ROWS)[None].repeat(COLUMNS + 1, 0)
_A, _E = np.radians(AZIMUTH), np.radians(ELEVATION)
DIRECTION = np.stack([np.sin(_A) * np.cos(_E), -np.cos(_A) * np.cos(_E), np.sin(_E)], -1)


def _grid_faces() -> np.ndarray:
    a = (np.arange(COLUMNS)[:, None] * ROWS + np.arange(ROWS - 1)).reshape(-1)
    b = a + ROWS
    return np.concatenate([np.stack([a, b, b + 1], 1), np.stack([a, b + 1, a + 1], 1)])


FACES = _grid_faces()


@functools.cache
def _around(asset: PeopleAsset) -> np.ndarray:
    """(COLUMNS + 1, ROWS, SEARCH) vertices of the head nearest to each direction; no ears."""
    c = asset.canonical - HEAD_CENTRE
    head = asset.is_body & (asset.head_weight > 0.4)
    ears = (np.abs(c[:, 0]) > 0.068) & (np.abs(c[:, 2]) < 0.055) & (np.abs(c[:, 1]) < 0.05)
    inner = np.linalg.norm(c, axis=1) < 0.06
    some = np.flatnonzero(head & ~ears & ~inner)
    unit = c[some] / np.linalg.norm(c[some], axis=1, keepdims=True)
    near = np.argsort(-(DIRECTION.reshape(-1, 3) @ unit.T), axis=1)[:, :SEARCH]
    return some[near].reshape(COLUMNS + 1, ROWS, SEARCH)


@dataclass(frozen=True, eq=False)
class Shell:
    """The surface of one head at rest: ``centre`` (3,) and ``radius`` (COLUMNS + 1, ROWS)."""

    centre: np.ndarray
    radius: np.ndarray


def shell(asset: PeopleAsset, shape: Shape) -> Shell:
    """The shell that touches the head of ``shape``."""
    head = (asset.head_weight > 0.5) & asset.is_body
    centre = shape.vertices[head].mean(0) + HEAD_CENTRE - asset.canonical[head].mean(0)
    radius = np.linalg.norm(shape.vertices[_around(asset)] - centre, axis=-1).max(-1)
    wrapped = np.pad(radius, ((6, 6), (0, 0)), mode="wrap")
    smooth = cv2.GaussianBlur(wrapped.astype(np.float32), (0, 0), SMOOTH)[6:-6]
    smooth[-1] = smooth[0]
    return Shell(centre, smooth)


@dataclass(frozen=True, eq=False)
class Cut:
    """A piece of a shell: points, normals (N, 3), uv (N, 2) metres, faces (N / 3, 3)."""

    points: np.ndarray
    normals: np.ndarray
    uv: np.ndarray
    faces: np.ndarray


def surface(own: Shell, offset: np.ndarray | float) -> np.ndarray:
    """Points (COLUMNS + 1, ROWS, 3) of the shell, ``offset`` metres outward."""
    return own.centre + DIRECTION * (own.radius + offset)[..., None]


def cut(own: Shell, offset: np.ndarray | float, field: np.ndarray) -> Cut:
    """The part of a shell, ``offset`` metres outward, where ``field`` is positive."""
    points = surface(own, offset).reshape(-1, 3)
    normals = mesh.vertex_normals(points.astype(np.float32), FACES)
    joined = normals.reshape(COLUMNS + 1, ROWS, 3)
    joined[0] = joined[-1] = joined[0] + joined[-1]  # no seam at the back
    joined[:, -1] = joined[:, -1].sum(0)
    joined /= np.linalg.norm(joined, axis=-1, keepdims=True)
    uv = np.stack([np.radians(AZIMUTH), np.radians(ELEVATION)], -1).reshape(-1, 2) * 0.1
    i, j, t = mesh.cut(FACES, np.ascontiguousarray(field, np.float32).reshape(-1))
    t = t[:, None]

    def between(values: np.ndarray) -> np.ndarray:
        return values[i] * (1 - t) + values[j] * t

    return Cut(between(points), between(normals), between(uv), np.arange(len(i)).reshape(-1, 3))


@dataclass(frozen=True, eq=False)
class Lid:
    """What keeps hair down: ``highest`` (COLUMNS + 1, ROWS) metres from ``centre`` (3,)."""

    centre: np.ndarray
    highest: np.ndarray

    def pressed(self, strands: np.ndarray) -> np.ndarray:
        """Strands (N, K, 3) float32 at rest, pushed under the lid."""
        return _press(strands, self.centre.astype(np.float32), self.highest.astype(np.float32))


def lid(own: Shell, offset: np.ndarray | float, field: np.ndarray) -> Lid:
    """The lid that the same piece as :func:`cut` gives is; it holds a little past its edge."""
    highest = np.where(field > 0, own.radius + offset - UNDER_LID, FREE)
    return Lid(own.centre, cv2.erode(highest.astype(np.float32), np.ones((3, 3))))


@numba.njit(cache=True, fastmath=True)
def _press(strands, centre, highest):
    out = strands.copy()
    columns, rows = highest.shape
    for n in range(strands.shape[0]):
        for k in range(strands.shape[1]):
            x = strands[n, k, 0] - centre[0]
            y = strands[n, k, 1] - centre[1]
            z = strands[n, k, 2] - centre[2]
            level = np.sqrt(x * x + y * y)
            r = np.sqrt(level * level + z * z) + np.float32(1e-9)
            elevation = np.degrees(np.arctan2(z, level))
            if elevation < LOWEST:
                continue
            column = int(round((np.degrees(np.arctan2(x, -y)) + 180) / 360 * (columns - 1)))
            row = int(round((elevation - LOWEST) / (90 - LOWEST) * (rows - 1)))
            if r > highest[column, row]:
                scale = highest[column, row] / r
                out[n, k, 0] = centre[0] + x * scale
                out[n, k, 1] = centre[1] + y * scale
                out[n, k, 2] = centre[2] + z * scale
    return out
