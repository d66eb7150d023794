"""Runs inside Blender's Python: reads requests, renders them with Cycles, answers.

Started as a script, never imported by integument, and imports nothing of it: only numpy and bpy.
One request a line on standard input, ``{"scene": "….npz", "out": "….npy"}``; one answer a line on
standard output, ``{"ok": true}`` or ``{"error": "…"}``. The result is (size, size, 4) float32:
premultiplied linear light and coverage. See ``neutral.py`` for what a scene file holds.
"""

import json
import math
import os
import sys
import tempfile
import traceback
from pathlib import Path

import numpy as np

HALF_SENSOR = 18.0  # mm
SPOT_METRES = 2.6  # what a shadow map of the default renderer spans: softness is a share of it


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Blender is talkative; its words are not answers
    import bpy

    answers.write(json.dumps({"ready": bpy.app.version_string}) + "\n")
    answers.flush()
    for line in sys.stdin:
        try:
            request = json.loads(line)
            picture = render(bpy, np.load(request["scene"]))
            np.save(request["out"], picture)
            answer = {"ok": True}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def render(bpy, scene):
    """Build the scene anew, render it, return (size, size, 4) float32."""
    told = json.loads(str(scene["told"]))
    bpy.ops.wm.read_factory_settings(use_empty=True)
    blend = bpy.context.scene
    images = [add_image(bpy, scene[f"texture{k}"], told["labels"]) for k in range(told["textures"])]
    materials = [
        add_material(bpy, row, images, scene["eyes"], told, k)
        for k, row in enumerate(scene["materials"])
    ]
    add_mesh(bpy, blend, scene, materials, told)
    add_strands(bpy, blend, scene, told)
    add_camera(bpy, blend, scene["view"], told)
    add_world(bpy, blend, scene["ambient"])
    if not told["labels"]:
        add_lights(bpy, blend, scene)
    configure(blend, told)
    return shoot(bpy, blend, told["size"])


def configure(blend, told):
    """Few bounces, no caustics, a fast denoiser: what small pictures of people need."""
    blend.render.engine = "CYCLES"
    blend.render.resolution_x = blend.render.resolution_y = told["size"]
    blend.render.resolution_percentage = 100
    blend.render.film_transparent = True
    blend.render.use_persistent_data = False
    blend.render.hair_type = "STRIP" if hasattr(blend.render, "hair_type") else "STRAND"
    cycles = blend.cycles
    cycles.device = "CPU"
    cycles.samples = told["samples"]
    cycles.use_adaptive_sampling = False
    cycles.max_bounces = 3
    cycles.diffuse_bounces = 1
    cycles.glossy_bounces = 1
    cycles.transmission_bounces = 2
    cycles.transparent_max_bounces = 4
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.use_light_tree = False
    cycles.pixel_filter_type = "BOX"  # coverage means the same as with the default renderer
    cycles.use_denoising = not told["labels"]
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_quality = "FAST"
    cycles.denoising_prefilter = "NONE"
    cycles.seed = 0
    blend.cycles_curves.shape = "RIBBONS"


