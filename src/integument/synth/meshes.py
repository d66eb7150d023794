"""Small meshes of things: boxes, turned bodies and leaves, with normals and texture positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIDES = 20  # corners of a round


@dataclass(frozen=True, eq=False)
class Mesh:
    """points, normals (N, 3) metres, uv (N, 2), faces (F, 3)."""

    points: np.ndarray
    normals: np.ndarray
    uv: np.ndarray
    faces: np.ndarray

    def placed(self, axes: np.ndarray, at: np.ndarray) -> Mesh:
        """Turned by ``axes`` (3, 3), whose columns are the new x, y, z, and moved to ``at``."""
        return Mesh(self.points @ axes.T + at, self.normals @ axes.T, self.uv, self.faces)


def joined(meshes: list[Mesh]) -> Mesh:
    """Several meshes as one."""
    starts = np.cumsum([0, *(len(m.points) for m in meshes[:-1])])
    return Mesh(
        np.concatenate([m.points for m in meshes]),
        np.concatenate([m.normals for m in meshes]),
        np.concatenate([m.uv for m in meshes]),
        np.concatenate([m.faces + s for m, s in zip(meshes, starts, strict=True)]),
    )


def box(width: float, depth: float, height: float) -> Mesh:
    """A box around the origin: x ``width``, y ``depth``, z ``height``."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], float)
    points, normals, uv = [], [], []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            side = np.insert(corners, axis, sign, axis=1)
            normal = np.zeros((4, 3))
            normal[:, axis] = sign
            points.append(side * np.array([width, depth, height]) / 2)
            normals.append(normal)
            size = np.delete([width, depth, height], axis)
            uv.append((corners + 1) / 2 * size)
    quads = np.arange(24).reshape(6, 4)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Mesh(np.concatenate(points), np.concatenate(normals), np.concatenate(uv), faces)


def turned(profile: list[tuple[float, float]]) -> Mesh:
    """A body turned around z from (radius, height) pairs, bottom to top."""
    radius, height = np.array(profile, float).T
    angle = np.linspace(0, 2 * np.pi, SIDES + 1)
    round_ = np.stack([np.cos(angle), np.sin(angle)], 1)
    rings = len(radius)
    points = np.empty((rings, SIDES + 1, 3))
    points[..., :2] = radius[:, None, None] * round_
    points[..., 2] = height[:, None]
    slope = np.stack([np.gradient(height), -np.gradient(radius)], 1)
    slope /= np.linalg.norm(slope, axis=1, keepdims=True) + 1e-9
    normals = np.empty_like(points)
    normals[..., :2] = slope[:, None, :1] * round_
    normals[..., 2] = slope[:, None, 1]
    uv = np.empty((rings, SIDES + 1, 2))
    uv[..., 0] = angle / (2 * np.pi)
    uv[..., 1] = height[:, None]
    a = (np.arange(rings - 1)[:, None] * (SIDES + 1) + np.arange(SIDES)).reshape(-1)
    b = a + SIDES + 1
    faces = np.concatenate([np.stack([a, a + 1, b + 1], 1), np.stack([a, b + 1, b], 1)])
    return Mesh(points.reshape(-1, 3), normals.reshape(-1, 3), uv.reshape(-1, 2), faces)


def ball(radius: float) -> Mesh:
    """A ball around the origin."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 11)
    return turned([(radius * np.cos(a), radius * np.sin(a)) for a in angle])


def leaves(rng: np.random.Generator, count: int, length: float, spread: float) -> Mesh:
    """``count`` pointed leaves of about ``length``, around the origin within ``spread``."""
    outline = np.array([[0, 0], [0.35, 0.2], [0.7, 0.14], [1, 0], [0.7, -0.14], [0.35, -0.2]])
    size = length * rng.uniform(0.6, 1.4, (count, 1, 1))
    flat = outline[None] * size
    sag = -0.35 * size[..., 0] * outline[:, 0] ** 2
    along = rng.normal(size=(count, 3)) * [1, 1, 0.6]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, rng.normal(size=(count, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    points = rng.normal(0, spread, (count, 1, 3)) + along[:, None] * flat[..., :1]
    points = points + side[:, None] * flat[..., 1:]
    points[..., 2] += sag
    normals = np.repeat(np.cross(along, side)[:, None], len(outline), 1)
    uv = np.tile(outline, (count, 1, 1))
    fan = np.array([[0, 1, 5], [1, 2, 4], [1, 4, 5], [2, 3, 4]])
    faces = (np.arange(count)[:, None, None] * len(outline) + fan).reshape(-1, 3)
    return Mesh(points.reshape(-1, 3), normals.reshape(-1, 3), uv.reshape(-1, 2), faces)
