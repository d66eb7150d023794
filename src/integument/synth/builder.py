"""Collects the meshes of a picture into the flat arrays that a renderer wants."""

from __future__ import annotations

import numpy as np

from integument.synth.geometry import WHO, Geometry, Part, StrandSpan, Surface


class Builder:
    """Meshes are added one after the other; :meth:`build` joins them.

    ``who`` is the number of the person that what is added next belongs to, see
    :data:`integument.synth.geometry.WHO`.
    """

    def __init__(self) -> None:
        self.who = 0
        self._points, self._normals, self._uv, self._upper = [], [], [], []
        self._faces, self._material, self._shadow = [], [], []
        self._materials: list[tuple[float, ...]] = []
        self._textures, self._texture_at, self._part_maps = [], [], []
        self._eyes: list[np.ndarray] = []
        self._strands: list[StrandSpan] = []
        self._point_count = self._face_count = self._texel_count = 0

    def texture(self, picture: np.ndarray) -> int:
        """Add a (h, w, 3) float32 linear albedo; returns its number for :meth:`add`."""
        height, width = picture.shape[:2]
        self._textures.append(picture.reshape(-1, 3))
        self._texture_at.append((self._texel_count, height, width))
        self._texel_count += height * width
        return len(self._texture_at) - 1

    def part_map(self, parts: np.ndarray) -> int:
        """Add a body's (S, S) uint8 part of each texel, for the person ``who``; its number."""
        self._part_maps.append(parts | np.uint8(self.who << WHO))
        return len(self._part_maps) - 1

    def eye(self, centre: np.ndarray, gaze: np.ndarray, iris: np.ndarray) -> int:
        """Add where an eye is, where it looks and its colour, each (3,); its number."""
        self._eyes.append(np.concatenate([centre, gaze, iris]))
        return len(self._eyes) - 1

    def add(
        self, points, normals, uv, upper, faces, surface: Surface, part: Part, *,
        colour=(1.0, 1.0, 1.0), roughness=0.5, specular=1.0, texture=-1, part_map=-1, eye=-1,
        shadow_faces=None,
    ) -> None:  # fmt: skip
        """Add a mesh: points, normals (N, 3), uv (N, 2) or 0, upper (N,) or a number, faces (F, 3).

        ``shadow_faces`` cast shadow in place of ``faces``.
        """
        count = len(points)
        self._points.append(np.asarray(points, np.float32))
        self._normals.append(np.asarray(normals, np.float32))
        self._uv.append(np.broadcast_to(np.asarray(uv, np.float32), (count, 2)))
        self._upper.append(np.broadcast_to(np.asarray(upper, np.float32), count))
        start = np.int32(self._point_count)
        self._faces.append(faces.astype(np.int32, copy=False) + start)
        self._material.append(np.full(len(faces), len(self._materials), np.int32))
        owner = 0 if part is Part.OBJECT else self.who
        self._materials.append(
            (surface, part | owner << WHO, *colour, roughness, specular, texture, part_map, eye)
        )
        casting = (
            self._faces[-1]
            if shadow_faces is None
            else shadow_faces.astype(np.int32, copy=False) + start
        )
        self._shadow.append(casting)
        self._point_count += count
        self._face_count += len(faces)

    def add_ribbons(self, across: np.ndarray, each: int, radius: float, faces, **mesh) -> None:
        """Add ribbons of ``each`` faces that turn to the camera, see :class:`StrandSpan`."""
        self._strands.append(
            StrandSpan(
                self._face_count,
                self._face_count + len(faces),
                each,
                slice(self._point_count, self._point_count + len(across)),
                radius,
                across,
            )
        )
        self.add(faces=faces, **mesh)

    def build(self) -> tuple[Geometry, np.ndarray]:
        """All meshes in one: the geometry, and the faces (F, 3) int32 that cast shadows."""
        join = np.concatenate
        no_texture, no_parts = np.zeros((1, 3), np.float32), np.zeros((1, 1, 1), np.uint8)
        geometry = Geometry(
            join(self._points),
            join(self._normals),
            join(self._uv),
            join(self._upper),
            join(self._faces),
            join(self._material),
            np.array(self._materials, np.float32),
            join(self._textures).astype(np.float32, copy=False) if self._textures else no_texture,
            np.array(self._texture_at, np.int64).reshape(-1, 3),
            np.stack(self._part_maps) if self._part_maps else no_parts,
            np.array(self._eyes, np.float32).reshape(-1, 9),
            self._strands,
        )
        return geometry, join(self._shadow)
