"""The default renderer: a view in its surroundings, by the compiled rasteriser."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from integument.synth import occlusion, raster, room, shading, shadows
from integument.synth.camera import SENSOR, Camera
from integument.synth.clipping import clip_near
from integument.synth.geometry import FAR, NEAR, Lights
from integument.synth.ribbons import face_camera
from integument.synth.scene import Scene
from integument.synth.settings import Settings
from integument.synth.view import View

TAPS = shadows.shadow_taps()
FAINT = 0.12
"""A light that gives less than this share of all light at the person casts no shadow: nobody
would see it, and each shadow costs a tenth of the picture."""
MOST_BLUR = 0.06
"""Radius of the widest disc of confusion, share of the picture's width."""
BEHIND = 0.25
"""How bright a place is beside a grey card in the same light."""


class Drawn(NamedTuple):
    """What a renderer makes of a view, S = size * supersampling samples along each side.

    linear: (S, S, 3) float32 linear light; parts: (S, S) uint8, see
    :class:`integument.synth.geometry.Part`; distance: (S, S) float32 metres along the line of
    sight, infinite where nothing solid is, or None from a renderer that does not tell.
    """

    linear: np.ndarray
    parts: np.ndarray
    distance: np.ndarray | None = None


def render(view: View | None, scene: Scene, camera: Camera, settings: Settings) -> Drawn:
    """Render a view, or with None its surroundings alone."""
    side = settings.size * settings.supersampling
    matrix = camera.matrices()
    eye = np.array(camera.eye, np.float32)
    lights = scene.lights
    colour = np.zeros((side, side, 3), np.float32)
    parts = np.zeros((side, side), np.uint8)
    nearest = np.full((side, side), -1, np.int32)
    distance = np.full((side, side), occlusion.NOTHING, np.float32)
    shade = _shadows(view, scene)
    if view is not None:
        geometry = view.geometry
        sample_width = SENSOR / 2 / camera.focal / (side / 2)
        points, drawn = face_camera(geometry, eye, least=0.45 * sample_width)
        mesh = clip_near(geometry, points, drawn, matrix)
        screen = raster.to_screen(mesh.points, matrix, side, side)
        depth = np.full((side, side), 2.0, np.float32)
        raster.fill_depth(screen, mesh.faces, depth, nearest)
        distance = occlusion.linear_distance(depth, nearest, NEAR, FAR)
        seen = occlusion.openness(distance, settings.supersampling, camera.focal / (SENSOR / 2))
        shading.shade(
            nearest, mesh.faces, screen, mesh.points, mesh.normals, mesh.uv, mesh.upper,
            mesh.material, geometry.materials, geometry.textures, geometry.texture_at,
            geometry.part_texture, geometry.eyes, eye, lights.position, lights.colour,
            lights.falloff, lights.softness, lights.ambient, shade.views, shade.maps, TAPS,
            distance, seen, colour, parts,
        )  # fmt: skip
    behind = _behind(view, scene, camera, shade, settings.size)
    shading.put_behind(nearest, behind, settings.supersampling, colour)
    distance[nearest < 0] = np.inf
    return Drawn(colour, parts, distance)


def surroundings(view: View | None, scene: Scene, camera: Camera, settings: Settings) -> np.ndarray:
    """What is behind, with the shadows of what is solid: (size, size, 3) float32 linear light."""
    return _behind(view, scene, camera, _shadows(view, scene), settings.size)


class _Shadows(NamedTuple):
    """Depth as each light sees it, (L, S, S) float32, and how it looks, (L, 4, 4) float32."""

    maps: np.ndarray
    views: np.ndarray


def _shadows(view: View | None, scene: Scene) -> _Shadows:
    lights = scene.lights
    maps = np.ones((len(lights.position), shadows.SHADOW_SIZE, shadows.SHADOW_SIZE), np.float32)
    views = np.zeros((len(lights.position), 4, 4), np.float32)
    if view is not None:
        for k in np.flatnonzero(_matters(lights, view.centre)):
            maps[k], views[k] = shadows.shadow_map(
                view.geometry.points, view.shadow_faces, lights.position[k], view.centre
            )
    if scene.dapple is not None and views[0].any():
        maps[0][scene.dapple] = -1
    return _Shadows(maps, views)


def _matters(lights: Lights, centre: np.ndarray) -> np.ndarray:
    """Which lights (L,) bool are bright enough at ``centre`` for their shadows to be seen."""
    squared = ((lights.position - centre) ** 2).sum(1)
    strength = lights.colour.mean(1) * (lights.falloff / (squared + 0.15) + (1 - lights.falloff))
    return strength > FAINT * (strength.sum() + lights.ambient.mean())


def _behind(view, scene: Scene, camera: Camera, shade: _Shadows, size: int) -> np.ndarray:
    """The surroundings, smooth enough to be made at the size of the picture: (size, size, 3)."""
    lights, eye, matrix = scene.lights, np.array(camera.eye), camera.matrices()
    centre = view.centre.astype(np.float64) if view is not None else np.zeros(3)
    packed = (lights.position, lights.colour, lights.falloff, lights.softness, lights.ambient)
    if scene.half_width:
        behind = room.fill(
            matrix, eye, centre, scene.half_width, scene.height, scene.wall, scene.floor, packed,
            shade.views, shade.maps, TAPS, size,
        )  # fmt: skip
    else:
        shrink = scene.wall.shape[0] > size
        behind = cv2.resize(
            scene.wall, (size, size),
            interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR,
        )  # fmt: skip
        # As bright as the light makes a grey card.
        level = lights.ambient.mean() + 0.4 * lights.colour[0].mean()
        behind = behind * np.float32(BEHIND * level / max(float(behind.mean()), 0.02))
        if scene.ground:
            behind *= room.ground_shade(
                matrix, eye, packed, shade.views, shade.maps, TAPS, size
            )  # fmt: skip
    radius = size * min(scene.blur(camera.focal, _focus(eye, centre)), MOST_BLUR)
    return _defocused(behind, radius)


def _focus(eye: np.ndarray, centre: np.ndarray) -> float:
    return float(np.linalg.norm(eye[:2] - centre[:2])) + 1e-3


def _defocused(picture: np.ndarray, radius: float) -> np.ndarray:
    """Blur with a disc of ``radius`` pixels, as an open lens does to what is out of focus."""
    if radius < 0.7:
        return picture
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return cv2.filter2D(picture, -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT)
