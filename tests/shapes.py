"""A tiny pack to learn from: one ellipse a picture, in another colour than its ground."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

DRAWN = ("skin", "hair", "body")
"""Labels that have masks: the ellipse is body, its upper half hair, its lower half skin."""


def write_shapes(
    folder: Path, count: int, *, size: int = 64, people_free: bool = False, seed: int = 0
) -> Path:
    """Writes a pack of ``count`` pictures; without ellipses if ``people_free``."""
    rng = np.random.default_rng(seed)
    (folder / "images").mkdir(parents=True)
    for number in range(count):
        picture = np.full((size, size, 3), rng.integers(0, 90, 3), np.uint8)
        if not people_free:
            _draw_person(folder, f"{number:06}", picture, rng)
        cv2.imwrite(str(folder / f"images/{number:06}.png"), picture[:, :, ::-1])
    (folder / "meta.json").write_text(json.dumps({"name": folder.name, "people_free": people_free}))
    return folder


def _draw_person(folder: Path, stem: str, picture: np.ndarray, rng: np.random.Generator) -> None:
    size = len(picture)
    centre = rng.integers(size // 3, 2 * size // 3, 2)
    axes = rng.integers(size // 6, size // 3, 2)
    body = np.zeros((size, size), np.uint8)
    cv2.ellipse(body, centre.tolist(), axes.tolist(), 0, 0, 360, 255, -1)
    above = np.arange(size)[:, None] < centre[1]
    masks = {"body": body, "hair": body * above, "skin": body * ~above}
    picture[masks["hair"] > 0] = (40, 220, 60)
    picture[masks["skin"] > 0] = (230, 90, 60)
    for label, mask in masks.items():
        file = folder / "masks" / label / f"{stem}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(file), mask)
