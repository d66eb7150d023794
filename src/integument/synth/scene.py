"""A picture's surroundings and light, and the rendering of a person in them.

Two kinds of surroundings. *Room*: a box whose walls carry plain colours, made-up patterns or a
photograph, lit by three area lights with energy U(50, 1000) of which the large one tracks the
person (S2MGen). *Place*: a photograph stands behind the person as it is, and the light - a sun, a
window or a lamp, and a coloured surrounding - is drawn to go with its colours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numba
import numpy as np

from integument.synth import raster
from integument.synth.backgrounds import Background, Photographs, invent
from integument.synth.camera import Camera
from integument.synth.geometry import Lights
from integument.synth.ribbons import face_camera
from integument.synth.settings import Settings
from integument.synth.view import View

TAPS = raster.shadow_taps()
LIGHT_COLOURS = {
    "neutral": (1.0, 0.97, 0.93),
    "sun": (1.0, 0.92, 0.80),
    "low sun": (1.0, 0.70, 0.42),
    "tungsten": (1.0, 0.66, 0.36),
    "window": (0.86, 0.94, 1.0),
    "fluorescent": (0.92, 1.0, 0.90),
}
P_COLOURED_LIGHT = 0.08  # stage light, neon: any hue


@dataclass(eq=False)
class Scene:
    """Surroundings of one picture: a room (``half_width`` > 0) or a place (``half_width`` 0)."""

    lights: Lights
    half_width: float
    height: float
    wall: np.ndarray  # (h, w, 3) float32 linear; the background picture of a place
    floor: np.ndarray
    crop: tuple[float, float, float, float]  # of a place: x, y, width, height in [0, 1]
    record: dict


def _light_colour(rng: np.random.Generator) -> tuple[str, np.ndarray]:
    if rng.random() < P_COLOURED_LIGHT:
        colour = rng.uniform(0.15, 1, 3)
        return "coloured", colour / colour.max()
    name = str(rng.choice(list(LIGHT_COLOURS), p=[0.34, 0.18, 0.08, 0.14, 0.18, 0.08]))
    return name, np.array(LIGHT_COLOURS[name]) * rng.uniform(0.92, 1.08, 3)


def sample(
    rng: np.random.Generator,
    settings: Settings,
    photographs: Photographs | None,
    centre: np.ndarray,
) -> Scene:
    """Draw surroundings for a person around ``centre`` (3,)."""
    if rng.random() < settings.p_background:
        chosen = photographs.sample(rng) if photographs else invent(rng)
        if rng.random() < 0.75:
            return _place(rng, chosen, centre)
        return _room(rng, settings, chosen, centre)
    plain = Background(np.tile(rng.uniform(0.05, 0.9) * rng.uniform(0.7, 1, 3), (8, 8, 1)), "plain")
    chosen = plain if rng.random() < 0.6 else invent(rng)
    return _room(rng, settings, chosen, centre)


def _room(rng, settings: Settings, wall: Background, centre: np.ndarray) -> Scene:
    half = rng.uniform(settings.room_min, settings.room_max)
    height = rng.uniform(2.5, 3.6)
    position, colour, softness, names = [], [], [], []
    for k in range(3):
        # The first light is the large one; it tends to stand on the camera's side.
        angle = rng.uniform(np.pi, 2 * np.pi) if k == 0 else rng.uniform(0, 2 * np.pi)
        reach = half * rng.uniform(0.5, 0.95)
        position.append(
            [reach * math.cos(angle), reach * math.sin(angle), rng.uniform(1.0, height)]
        )
        energy = rng.uniform(settings.energy_min, settings.energy_max) / 60
        name, tint = _light_colour(rng)
        names.append(name)
        colour.append(energy * tint * (1.0 if k == 0 else 0.6))
        softness.append(rng.uniform(0.02, 0.06) if k == 0 else rng.uniform(0.003, 0.015))
    position = np.array(position) + [centre[0], centre[1], 0]
    colour = np.array(colour)
    # Light that the walls give back: the larger and darker the room, the less.
    bounce = colour.mean(0) * 0.05 * (0.4 + wall.picture.mean((0, 1))) * rng.uniform(0.5, 1.6)
    tilt = rng.uniform(0.6, 1.4, (4, 1))
    floor = invent(rng)
    return Scene(
        Lights(
            position.astype(np.float32),
            colour.astype(np.float32),
            np.ones(3, np.float32),
            np.array(softness, np.float32),
            (bounce * tilt).astype(np.float32),
        ),
        float(half),
        float(height),
        np.ascontiguousarray(wall.picture, np.float32),
        floor.picture,
        (0, 0, 1, 1),
        {"surroundings": "room", "wall": wall.name, "floor": floor.name, "lights": names},
    )


def _place(rng, photograph: Background, centre: np.ndarray) -> Scene:
    height, width = photograph.picture.shape[:2]
    side = rng.uniform(0.45, 1.0) * min(height, width)
    x, y = rng.uniform(0, width - side), rng.uniform(0, height - side)
    crop = photograph.picture[int(y) : int(y + side), int(x) : int(x + side)]
    mean = crop.mean((0, 1)) + 1e-3
    quarter = max(crop.shape[0] // 4, 1)
    sides = np.stack(
        [
            a.mean((0, 1))
            for a in (crop[:quarter], crop[-quarter:], crop[:, :quarter], crop[:, -quarter:])
        ]
    )
    # The surrounding takes the photograph's colours, weakly: eyes and cameras adapt.
    ambient = (0.5 * sides / mean.mean() + 0.5) * rng.uniform(0.12, 0.6)
    kind = str(
        rng.choice(["sun", "window", "overcast", "flash", "lamp"], p=[0.3, 0.22, 0.22, 0.1, 0.16])
    )
    name, tint = _light_colour(rng)
    angle = rng.uniform(0, 2 * np.pi) if rng.random() < 0.4 else rng.normal(1.5 * np.pi, 0.9)
    elevation = rng.uniform(0.15, 1.3)
    direction = np.array(
        [
            math.cos(angle) * math.cos(elevation),
            math.sin(angle) * math.cos(elevation),
            math.sin(elevation),
        ]
    )
    strength = {"sun": 2.2, "window": 1.4, "overcast": 0.5, "flash": 1.5, "lamp": 1.2}[kind]
    soft = {"sun": 0.004, "window": 0.05, "overcast": 0.12, "flash": 0.003, "lamp": 0.015}[kind]
    key = tint * strength * rng.uniform(0.5, 1.5)
    lights = [(centre + direction * 20, key, soft)]
    if rng.random() < 0.3:  # a rim or fill from somewhere else
        other = rng.normal(size=3) + [0, 0, 0.4]
        other /= np.linalg.norm(other)
        lights.append((centre + other * 20, _light_colour(rng)[1] * rng.uniform(0.2, 1.5), 0.03))
    return Scene(
        Lights(
            np.array([p for p, _, _ in lights], np.float32),
            np.array([c for _, c, _ in lights], np.float32),
            np.zeros(len(lights), np.float32),
            np.array([s for _, _, s in lights], np.float32),
            ambient.astype(np.float32),
        ),
        0.0,
        0.0,
        photograph.picture,
        np.zeros((1, 1, 3), np.float32),
        (x / width, y / height, side / width, side / height),
        {"surroundings": "place", "photograph": photograph.name, "lights": [f"{kind} ({name})"]},
    )


@numba.njit(cache=True, fastmath=True)
def _texel(picture, u, v, out):
    height, width = picture.shape[:2]
    u, v = u - math.floor(u), v - math.floor(v)
    x, y = min(int(u * width), width - 1), min(int(v * height), height - 1)
    for k in range(3):
        out[k] = picture[y, x, k]


@numba.njit(cache=True, fastmath=True)
def _fill_room(
    inverse, eye, centre_x, centre_y, half, height, wall, floor, position, light_colour,
    softness, ambient, matrices, shadows, taps, colour,
):  # fmt: skip
    """Shade an empty room into ``colour``: each ray meets the inside of a box exactly once."""
    rows, columns = colour.shape[:2]
    normal, sky, base = np.zeros(3), np.empty(3), np.empty(3)
    d, p = np.empty(3), np.empty(3)
    for y in range(rows):
        for x in range(columns):
            nx, ny = (x + 0.5) / columns * 2 - 1, 1 - (y + 0.5) / rows * 2
            w = inverse[3, 0] * nx + inverse[3, 1] * ny + inverse[3, 2] + inverse[3, 3]
            length = 0.0
            for k in range(3):
                far = inverse[k, 0] * nx + inverse[k, 1] * ny + inverse[k, 2] + inverse[k, 3]
                d[k] = far / w - eye[k]
                length += d[k] * d[k]
            length = 1 / math.sqrt(length)
            d[0], d[1], d[2] = d[0] * length, d[1] * length, d[2] * length
            # Distances to the planes ahead. A camera outside the walls sees through them.
            tx = (centre_x + math.copysign(half, d[0]) - eye[0]) / (d[0] + 1e-12)
            ty = (centre_y + math.copysign(half, d[1]) - eye[1]) / (d[1] + 1e-12)
            tz = ((height if d[2] > 0 else 0.0) - eye[2]) / (d[2] + 1e-12)
            tx = tx if tx > 0 else 1e9
            ty = ty if ty > 0 else 1e9
            tz = tz if tz > 0 else 1e9
            t = min(tx, ty, tz)
            for k in range(3):
                p[k] = eye[k] + d[k] * t
                normal[k] = 0.0
            if t == tz:
                normal[2] = -math.copysign(1.0, d[2])
                if d[2] < 0:
                    _texel(floor, p[0] * 0.4, p[1] * 0.4, base)
                else:
                    _texel(wall, 0.0, 0.0, base)
            elif t == tx:
                normal[0] = -math.copysign(1.0, d[0])
                _texel(wall, (p[1] - centre_y) / (2 * half) + 0.5, 1 - p[2] / height, base)
            else:
                normal[1] = -math.copysign(1.0, d[1])
                _texel(wall, (p[0] - centre_x) / (2 * half) + 0.5, 1 - p[2] / height, base)
            raster.ambient_light(ambient, normal[0], normal[2], sky)
            for k in range(3):
                colour[y, x, k] = base[k] * sky[k]
            turn = (x * 12.9898 + y * 78.233) % 6.2832
            for light in range(position.shape[0]):
                ax, ay = position[light, 0] - p[0], position[light, 1] - p[1]
                az = position[light, 2] - p[2]
                squared = ax * ax + ay * ay + az * az
                cosine = (ax * normal[0] + ay * normal[1] + az * normal[2]) / math.sqrt(squared)
                if cosine <= 0:
                    continue
                share = raster.lit_share(
                    p, normal, matrices[light], shadows[light], softness[light], taps, turn
                )
                strength = share * cosine / (squared + 0.15)
                for k in range(3):
                    colour[y, x, k] += base[k] * light_colour[light, k] * strength


def render(
    view: View | None, scene: Scene, camera: Camera, settings: Settings
) -> tuple[np.ndarray, np.ndarray]:
    """Render at ``size * supersampling``: linear colour (S, S, 3) float32 and parts (S, S) uint8.

    ``view`` None renders the surroundings alone.
    """
    side = settings.size * settings.supersampling
    eye = np.array(camera.eye, np.float32)
    matrix = camera.matrices()
    colour = np.zeros((side, side, 3), np.float32)
    part = np.zeros((side, side), np.uint8)
    nearest = np.full((side, side), -1, np.int32)
    lights = scene.lights
    count = len(lights.position)
    shadows = np.ones((count, raster.SHADOW_SIZE, raster.SHADOW_SIZE), np.float32)
    matrices = np.zeros((count, 4, 4), np.float32)

    if view is not None:
        geometry = view.geometry
        sample_width = 18.0 / camera.focal / (side / 2)
        points, drawn = face_camera(geometry, eye, least=0.45 * sample_width)
        faces, material = geometry.faces[drawn], geometry.material[drawn]
        screen = raster.to_screen(points, matrix, side, side)
        depth = np.full((side, side), 2.0, np.float32)
        raster.fill_depth(screen, faces, depth, nearest)
        for k in range(count):
            shadows[k], matrices[k] = raster.shadow_map(
                points, view.shadow_faces, lights.position[k], view.centre
            )
        raster.shade(
            nearest, faces, screen, points, geometry.normals, geometry.uv, geometry.upper,
            material, geometry.materials, geometry.textures, geometry.texture_at,
            geometry.part_texture, geometry.eyes, eye, lights.position, lights.colour,
            lights.falloff, lights.softness, lights.ambient, matrices, shadows, TAPS, colour, part,
        )  # fmt: skip
    # Surroundings are smooth enough to be made at the size of the picture.
    shape = (settings.size, settings.size)
    behind = np.zeros((*shape, 3), np.float32)
    if scene.half_width:
        centre = view.centre if view is not None else np.zeros(3)
        _fill_room(
            np.linalg.inv(matrix.astype(np.float64)), eye.astype(np.float64),
            float(centre[0]), float(centre[1]), scene.half_width, scene.height, scene.wall,
            scene.floor, lights.position, lights.colour, lights.softness, lights.ambient, matrices,
            shadows, TAPS, behind,
        )  # fmt: skip
    else:
        behind = _fill_place(scene, shape)
    empty = nearest < 0
    colour[empty] = cv2.resize(behind, (side, side), interpolation=cv2.INTER_LINEAR)[empty]
    return colour, part


def _fill_place(scene: Scene, shape: tuple[int, int]) -> np.ndarray:
    """The photograph behind the person, as bright as the light makes a grey card."""
    height, width = scene.wall.shape[:2]
    x, y, w, h = scene.crop
    crop = scene.wall[
        int(y * height) : max(int((y + h) * height), int(y * height) + 1),
        int(x * width) : max(int((x + w) * width), int(x * width) + 1),
    ]
    behind = cv2.resize(crop, shape[::-1], interpolation=cv2.INTER_AREA)
    lights = scene.lights
    level = lights.ambient.mean() + 0.4 * lights.colour[0].mean()
    return behind * np.float32(level / max(float(behind.mean()), 0.02) * 0.25)
