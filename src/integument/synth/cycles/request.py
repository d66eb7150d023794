"""A picture to render, as neutral arrays that another process can read without this package."""

from __future__ import annotations

import math

import numpy as np

from integument.synth import geometry, scene
from integument.synth.camera import SENSOR, Camera
from integument.synth.geometry import Geometry
from integument.synth.ribbons import face_camera
from integument.synth.settings import Settings
from integument.synth.view import View

Arrays = dict[str, np.ndarray]
"""Name -> array, written as one ``.npz``; ``blender/worker.py`` says how each is used."""

ROUND = math.radians(60)
"""How far the normals of a ribbon of hair lean to its sides: flat as it is, light falls on it as
on a thin cylinder, of which one sees the front half."""


def arrays(
    view: View | None, surroundings: scene.Scene, camera: Camera, settings: Settings
) -> Arrays:
    """All that one picture shows, in metres, linear light and radians.

    The same ribbons of hair are drawn, turned to the camera, as by the rasteriser.
    """
    side = settings.size * settings.supersampling
    out = {"side": np.int32(side)} | _camera(camera) | _lights(surroundings)
    centre = np.zeros(3)
    if view is not None:
        centre = view.centre
        out |= _solids(view.geometry, camera, side)
    out["centre"] = np.asarray(centre, float)
    if surroundings.half_width:
        out |= {
            "room": np.array([*centre[:2], surroundings.half_width, surroundings.height]),
            "wall": np.asarray(surroundings.wall, np.float32),
            "floor": np.asarray(surroundings.floor, np.float32),
        }
    return out


def _camera(camera: Camera) -> Arrays:
    """``camera_to_world`` (4, 4), ``field`` half the width seen a metre away, ``shift`` (2,)."""
    to_camera = geometry.look_at(np.array(camera.eye), np.array(camera.target), camera.roll)
    return {
        "camera_to_world": np.linalg.inv(to_camera),
        "field": np.float64(SENSOR / 2 / camera.focal),
        "shift": np.array(camera.shift),
    }


def _lights(surroundings: scene.Scene) -> Arrays:
    lights = surroundings.lights
    return {
        "light_position": lights.position,
        "light_colour": lights.colour,
        "light_falloff": lights.falloff,
        "light_softness": lights.softness,
        "ambient": lights.ambient,
    }


def _solids(own: Geometry, camera: Camera, side: int) -> Arrays:
    """Triangles as the camera sees them: ribbons turned, far hair thinned, unused points gone."""
    eye = np.array(camera.eye, np.float32)
    sample_width = SENSOR / 2 / camera.focal / (side / 2)
    points, drawn = face_camera(own, eye, least=0.45 * sample_width)
    faces = own.faces[drawn]
    normals = own.normals.copy()
    for span in own.strands:
        normals[span.points] = _rounded(own, span.points, span.across, eye)
    used = np.zeros(len(points), bool)
    used[faces] = True
    number = np.cumsum(used, dtype=np.int32) - 1
    return {
        "points": points[used],
        "normals": normals[used],
        "tangents": own.normals[used],
        "uv": own.uv[used],
        "upper": own.upper[used],
        "faces": number[_outwards(points, normals, faces)],
        "face_material": own.material[drawn],
        "materials": own.materials,
        "textures": own.textures,
        "texture_at": own.texture_at,
        "part_maps": own.part_texture,
        "eyes": own.eyes,
    }


def _outwards(points: np.ndarray, normals: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """``faces`` (F, 3) with their corners in the order that their normals ask for.

    The rasteriser does not care; Cycles shades by normals on the side it takes for the front.
    """
    a, b, c = (points[faces[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    meant = normals[faces[:, 0]] + normals[faces[:, 1]] + normals[faces[:, 2]]
    inside_out = (across * meant).sum(1) < 0
    return np.where(inside_out[:, None], faces[:, ::-1], faces)


def _rounded(own: Geometry, points: slice, across: np.ndarray, eye: np.ndarray) -> np.ndarray:
    """Normals (P, 3) of ribbons as if they were round, for points whose normals are tangents."""
    tangent = own.normals[points]
    to_eye = eye - own.points[points]
    side = np.cross(tangent, to_eye)
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    front = np.cross(side, tangent)
    lean = np.sign(across)[:, None] * math.sin(ROUND)
    return (front * math.cos(ROUND) + side * lean).astype(np.float32)
