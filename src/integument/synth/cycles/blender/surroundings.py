"""Camera, lights, and a room or the light of a place."""

from __future__ import annotations

import math

import bpy
import numpy as np
from mathutils import Matrix, Vector
from nodes import Nodes, image
from solids import link, triangles

SENSOR = 36.0
NEAR, FAR = 0.05, 200.0
PENUMBRA = 8.7
"""Size of a light seen from the people, over its softness, which is how far the rasteriser blurs
its shadows as a share of a map 2.6 metres wide: the same blur, 0.3 metres behind an edge."""
LARGEST = 0.35
"""Radius of a lamp at most, over its distance: none reaches the people."""
TILES_A_METRE = 0.4
"""How often the picture of a room's floor repeats; the rasteriser's."""


def add_camera(arrays: dict[str, np.ndarray]) -> None:
    """A square picture of what lies within ``field`` metres of the axis a metre away."""
    data = bpy.data.cameras.new("camera")
    data.sensor_width = SENSOR
    data.lens = SENSOR / 2 / float(arrays["field"])
    data.shift_x, data.shift_y = (float(-s / 2) for s in arrays["shift"])
    data.clip_start, data.clip_end = NEAR, FAR
    camera = link("camera", data)
    camera.matrix_world = Matrix(arrays["camera_to_world"].tolist())
    bpy.context.scene.camera = camera


def add_lights(arrays: dict[str, np.ndarray], centre: np.ndarray) -> None:
    """A ball for each lamp, whose light falls off, and a sun for each other.

    A colour of 1 lights a white card, facing it (a metre away from a lamp), to a radiance of 1.
    """
    rows = zip(
        arrays["light_position"],
        arrays["light_colour"],
        arrays["light_falloff"],
        arrays["light_softness"],
        strict=True,
    )
    for position, colour, falloff, softness in rows:
        towards = np.asarray(position, float) - centre
        distance = float(np.linalg.norm(towards))
        size = PENUMBRA * float(softness)
        data = bpy.data.lights.new("light", "POINT" if falloff > 0 else "SUN")
        data.color = [float(v) for v in colour]
        if falloff > 0:
            # A lamp of P watts has an intensity of P / (4 pi) times 1 / pi in Blender.
            data.energy = 4 * math.pi * math.pi
            data.shadow_soft_size = min(size, LARGEST) * distance
        else:
            data.energy = math.pi
            data.angle = 2 * math.atan(size)
        lamp = link("light", data)
        lamp.location = Vector(np.asarray(position, float))
        lamp.rotation_mode = "QUATERNION"
        lamp.rotation_quaternion = Vector(towards / distance).to_track_quat("Z", "Y")
        lamp.visible_camera = False


def add_ambient(ambient: np.ndarray) -> None:
    """Light from all around, (4, 3): from above, below, left (-X) and right (+X)."""
    world = bpy.data.worlds.new("world")
    bpy.context.scene.world = world
    world.cycles.sampling_method = "NONE"  # it is smooth; to map it would take a second
    nodes = Nodes(world.node_tree)
    split = nodes.add(
        "ShaderNodeSeparateXYZ", Vector=nodes.add("ShaderNodeTexCoord").outputs["Generated"]
    )
    above, below, left, right = (tuple(float(v) for v in colour) for colour in ambient)
    rising = nodes.math("MULTIPLY_ADD", split.outputs["Z"], 0.5)
    rising.node.inputs[2].default_value = 0.5
    across = nodes.math("MULTIPLY_ADD", split.outputs["X"], 0.5)
    across.node.inputs[2].default_value = 0.5
    vertical, horizontal = nodes.choose(rising, below, above), nodes.choose(across, left, right)
    background = nodes.add(
        "ShaderNodeBackground", Color=nodes.choose(0.4, vertical, horizontal), Strength=1.0
    )
    nodes.add("ShaderNodeOutputWorld", Surface=background.outputs[0])


def add_room(room: np.ndarray, wall: np.ndarray, floor: np.ndarray, eye: np.ndarray) -> None:
    """The inside of a box: ``room`` (4,) is its middle x and y, half its width, and its height.

    Every wall shows the picture ``wall``, the ceiling its first texel. Sides that a camera at
    ``eye`` (3,) is behind give back light, and it sees through them.
    """
    x, y, half, height = (float(v) for v in room)
    west, east, south, north = x - half, x + half, y - half, y + half
    upright = [(0, 0), (1, 0), (1, 1), (0, 1)]
    tiles = [
        (a * TILES_A_METRE, -b * TILES_A_METRE)
        for a, b in ((west, south), (east, south), (east, north), (west, north))
    ]
    shown, tiled, plain = (
        _plaster(name, rows)
        for name, rows in (("wall", wall), ("floor", floor), ("ceiling", wall[:1, :1]))
    )
    for inside, corners, uv, material in (
        (eye[0] > west, _wall((west, south), (west, north), height), upright, shown),
        (eye[0] < east, _wall((east, south), (east, north), height), upright, shown),
        (eye[1] > south, _wall((west, south), (east, south), height), upright, shown),
        (eye[1] < north, _wall((west, north), (east, north), height), upright, shown),
        (eye[2] > 0, _level(west, east, south, north, 0.0), tiles, tiled),
        (eye[2] < height, _level(west, east, south, north, height), upright, plain),
    ):
        mesh = triangles("side", np.array(corners), np.arange(4)[None])
        mesh.attributes.new("place", "FLOAT2", "POINT").data.foreach_set(
            "vector", np.array(uv, np.float32).reshape(-1)
        )
        mesh.materials.append(material)
        link("side", mesh).visible_camera = bool(inside)


def _wall(start: tuple, end: tuple, height: float) -> list[tuple]:
    return [(*start, 0.0), (*end, 0.0), (*end, height), (*start, height)]


def _level(west: float, east: float, south: float, north: float, z: float) -> list[tuple]:
    return [(west, south, z), (east, south, z), (east, north, z), (west, north, z)]


def _plaster(name: str, rows: np.ndarray) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    nodes = Nodes(material.node_tree)
    plain = nodes.add("ShaderNodeBsdfDiffuse", Color=nodes.picture(image(name, rows)))
    nodes.add("ShaderNodeOutputMaterial", Surface=plain.outputs[0])
    return material
