"""Things between the camera and the people, placed in the picture once the camera is known."""

from __future__ import annotations

import numpy as np

from integument.synth import meshes, things
from integument.synth.builder import Builder
from integument.synth.camera import SENSOR, Camera
from integument.synth.meshes import Mesh
from integument.synth.turning import unit

NEAREST, FARTHEST = 0.45, 0.8
"""How far along the way to what the camera looks at an occluder stands."""
KINDS = {"leaves": 3.0, "bars": 1.5, "box": 2.0, "ball": 1.0, "edge": 2.5, "pole": 1.5}
"""What stands in front of people, by how often it does in photographs as we judge it."""


def add(build: Builder, rng: np.random.Generator, camera: Camera) -> dict:
    """Put one thing in front of the people; returns its record."""
    odds = np.array(list(KINDS.values()))
    kind = str(rng.choice(list(KINDS), p=odds / odds.sum()))
    eye, target = np.array(camera.eye), np.array(camera.target)
    along = unit(target - eye)
    right = unit(np.cross(along, [0, 0, 1.0]))
    up = np.cross(right, along)
    share = rng.uniform(NEAREST, FARTHEST)
    distance = share * float(np.linalg.norm(target - eye))
    half = distance * SENSOR / 2 / camera.focal  # half the height of the picture there
    mesh, at = _make(rng, kind)
    c, s = np.cos(camera.roll), np.sin(camera.roll)
    right, up = c * right + s * up, -s * right + c * up
    axes = np.stack([right, along, up], 1)
    centre = eye + along * distance + (right * at[0] + up * at[1]) * half
    scaled = Mesh(mesh.points * half, mesh.normals, mesh.uv, mesh.faces)
    things.add(build, rng, scaled.placed(axes, centre), 0.4, rng.uniform(0.5, 3))
    return {"kind": kind, "at": [round(float(v), 3) for v in at], "share": round(share, 3)}


def _make(rng: np.random.Generator, kind: str) -> tuple[Mesh, tuple[float, float]]:
    """A mesh in units of half the picture, x to the right, z up, and where it stands (x, y)."""
    side = float(rng.choice([-1, 1]))
    if kind == "leaves":
        mesh = meshes.leaves(rng, int(rng.integers(8, 60)), rng.uniform(0.2, 0.7), 0.3)
        return mesh, (side * rng.uniform(0.4, 1.0), rng.uniform(-1, 0.8))
    if kind == "bars":
        count, thick = int(rng.integers(2, 7)), rng.uniform(0.02, 0.08)
        gap = rng.uniform(0.25, 0.6)
        bars = [
            meshes.box(thick, thick, 5).placed(np.eye(3), np.array([(k - count / 2) * gap, 0, 0]))
            for k in range(count)
        ]
        mesh = meshes.joined(bars)
        if rng.random() < 0.3:  # a railing
            mesh = mesh.placed(np.array([[0.0, 0, -1], [0, 1, 0], [1, 0, 0]]), np.zeros(3))
            return mesh, (0.0, rng.uniform(-1.2, -0.3))
        return mesh, (rng.uniform(-0.6, 0.6), 0.0)
    if kind == "edge":  # a table, a wall, a door
        mesh = meshes.box(5, 0.2, 5)
        reach = rng.uniform(0.15, 0.7)
        if rng.random() < 0.6:
            return mesh, (rng.uniform(-0.5, 0.5), -3.5 + reach)
        return mesh, (side * (3.5 - reach), 0.0)
    if kind == "pole":
        thick = rng.uniform(0.08, 0.3)
        return meshes.turned([(thick, -3), (thick, 3)]), (side * rng.uniform(0.2, 0.9), 0.0)
    if kind == "ball":
        mesh = meshes.ball(rng.uniform(0.15, 0.45))
        return mesh, (side * rng.uniform(0.3, 1.0), rng.uniform(-1, 0.2))
    mesh = meshes.box(rng.uniform(0.3, 1.0), rng.uniform(0.1, 0.5), rng.uniform(0.3, 1.0))
    return mesh, (side * rng.uniform(0.4, 1.0), rng.uniform(-1.1, 0.0))
