"""Short words for the shader nodes that materials are made of."""

from __future__ import annotations

import bpy
import numpy as np

DATA = "Non-Color"
"""Every picture is linear light or numbers, to be taken as it is."""


class Nodes:
    """Adds nodes to one tree. Values are numbers, tuples, or the outputs of other nodes."""

    def __init__(self, tree: bpy.types.NodeTree) -> None:
        self.tree = tree
        tree.nodes.clear()

    def add(self, kind: str, **inputs) -> bpy.types.Node:
        """A node of the type ``kind``; underscores stand for spaces in the names of ``inputs``."""
        node = self.tree.nodes.new(kind)
        for name, value in inputs.items():
            self.set(node.inputs[name.replace("_", " ")], value)
        return node

    def set(self, socket: bpy.types.NodeSocket, value) -> None:
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif socket.type == "RGBA":
            socket.default_value = (*(float(v) for v in value), 1.0)
        else:
            socket.default_value = value

    def math(self, operation: str, a, b=0.0) -> bpy.types.NodeSocket:
        node = self.tree.nodes.new("ShaderNodeMath")
        node.operation = operation
        self.set(node.inputs[0], a)
        self.set(node.inputs[1], b)
        return node.outputs[0]

    def vector(self, operation: str, a, b=(0.0, 0.0, 0.0)) -> bpy.types.Node:
        node = self.tree.nodes.new("ShaderNodeVectorMath")
        node.operation = operation
        self.set(node.inputs[0], a)
        self.set(node.inputs[1], b)
        return node

    def choose(self, share, first, second) -> bpy.types.NodeSocket:
        """The colour ``first`` where ``share`` is 0, and ``second`` where it is 1."""
        node = self.tree.nodes.new("ShaderNodeMix")
        node.data_type = "RGBA"
        # The node has sockets of the same names for other types of data; these are the colours.
        self.set(node.inputs[0], share)
        self.set(node.inputs[6], first)
        self.set(node.inputs[7], second)
        return node.outputs[2]

    def mix(self, share: float, first, second) -> bpy.types.NodeSocket:
        """The surface ``first`` where ``share`` is 0, and ``second`` where it is 1."""
        node = self.tree.nodes.new("ShaderNodeMixShader")
        for socket, value in zip(node.inputs, (share, first, second), strict=True):
            self.set(socket, value)
        return node.outputs[0]

    def attribute(self, name: str) -> bpy.types.Node:
        """A value of the mesh by its name; outputs ``Fac`` and ``Vector``."""
        node = self.tree.nodes.new("ShaderNodeAttribute")
        node.attribute_name = name
        return node

    def picture(self, image: bpy.types.Image, interpolation: str = "Linear"):
        """The colour of ``image`` at the attribute ``place``; it repeats."""
        node = self.tree.nodes.new("ShaderNodeTexImage")
        node.image = image
        node.interpolation = interpolation
        self.set(node.inputs[0], self.attribute("place").outputs["Vector"])
        return node.outputs["Color"]


def image(name: str, rows: np.ndarray) -> bpy.types.Image:
    """A picture (H, W) or (H, W, 3), first row on top, as an image of Blender's."""
    height, width = rows.shape[:2]
    pixels = np.ones((height, width, 4), np.float32)
    pixels[..., :3] = rows[::-1] if rows.ndim == 3 else rows[::-1, :, None]
    made = bpy.data.images.new(name, width, height, float_buffer=True, is_data=True)
    made.colorspace_settings.name = DATA
    made.pixels.foreach_set(pixels.reshape(-1))
    return made