def shoot(bpy, blend, size):
    """Render to a file and read it back: the only way to the pixels without a window."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "picture.exr")
        settings = blend.render.image_settings
        settings.file_format = "OPEN_EXR"
        settings.color_mode = "RGBA"
        settings.color_depth = "32"
        settings.exr_codec = "NONE"
        blend.render.filepath = path
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(path)
        image.colorspace_settings.name = "Non-Color"
        image.alpha_mode = "PREMUL"
        pixels = np.empty(size * size * 4, np.float32)
        image.pixels.foreach_get(pixels)
    return pixels.reshape(size, size, 4)[::-1].copy()


def add_image(bpy, picture, exact):
    """A texture (h, w, 3); ``exact`` looks it up without blending neighbours."""
    height, width = picture.shape[:2]
    image = bpy.data.images.new("texture", width, height, float_buffer=True, is_data=True)
    pixels = np.ones((height, width, 4), np.float32)
    pixels[..., :3] = picture[::-1]
    image.pixels.foreach_set(pixels.reshape(-1))
    image["exact"] = bool(exact)
    return image


def add_material(bpy, row, images, eyes, told, number):
    """Surface, part, r, g, b, roughness, specular, texture, part texture, eye."""
    surfaces = told["surfaces"]
    material = bpy.data.materials.new(f"material{number}")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    surface = int(row[0])
    colour = colour_source(tree, row, images, eyes, surfaces, told["labels"])
    if told["labels"]:
        shader = tree.nodes.new("ShaderNodeEmission")
        connect(tree, colour, shader.inputs["Color"])
        tree.links.new(shader.outputs[0], output.inputs["Surface"])
        return material
    if surface == surfaces["HAIR"]:
        shader = tree.nodes.new("ShaderNodeBsdfHairPrincipled")
        shader.model = "CHIANG"
        shader.parametrization = "COLOR"
        shader.inputs["Roughness"].default_value = float(np.clip(row[5], 0.15, 0.8))
        shader.inputs["Radial Roughness"].default_value = 0.5
        connect(tree, colour, shader.inputs["Color"])
    else:
        shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
        connect(tree, colour, shader.inputs["Base Color"])
        shader.inputs["Roughness"].default_value = float(row[5])
        shader.inputs["Specular IOR Level"].default_value = float(np.clip(0.5 * row[6], 0, 1))
        if surface == surfaces["SKIN"]:
            shader.inputs["Subsurface Weight"].default_value = 0.25
            shader.inputs["Subsurface Radius"].default_value = (1.0, 0.35, 0.2)
            shader.inputs["Subsurface Scale"].default_value = 0.006
        elif surface == surfaces["CLOTH"]:
            shader.inputs["Sheen Weight"].default_value = 0.15
    tree.links.new(shader.outputs[0], output.inputs["Surface"])
    return material


def connect(tree, source, target):
    if isinstance(source, tuple):
        target.default_value = source
    else:
        tree.links.new(source, target)


def colour_source(tree, row, images, eyes, surfaces, labels):
    """A colour (r, g, b, 1), or the socket that gives one."""
    surface = int(row[0])
    if surface == surfaces["HAIR"]:
        node = tree.nodes.new("ShaderNodeAttribute")
        node.attribute_name = "colour"
        return node.outputs["Color"]
    if surface == surfaces["EYE"] and not labels:
        return eye_colour(tree, eyes[int(row[9])])
    if row[7] < 0:
        return (float(row[2]), float(row[3]), float(row[4]), 1.0)
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = images[int(row[7])]
    node.interpolation = "Closest" if node.image["exact"] else "Linear"
    return node.outputs["Color"]


def eye_colour(tree, eye):
    """Pupil, iris and white by the angle to the gaze: centre, gaze, iris are ``eye`` (9,)."""
    place = tree.nodes.new("ShaderNodeNewGeometry")
    away = vector_node(tree, "SUBTRACT", place.outputs["Position"], eye[:3])
    away = vector_node(tree, "NORMALIZE", away, None)
    angle = vector_node(tree, "DOT_PRODUCT", away, eye[3:6], output="Value")
    colour = (0.62, 0.58, 0.55, 1.0)
    for limit, inner in ((0.872, (*map(float, eye[6:9]), 1.0)), (0.966, (0.003, 0.003, 0.003, 1))):
        inside = tree.nodes.new("ShaderNodeMath")
        inside.operation = "GREATER_THAN"
        tree.links.new(angle, inside.inputs[0])
        inside.inputs[1].default_value = limit
        mix = tree.nodes.new("ShaderNodeMixRGB")
        tree.links.new(inside.outputs[0], mix.inputs["Fac"])
        connect(tree, colour, mix.inputs["Color1"])
        connect(tree, inner, mix.inputs["Color2"])
        colour = mix.outputs[0]
    return colour


def vector_node(tree, operation, first, second, output="Vector"):
    node = tree.nodes.new("ShaderNodeVectorMath")
    node.operation = operation
    tree.links.new(first, node.inputs[0])
    if second is not None:
        node.inputs[1].default_value = tuple(map(float, second))
    return node.outputs[output]


def add_mesh(bpy, blend, scene, materials, told):
    faces = scene["faces"]
    if not len(faces):
        return
    used, faces = np.unique(faces, return_inverse=True)
    faces = faces.reshape(-1, 3).astype(np.int32)
    mesh = bpy.data.meshes.new("people")
    mesh.vertices.add(len(used))
    mesh.vertices.foreach_set("co", scene["points"][used].astype(np.float32).reshape(-1))
    mesh.loops.add(faces.size)
    mesh.loops.foreach_set("vertex_index", faces.reshape(-1))
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, 3, dtype=np.int32))
    mesh.polygons.foreach_set("material_index", scene["material"].astype(np.int32))
    mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    layer = mesh.uv_layers.new(name="uv")
    layer.data.foreach_set(
        "uv", scene["uv"][used][faces.reshape(-1)].astype(np.float32).reshape(-1)
    )
    for material in materials:
        mesh.materials.append(material)
    mesh.update(calc_edges=True)
    normals = scene["normals"][used]
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    mesh.normals_split_custom_set_from_vertices((normals / (lengths + 1e-9)).tolist())
    blend.collection.objects.link(bpy.data.objects.new("people", mesh))


def add_strands(bpy, blend, scene, told):
    counts, owners = scene["strand_count"], scene["strand_material"]
    ends = np.cumsum(counts)
    for owner in np.unique(owners):
        chosen = owners == owner
        if not chosen.any():
            continue
        points = np.repeat(chosen, counts)
        curves = bpy.data.hair_curves.new("strands")
        curves.add_curves(counts[chosen].tolist())
        curves.attributes["position"].data.foreach_set(
            "vector", scene["strand_points"][points].reshape(-1)
        )
        radius = curves.attributes.new("radius", "FLOAT", "POINT")
        radius.data.foreach_set("value", scene["strand_radius"][points])
        colour = curves.attributes.new("colour", "FLOAT_COLOR", "POINT")
        rgba = np.ones((int(points.sum()), 4), np.float32)
        rgba[:, :3] = scene["strand_colour"][points]
        colour.data.foreach_set("color", rgba.reshape(-1))
        curves.materials.append(bpy.data.materials[f"material{owner}"])
        blend.collection.objects.link(bpy.data.objects.new("strands", curves))
    assert not len(counts) or ends[-1] == len(scene["strand_points"])


def add_camera(bpy, blend, view, told):
    from mathutils import Matrix

    data = bpy.data.cameras.new("camera")
    data.sensor_width = 2 * HALF_SENSOR
    data.lens = told["focal"]
    data.shift_x, data.shift_y = -told["shift"][0] / 2, -told["shift"][1] / 2
    data.clip_start, data.clip_end = 0.05, 60.0
    camera = bpy.data.objects.new("camera", data)
    camera.matrix_world = Matrix(np.linalg.inv(view).tolist())
    blend.collection.objects.link(camera)
    blend.camera = camera


def add_lights(bpy, blend, scene):
    """Lamps and suns that give a white surface what the default renderer gives it."""
    from mathutils import Vector

    for position, colour, falloff, softness in zip(
        scene["light_position"], scene["light_colour"], scene["light_falloff"],
        scene["light_softness"], strict=True,
    ):  # fmt: skip
        strength = float(colour.max()) + 1e-6
        if falloff > 0.5:
            data = bpy.data.lights.new("lamp", "POINT")
            data.energy = 4 * math.pi**2 * strength
            data.shadow_soft_size = 0.05 + 6 * float(softness)
        else:
            data = bpy.data.lights.new("sun", "SUN")
            data.energy = math.pi * strength
            data.angle = 2 * math.atan(float(softness) * SPOT_METRES / 1.3)
        data.color = tuple(float(c) / strength for c in colour)
        light = bpy.data.objects.new("light", data)
        light.location = Vector(position.tolist())
        aim = Vector((0.0, 0.0, 1.0)) - light.location
        light.rotation_euler = aim.to_track_quat("-Z", "Y").to_euler()
        blend.collection.objects.link(light)


def add_world(bpy, blend, ambient):
    """Light from above, below, left and right (4, 3), blended by direction."""
    world = bpy.data.worlds.new("world")
    blend.world = world
    world.cycles.sampling_method = "NONE"  # its table of bright places costs more than the picture
    world.use_nodes = True
    tree = world.node_tree
    tree.nodes.clear()
    direction = tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"]
    parts = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(direction, parts.inputs[0])
    # A surface gathers half the sky: gradients in light are steeper than in what it receives.
    up = blend_by(tree, parts.outputs["Z"], ambient[1] * 0.6, ambient[0] * 0.6)
    side = blend_by(tree, parts.outputs["X"], ambient[2] * 0.4, ambient[3] * 0.4)
    total = tree.nodes.new("ShaderNodeMixRGB")
    total.blend_type = "ADD"
    total.inputs["Fac"].default_value = 1.0
    tree.links.new(up, total.inputs["Color1"])
    tree.links.new(side, total.inputs["Color2"])
    background = tree.nodes.new("ShaderNodeBackground")
    tree.links.new(total.outputs[0], background.inputs["Color"])
    output = tree.nodes.new("ShaderNodeOutputWorld")
    tree.links.new(background.outputs[0], output.inputs["Surface"])


def blend_by(tree, value, low, high):
    """A colour that goes from ``low`` where ``value`` is -2/3 to ``high`` where it is 2/3."""
    share = tree.nodes.new("ShaderNodeMapRange")
    share.inputs["From Min"].default_value = -2 / 3
    share.inputs["From Max"].default_value = 2 / 3
    tree.links.new(value, share.inputs["Value"])
    mix = tree.nodes.new("ShaderNodeMixRGB")
    tree.links.new(share.outputs[0], mix.inputs["Fac"])
    mix.inputs["Color1"].default_value = (*map(float, low), 1.0)
    mix.inputs["Color2"].default_value = (*map(float, high), 1.0)
    return mix.outputs[0]


if __name__ == "__main__":
    main()
