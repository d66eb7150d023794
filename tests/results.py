"""Results of segmenting that no network made: photographs with maps of the test's own."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from integument.labels import NAMES
from integument.people import People, Run
from integument.photo import Photo, load_photo

RUN = Run(model="made up", sha256="0" * 64, device="cpu", seconds=0.01)


def people_of(masks: dict[str, np.ndarray], photo: Any) -> People:
    """A result whose maps are the masks themselves, at their size."""
    photo = photo if isinstance(photo, Photo) else load_photo(photo)
    maps = {label: mask.astype(np.float32) for label, mask in masks.items()}
    return People(photo, maps, labels=tuple(masks), run=RUN)


def drawn_people(
    heads: tuple[tuple[float, float, float], ...] = ((0.5, 0.45, 0.4),),
    size: tuple[int, int] = (200, 160),
    body: bool = True,
) -> People:
    """Portraits on green: for each head the centre (x, y) and the height, as shares of the picture.

    Shoulders lie below each head and reach the bottom. Face (skin), hair above it, blue clothes.
    """
    height, width = size
    masks = {label: np.zeros(size, np.uint8) for label in NAMES}
    picture = np.full((*size, 3), (40, 160, 70), np.uint8)
    for x, y, tall in heads:
        centre = (round(x * width), round(y * height))
        axes = (round(tall * height * 0.36), round(tall * height * 0.5))
        if body:
            shoulders = (centre[0], centre[1] + 4 * axes[1] // 2 + axes[1])
            wide = (round(axes[0] * 2.2), 2 * axes[1])
            cv2.ellipse(masks["clothes"], shoulders, wide, 0, 0, 360, 1, -1)
            below = (centre[0] + wide[0], height)
            cv2.rectangle(masks["clothes"], (centre[0] - wide[0], shoulders[1]), below, 1, -1)
        head = np.zeros(size, np.uint8)
        cv2.ellipse(head, centre, axes, 0, 0, 360, 1, -1)
        above = np.arange(height)[:, None] < centre[1] - axes[1] // 2
        masks["hair"] |= head * above
        masks["face_skin"] |= head * ~above
    masks["clothes"] &= 1 - (masks["hair"] | masks["face_skin"])
    masks["skin"] = masks["face_skin"].copy()
    masks["body"] = masks["head_torso"] = masks["hair"] | masks["skin"] | masks["clothes"]
    for label, colour in (
        ("clothes", (50, 60, 150)),
        ("face_skin", (220, 160, 130)),
        ("hair", (60, 40, 30)),
    ):
        picture[masks[label] > 0] = colour
    return people_of(masks, picture)
