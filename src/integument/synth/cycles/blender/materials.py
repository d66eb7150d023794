"""The rasteriser's materials - skin, cloth, eyes, hair, glossy things - for Cycles.

The numbers of surfaces and the columns of the table are those of
``integument.synth.geometry.Geometry``. Each material also says which part it shows, as a value
beside the colour (an AOV), which is how the part picture comes out of the same rays.
"""

from __future__ import annotations

from functools import cache

import bpy
import numpy as np
from nodes import Nodes, image

SKIN, CLOTH, EYE, HAIR, GLOSSY = range(5)
PART = "part"
"""Name of the AOV: red is the number of the part, green its square."""
UPPER = 0x80

SPECULAR = 0.25
"""Blender's level of reflection for 1 in the table. Skin itself has 0.35, a refractive index of
1.4; the evenly bright surroundings of a place would then hang over dark skin as a grey haze."""
SUBSURFACE_WEIGHT = 0.35
SUBSURFACE_RADIUS = (1.0, 0.35, 0.2)
SUBSURFACE_METRES = 0.006
"""How far light spreads below skin, red farthest. All of the light scattered would be nearer to
nature, and washes out what is painted on the skin at the resolution of its texture."""
PUPIL, IRIS = 0.966, 0.872
"""Cosines of the angles from the gaze at which the pupil and the iris end; the rasteriser's."""
EYE_WHITE, BLACK = (0.62, 0.58, 0.55), (0.003, 0.003, 0.003)
HAIR_THROUGH = 0.3
"""Share of the light that comes through a strand rather than off it: what makes fair hair glow."""
HAIR_SHINE = 0.04
"""Share of light that the surface of a strand reflects: about that of its refractive index, 1.55.
Three times as much made black hair grey."""


class Materials:
    """Makes the materials of one picture from its arrays."""

    def __init__(self, arrays: dict[str, np.ndarray]) -> None:
        self.arrays = arrays
        self._picture = cache(self._make_picture)
        self._part_map = cache(self._make_part_map)

    def make(self, number: int) -> bpy.types.Material:
        """The material of a row of the table."""
        row = self.arrays["materials"][number]
        surface, part = int(row[0]), int(row[1])
        roughness, specular = float(row[5]), float(row[6])
        texture, part_map, eye = (int(v) for v in row[7:10])
        material = bpy.data.materials.new(f"{number}")
        nodes = Nodes(material.node_tree)
        base = tuple(float(v) for v in row[2:5])
        if texture >= 0:
            base = nodes.picture(self._picture(texture))
        if surface == EYE:
            base = _eye(nodes, self.arrays["eyes"][eye])
        if surface == HAIR:
            shader = _hair(nodes, base, roughness, specular)
        else:
            shader = _principled(nodes, base, roughness, specular, surface)
        shown = float(part)
        if part_map >= 0:
            shown = nodes.picture(self._part_map(part_map), interpolation="Closest")
        above = nodes.math("GREATER_THAN", nodes.attribute("upper").outputs["Fac"], 0.5)
        value = nodes.math("ADD", nodes.math("MULTIPLY", above, float(UPPER)), shown)
        squared = nodes.math("MULTIPLY", value, value)
        both = nodes.add("ShaderNodeCombineXYZ", X=value, Y=squared).outputs[0]
        nodes.add("ShaderNodeOutputAOV", Color=both).aov_name = PART
        nodes.add("ShaderNodeOutputMaterial", Surface=shader)
        return material

    def _make_picture(self, number: int) -> bpy.types.Image:
        start, height, width = self.arrays["texture_at"][number]
        texels = self.arrays["textures"][start : start + height * width]
        return image(f"texture {number}", texels.reshape(height, width, 3))

    def _make_part_map(self, number: int) -> bpy.types.Image:
        return image(f"parts {number}", self.arrays["part_maps"][number])


def _principled(nodes: Nodes, base, roughness: float, specular: float, surface: int):
    node = nodes.add(
        "ShaderNodeBsdfPrincipled",
        Base_Color=base,
        Roughness=roughness,
        Specular_IOR_Level=min(SPECULAR * specular, 1.0),
    )
    if surface == SKIN:
        node.subsurface_method = "BURLEY"
        nodes.set(node.inputs["Subsurface Weight"], SUBSURFACE_WEIGHT)
        node.inputs["Subsurface Radius"].default_value = SUBSURFACE_RADIUS
        nodes.set(node.inputs["Subsurface Scale"], SUBSURFACE_METRES)
    return node.outputs[0]


def _eye(nodes: Nodes, eye: np.ndarray):
    """The colour of an eye, (9,): its centre, where it looks, and the colour of its iris."""
    centre, gaze, iris = (tuple(float(v) for v in eye[k : k + 3]) for k in (0, 3, 6))
    outwards = nodes.vector("SUBTRACT", nodes.add("ShaderNodeNewGeometry").outputs[0], centre)
    outwards = nodes.vector("NORMALIZE", outwards.outputs["Vector"])
    away = nodes.vector("DOT_PRODUCT", outwards.outputs["Vector"], gaze).outputs["Value"]
    seen = nodes.choose(nodes.math("GREATER_THAN", away, IRIS), EYE_WHITE, iris)
    return nodes.choose(nodes.math("GREATER_THAN", away, PUPIL), seen, BLACK)


def _hair(nodes: Nodes, base, roughness: float, specular: float):
    """Light off strands and through them, and a highlight along them."""
    diffuse = nodes.add("ShaderNodeBsdfDiffuse", Color=base).outputs[0]
    through = nodes.add("ShaderNodeBsdfTranslucent", Color=base).outputs[0]
    shine = nodes.add(
        "ShaderNodeBsdfHair",
        Color=(min(HAIR_SHINE * specular, 1.0),) * 3,
        RoughnessU=roughness * 0.5,
        RoughnessV=1.0,
        Tangent=nodes.attribute("along").outputs["Vector"],
    ).outputs[0]
    add = nodes.tree.nodes.new("ShaderNodeAddShader")
    nodes.set(add.inputs[0], nodes.mix(HAIR_THROUGH, diffuse, through))
    nodes.set(add.inputs[1], shine)
    return add.outputs[0]
