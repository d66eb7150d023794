"""The triangles of a picture as one mesh of Blender's."""

from __future__ import annotations

import bpy
import numpy as np
from materials import Materials

ATTRIBUTES = {
    "normals": ("custom_normal", "FLOAT_VECTOR", "vector"),
    "tangents": ("along", "FLOAT_VECTOR", "vector"),
    "uv": ("place", "FLOAT2", "vector"),
    "upper": ("upper", "FLOAT", "value"),
}
"""Array -> name, type and field of the attribute of each point that holds it. A free vector
called ``custom_normal`` is what Blender shades by; ``uv`` and ``tangent`` are names that Cycles
has other uses for."""


def add(arrays: dict[str, np.ndarray]) -> None:
    """Add points (N, 3), faces (F, 3) and what belongs to them, and their materials."""
    mesh = triangles("solids", arrays["points"], arrays["faces"])
    for array, (name, kind, field) in ATTRIBUTES.items():
        values = np.ascontiguousarray(arrays[array], np.float32)
        mesh.attributes.new(name, kind, "POINT").data.foreach_set(field, values.reshape(-1))
    make = Materials(arrays).make
    used, slot = np.unique(arrays["face_material"], return_inverse=True)
    for number in used:
        mesh.materials.append(make(int(number)))
    mesh.polygons.foreach_set("material_index", slot.astype(np.int32))
    mesh.polygons.foreach_set("use_smooth", np.ones(len(slot), bool))
    link("solids", mesh)


def triangles(name: str, points: np.ndarray, faces: np.ndarray) -> bpy.types.Mesh:
    """A mesh of points (N, 3) and faces (F, K): triangles or quads."""
    mesh = bpy.data.meshes.new(name)
    count, corners = faces.shape
    mesh.vertices.add(len(points))
    mesh.vertices.foreach_set("co", np.ascontiguousarray(points, np.float32).reshape(-1))
    mesh.loops.add(count * corners)
    mesh.loops.foreach_set("vertex_index", np.ascontiguousarray(faces, np.int32).reshape(-1))
    mesh.polygons.add(count)
    mesh.polygons.foreach_set("loop_start", np.arange(count, dtype=np.int32) * corners)
    mesh.update()
    return mesh


def link(name: str, data: bpy.types.ID) -> bpy.types.Object:
    """Put ``data`` into the scene."""
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    return thing
