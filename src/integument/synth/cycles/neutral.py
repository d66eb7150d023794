"""A view, its light and its camera as plain arrays, for a renderer that knows nothing of us."""

from __future__ import annotations

import json

import numpy as np

from integument.synth.camera import Camera
from integument.synth.coverage import PARTS_OF_LABEL
from integument.synth.geometry import KIND, Geometry, Lights, Surface, look_at
from integument.synth.ribbons import face_camera

LABEL_COLOURS = {"skin": (1, 0, 0), "hair": (0, 1, 0), "clothes": (0, 0, 1)}
"""What parts glow in when labels are rendered rather than light; see :func:`arrays`."""


def arrays(
    geometry: Geometry,
    lights: Lights,
    camera: Camera,
    *,
    sample_width: float,
    size: int,
    samples: int,
    labels: bool = False,
) -> dict[str, np.ndarray]:
    """Everything a renderer needs, ready for ``numpy.savez``.

    ``sample_width`` is the width of a sample at a distance of one metre, as the default renderer
    has it: it decides which strands are drawn and how thick. With ``labels`` every surface glows
    in the colour of its label, of :data:`LABEL_COLOURS`.
    """
    eye = np.array(camera.eye, np.float32)
    points, drawn = face_camera(geometry, eye, least=0.45 * sample_width)
    materials, textures = geometry.materials, _textures(geometry)
    if labels:
        materials, textures = _glowing(geometry)
    out = {
        "points": geometry.points,
        "normals": geometry.normals,
        "uv": geometry.uv,
        "materials": materials,
        "eyes": geometry.eyes,
        "light_position": lights.position,
        "light_colour": lights.colour,
        "light_falloff": lights.falloff,
        "light_softness": lights.softness,
        "ambient": lights.ambient,
        "view": look_at(np.array(camera.eye), np.array(camera.target), camera.roll),
        "told": np.array(
            json.dumps(
                {
                    "focal": camera.focal,
                    "shift": camera.shift,
                    "size": size,
                    "samples": samples,
                    "labels": labels,
                    "textures": len(textures),
                    "surfaces": {surface.name: int(surface) for surface in Surface},
                }
            )
        ),
    }
    out |= {f"texture{k}": texture for k, texture in enumerate(textures)}
    is_strand = np.zeros(len(geometry.faces), bool)
    for span in geometry.strands:
        is_strand[span.first : span.last] = True
    solid = drawn[~is_strand[drawn]]
    out |= {"faces": geometry.faces[solid], "material": geometry.material[solid]}
    return out | _strands(geometry, points, drawn, materials, textures)


def _textures(geometry: Geometry) -> list[np.ndarray]:
    return [
        geometry.textures[start : start + height * width].reshape(height, width, 3)
        for start, height, width in geometry.texture_at
    ]


def _strands(geometry: Geometry, points, drawn, materials, textures) -> dict[str, np.ndarray]:
    """Centre lines, radii and colours of the ribbons that are drawn, point by point."""
    is_drawn = np.zeros(len(geometry.faces), bool)
    is_drawn[drawn] = True
    centres, radii, colours, counts, owners = [], [], [], [], []
    for span in geometry.strands:
        count, steps = (span.last - span.first) // span.each, span.each // 2 + 1
        kept = is_drawn[span.first : span.last : span.each]
        pairs = points[span.points].reshape(count, steps, 2, 3)[kept]
        uv = geometry.uv[span.points].reshape(count, steps, 2, 2)[kept].mean(2)
        material = materials[geometry.material[span.first]]
        if material[7] >= 0:
            picture = textures[int(material[7])]
            height, width = picture.shape[:2]
            row = np.clip(((1 - uv[..., 1]) * height).astype(int), 0, height - 1)
            column = np.clip((uv[..., 0] * width).astype(int), 0, width - 1)
            colour = picture[row, column]
        else:
            colour = np.broadcast_to(material[2:5], (*uv.shape[:2], 3))
        centres.append(pairs.mean(2).reshape(-1, 3))
        radii.append(np.linalg.norm(pairs[:, :, 0] - pairs[:, :, 1], axis=-1).reshape(-1) / 2)
        colours.append(colour.reshape(-1, 3))
        counts.append(np.full(len(pairs), steps, np.int32))
        owners.append(np.full(len(pairs), geometry.material[span.first], np.int32))

    def joined(values: list, shape: tuple[int, ...], kind: type) -> np.ndarray:
        return np.concatenate(values).astype(kind) if values else np.zeros(shape, kind)

    return {
        "strand_points": joined(centres, (0, 3), np.float32),
        "strand_radius": joined(radii, (0,), np.float32),
        "strand_colour": joined(colours, (0, 3), np.float32),
        "strand_count": joined(counts, (0,), np.int32),
        "strand_material": joined(owners, (0,), np.int32),
    }


def _colour_of(part: int) -> tuple[int, int, int]:
    kind = part & KIND
    for label, colour in LABEL_COLOURS.items():
        if kind in PARTS_OF_LABEL[label]:
            return colour
    return (0, 0, 0)


def _glowing(geometry: Geometry) -> tuple[np.ndarray, list[np.ndarray]]:
    """Materials and textures in which colours say the label: the part maps become textures."""
    palette = np.array([_colour_of(part) for part in range(256)], np.float32)
    materials = geometry.materials.copy()
    materials[:, 2:5] = palette[materials[:, 1].astype(int)]
    materials[:, 7] = materials[:, 8]
    return materials, [palette[parts] for parts in geometry.part_texture]
