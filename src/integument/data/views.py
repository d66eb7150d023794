"""The views and crops of a public U²-Net trainer: each goes through all pictures in its turn."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from integument.data.geometry import Canvas
from integument.data.published_geometry import mirrored, squashed

CROP = 256
CROP_FROM = 2304
"""Side of the square that pictures are resized to before crops are cut on its grid."""

WHITE_LIMITS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)
"""Share of pure white in a crop that is accepted: the first, then one after the other."""

EPOCHS: Mapping[str, int] = MappingProxyType(
    {
        "plain": 5,
        "flip_vertical": 2,
        "flip_horizontal": 2,
        "rotate_90": 2,
        "rotate_270": 2,
        "crop": 20,
        "crop_again": 7,
    }
)
"""The seven views and how many epochs each is trained for, by default."""


def turned(canvas: Canvas, view: str) -> Canvas:
    """A canvas in one of the views of :data:`EPOCHS` that are no crops, exactly, pixel by pixel.

    Rotations are counter-clockwise.
    """
    if view == "plain":
        return canvas
    if view == "flip_horizontal":
        return mirrored(canvas)
    quarters = {"rotate_90": 1, "flip_vertical": 2, "rotate_270": 3}[view]
    canvas = Canvas(
        np.ascontiguousarray(np.rot90(canvas.image, quarters)),
        np.ascontiguousarray(np.rot90(canvas.masks, quarters, axes=(1, 2))),
        np.ascontiguousarray(np.rot90(canvas.void, quarters, axes=(1, 2))),
    )
    # Half a turn and a mirror image make a picture that stands on its head.
    return mirrored(canvas) if view == "flip_vertical" else canvas


def grid_crop(
    canvas: Canvas, rng: np.random.Generator, *, size: int = CROP, side: int = CROP_FROM
) -> Canvas:
    """A ``size × size`` cell of the picture resized to ``side × side``, not mostly white.

    The cells are tried in random order. White is (255, 255, 255) in the picture, the ground of
    cut-out people; if every cell is nearly all white, the first in that order is taken.
    """
    canvas = squashed(canvas, side)
    cells = side // size
    white = (canvas.image[: cells * size, : cells * size] == 255).all(2)
    shares = white.reshape(cells, size, cells, size).mean((1, 3)).ravel()
    order = rng.permutation(cells * cells)
    accepted = (order[shares[order] <= limit] for limit in WHITE_LIMITS)
    cell = next((int(good[0]) for good in accepted if len(good)), int(order[0]))
    rows = slice(cell // cells * size, (cell // cells + 1) * size)
    columns = slice(cell % cells * size, (cell % cells + 1) * size)
    return Canvas(
        np.ascontiguousarray(canvas.image[rows, columns]),
        np.ascontiguousarray(canvas.masks[:, rows, columns]),
        np.ascontiguousarray(canvas.void[:, rows, columns]),
    )
