"""What the rasteriser draws and by what light: triangles, materials, parts, lights, projections."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

UPPER = 0x80
"""Bit added to a part where it belongs to the head and torso above the waist, or to the arms."""
NEAR, FAR = 0.05, 60.0
"""What a camera sees, metres."""
WHO = 5
"""How far the number of a person, 0 to 3, is shifted left in a part: bits 5 and 6,
which tell :data:`integument.synth.settings.MOST_PEOPLE` people apart."""
KIND = 0x1F
"""The bits of a part that say what it is, whoever it belongs to."""


class Part(IntEnum):
    """What a sample of the part picture shows.

    A part picture is uint8: one of these, plus ``number << WHO`` for the person it belongs to,
    plus :data:`UPPER`.
    """

    NOTHING = 0
    SKIN = 1
    FACE = 2
    MOUTH = 3  # its inside, and the tongue
    EYE = 4
    TEETH = 5
    HAIR = 6
    BEARD = 7
    CLOTH = 8
    WORN = 9  # glasses, jewellery
    OBJECT = 10  # in front of a person or held, but no part of one; statues and dolls too
    LIPS = 11
    EYELIDS = 12
    BROWS = 13
    NAILS = 14


class Surface(IntEnum):
    """How a material is shaded."""

    SKIN = 0
    CLOTH = 1
    EYE = 2
    HAIR = 3
    GLOSSY = 4


@dataclass(frozen=True)
class StrandSpan:
    """Where strands stand in a :class:`Geometry`: faces [first, last), ``each`` of them one.

    ``points`` (a slice) holds every centre point twice; ``across`` (P,) float32 is how far each
    moves to the side of its centre once the camera is known, metres; ``radius`` the thickest.
    """

    first: int
    last: int
    each: int
    points: slice
    radius: float
    across: np.ndarray


@dataclass(eq=False)
class Geometry:
    """All triangles of a picture in one set of arrays.

    points, normals (N, 3) float32 (for hair, ``normals`` hold tangents); uv (N, 2) float32;
    upper (N,) float32, 1 above the waist; faces (F, 3) int32; material (F,) int32;
    materials (M, 10) float32: surface, part, r, g, b, roughness, specular, texture, part texture,
    eye - numbers of textures or eyes are -1 where there is none. textures (T, 3) float32 hold all
    texels; texture_at (K, 3) int64 gives offset, height, width. part_texture (P, S, S) uint8 are
    the part maps of the bodies; eyes (E, 9) float32: centre, gaze, iris colour. ``strands`` tells
    which faces are ribbons of hair, so that far hair can be drawn with fewer of them.
    """

    points: np.ndarray
    normals: np.ndarray
    uv: np.ndarray
    upper: np.ndarray
    faces: np.ndarray
    material: np.ndarray
    materials: np.ndarray
    textures: np.ndarray
    texture_at: np.ndarray
    part_texture: np.ndarray
    eyes: np.ndarray
    strands: list[StrandSpan]


@dataclass(eq=False)
class Lights:
    """Up to a few lights and a surrounding.

    position (L, 3): metres, or a direction scaled far away; colour (L, 3) linear intensity;
    falloff (L,): 1 for a lamp (inverse square), 0 for sun or sky; softness (L,): shadow blur as a
    share of the shadow map. ambient (4, 3): light from above, below, left (-X) and right (+X).
    """

    position: np.ndarray
    colour: np.ndarray
    falloff: np.ndarray
    softness: np.ndarray
    ambient: np.ndarray


def look_at(eye: np.ndarray, target: np.ndarray, roll: float = 0.0) -> np.ndarray:
    """World to camera, (4, 4) float64; the camera looks along -Z with Z of the world up."""
    forward = target - eye
    forward = forward / np.linalg.norm(forward)
    up = np.array([0.0, 0.0, 1.0]) if abs(forward[2]) < 0.99 else np.array([0.0, 1.0, 0.0])
    side = np.cross(forward, up)
    side /= np.linalg.norm(side)
    up = np.cross(side, forward)
    c, s = math.cos(roll), math.sin(roll)
    side, up = c * side + s * up, -s * side + c * up
    matrix = np.eye(4)
    matrix[0, :3], matrix[1, :3], matrix[2, :3] = side, up, -forward
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix


def perspective(
    focal: float, near: float = NEAR, far: float = FAR, shift: tuple[float, float] = (0.0, 0.0)
) -> np.ndarray:
    """Projection for ``focal`` = focal length / half sensor width; ``shift`` in half widths."""
    depth = near - far
    return np.array(
        [
            [focal, 0, -shift[0], 0],
            [0, focal, -shift[1], 0],
            [0, 0, (far + near) / depth, 2 * far * near / depth],
            [0, 0, -1, 0],
        ]
    )
