"""How published methods place, flip and cut training pictures; masks and void always follow.

Two come as settings of :func:`integument.data.geometry.warp`, two as functions of their own. Like
those of that module they are pure: a canvas and a ``numpy.random.Generator`` in, a canvas out.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from integument.data.geometry import Canvas, GeometrySettings, Range, resized

UNMOVED = GeometrySettings(
    zoom=(1.0, 1.0),
    stretch=(1.0, 1.0),
    rotation=0.0,
    quarter_turn=0.0,
    flip=0.0,
    perspective=0.0,
    jitter=0.0,
    reflect=0.0,
    backdrop=0.0,
    occlude=0.0,
)
"""The whole picture in the middle of the square."""

LABEL_REFINEMENT = replace(UNMOVED, flip=0.5, zoom=(0.8, 1.2), rotation=20.0)
"""Flip, zoom and rotation, of label refinement networks. The paper states no ranges; ours."""

COLOUR_INVARIANT = replace(
    UNMOVED, flip=0.5, zoom=(0.95, 1.05), rotation=0.2, jitter=0.05, shear=0.05
)
"""What goes with the grid of :mod:`integument.data.hsv_grid`, as published."""

ENLARGED: Range = (1.0, 1.25)
"""Side of the resized picture, relative to the crop, in mutual guidance. Ours: none is stated."""


def resize_crop(
    canvas: Canvas, size: int, rng: np.random.Generator, enlarged: Range = ENLARGED
) -> Canvas:
    """Random flip, resize and crop to ``size × size``, as in mutual guidance.

    The picture is made square first, whatever its shape: its aspect is not kept.
    """
    side = round(size * float(rng.uniform(*enlarged)))
    top, left = (int(place) for place in rng.integers(0, side - size + 1, 2))
    canvas = _cut(squashed(canvas, side), top, left, size)
    return mirrored(canvas) if rng.random() < 0.5 else canvas


def random_patch(canvas: Canvas, size: int, rng: np.random.Generator) -> Canvas:
    """A ``size × size`` piece at the picture's own scale, as the generator paper trains on.

    A picture whose shorter side is below ``size`` is enlarged until it is not.
    """
    height, width = canvas.image.shape[:2]
    if min(height, width) < size:
        scale = size / min(height, width)
        wide, tall = max(size, round(width * scale)), max(size, round(height * scale))
        canvas, (height, width) = _resized(canvas, (wide, tall)), (tall, wide)
    top = int(rng.integers(0, height - size + 1))
    left = int(rng.integers(0, width - size + 1))
    return _cut(canvas, top, left, size)


def squashed(canvas: Canvas, size: int) -> Canvas:
    """The whole canvas at ``size × size``; its aspect is not kept."""
    return _resized(canvas, (size, size))


def mirrored(canvas: Canvas) -> Canvas:
    """Left and right exchanged."""
    flipped = (planes[..., ::-1] for planes in (canvas.masks, canvas.void))
    return Canvas(np.ascontiguousarray(canvas.image[:, ::-1]), *map(np.ascontiguousarray, flipped))


def _cut(canvas: Canvas, top: int, left: int, size: int) -> Canvas:
    rows, columns = slice(top, top + size), slice(left, left + size)
    return Canvas(
        np.ascontiguousarray(canvas.image[rows, columns]),
        np.ascontiguousarray(canvas.masks[:, rows, columns]),
        np.ascontiguousarray(canvas.void[:, rows, columns]),
    )


def _resized(canvas: Canvas, size: tuple[int, int]) -> Canvas:
    """The canvas at ``size = (width, height)``."""
    shrinks = size[0] * size[1] < canvas.image.shape[0] * canvas.image.shape[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    image = cv2.resize(canvas.image, size, interpolation=way)
    return Canvas(image, resized(canvas.masks, size), resized(canvas.void, size))
