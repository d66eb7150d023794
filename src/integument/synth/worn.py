"""What is worn on a bone: a rigid mesh at rest, with its looks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integument.synth.geometry import Part, Surface


@dataclass(frozen=True, eq=False)
class Worn:
    """A mesh that moves with a ``bone``: points (N, 3) metres at rest, faces (F, 3).

    ``normals`` (N, 3) None are made from the faces. ``texture`` (h, w, 3) float32 linear, with
    ``uv`` (N, 2), takes the place of ``colour``.
    """

    kind: str
    points: np.ndarray
    faces: np.ndarray
    part: Part
    surface: Surface
    colour: tuple[float, float, float] = (0.5, 0.5, 0.5)
    roughness: float = 0.6
    specular: float = 1.0
    bone: str = "head"
    normals: np.ndarray | None = None
    uv: np.ndarray | None = None
    texture: np.ndarray | None = None
