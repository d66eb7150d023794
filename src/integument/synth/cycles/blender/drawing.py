"""One picture in Blender: an empty scene, what the arrays say, and one rendering by Cycles."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import solids
import surroundings
from materials import PART
from nodes import DATA

BOUNCES = 3
"""Of light; further ones cost more than they change."""
CLAMP = 4.0
"""Brightest single path of light that was reflected: few samples would show the others as dots."""
SEED = 1
COLOUR, PARTS = "colour", "parts"


def prepare() -> None:
    """Settings that are the same for all pictures."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.use_persistent_data = False
    scene.render.film_transparent = True
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "Raw"
    own = scene.cycles
    own.device = "CPU"
    own.seed = SEED
    own.use_adaptive_sampling = False
    own.use_light_tree = False
    own.use_auto_tile = False
    own.max_bounces = own.diffuse_bounces = own.glossy_bounces = BOUNCES
    own.transmission_bounces = BOUNCES
    own.caustics_reflective = own.caustics_refractive = False
    own.sample_clamp_indirect = CLAMP
    # Rays go through the middle of each sample, as in the rasteriser: both then show the same
    # part there, and a part has no edges to blur.
    own.pixel_filter_type, own.filter_width = "GAUSSIAN", 0.01
    own.use_denoising = True
    own.denoiser = "OPENIMAGEDENOISE"
    own.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    own.denoising_prefilter = "NONE"
    own.denoising_quality = "FAST"
    aov = scene.view_layers[0].aovs.add()
    aov.name, aov.type = PART, "COLOR"


def draw(
    arrays: dict[str, np.ndarray], samples: int, threads: int, folder: Path
) -> tuple[np.ndarray, np.ndarray]:
    """Linear colour and how much of it there is, (S, S, 4) float32, and parts (S, S) uint8.

    The colour is black where nothing solid is, and nothing is behind it.
    ``samples`` are rays for each of the S x S; ``threads`` 0 takes all processors.
    """
    _clear()
    side = int(arrays["side"])
    scene = bpy.context.scene
    scene.render.resolution_x = scene.render.resolution_y = side
    scene.render.threads_mode = "FIXED" if threads else "AUTO"
    if threads:
        scene.render.threads = threads
    scene.cycles.samples = samples
    surroundings.add_camera(arrays)
    centre = arrays["centre"]
    surroundings.add_lights(arrays, centre)
    if "room" in arrays:
        eye = arrays["camera_to_world"][:3, 3]
        surroundings.add_room(arrays["room"], arrays["wall"], arrays["floor"], eye)
    else:
        surroundings.add_ambient(arrays["ambient"])
    if "points" in arrays:
        solids.add(arrays)
    _write_to(folder)
    bpy.ops.render.render()
    colour = _read(folder, COLOUR, side)
    parts = _unmixed(*np.moveaxis(_read(folder, PARTS, side)[..., :2], -1, 0))
    return np.ascontiguousarray(colour), parts


def _clear() -> None:
    """Drop everything of the picture before."""
    data = bpy.data
    kinds = (
        data.objects, data.meshes, data.lights, data.cameras, data.materials, data.images,
        data.worlds, data.node_groups,
    )  # fmt: skip
    data.batch_remove([thing for kind in kinds for thing in kind])


def _write_to(folder: Path) -> None:
    """Have the colour and the parts of the rendering written to ``folder``."""
    tree = bpy.data.node_groups.new("passes", "CompositorNodeTree")
    bpy.context.scene.compositing_node_group = tree
    layers = tree.nodes.new("CompositorNodeRLayers")
    for name, kind, output in ((COLOUR, "RGBA", "Image"), (PARTS, "RGBA", PART)):
        file = tree.nodes.new("CompositorNodeOutputFile")
        file.directory, file.file_name = str(folder), ""
        file.format.media_type = "IMAGE"
        file.format.file_format = "OPEN_EXR"
        file.format.color_depth, file.format.exr_codec = "32", "NONE"
        file.file_output_items.new(kind, name)
        tree.links.new(layers.outputs[output], file.inputs[name])


def _read(folder: Path, name: str, side: int) -> np.ndarray:
    """The picture called ``name``, (S, S, 4) float32, and its file removed."""
    (path,) = folder.glob(f"{name}*.exr")
    made = bpy.data.images.load(str(path))
    made.colorspace_settings.name = DATA
    pixels = np.empty(side * side * 4, np.float32)
    made.pixels.foreach_get(pixels)
    path.unlink()
    return pixels.reshape(side, side, 4)[::-1]


def _unmixed(mean: np.ndarray, mean_of_squares: np.ndarray) -> np.ndarray:
    """Parts (S, S) uint8 from means over the rays of a sample, which must not be of two parts.

    On an edge rays a hundredth of a sample apart can meet different parts. There the part is that
    of the sample to the left.
    """
    parts = np.rint(mean).astype(np.uint8)
    mixed = np.abs(mean_of_squares - mean * mean) > 0.5
    for row, column in np.argwhere(mixed):
        parts[row, column] = parts[row, column - 1] if column else 0
    return parts
