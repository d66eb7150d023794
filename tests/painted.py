"""Segmenters that say what they are told, and pictures that tell them."""

from __future__ import annotations

import numpy as np

SIZE = 10


class Painted:
    """A segmenter that says what it is told: probability = red for skin, green for hair."""

    name = "painted"
    labels = ("skin", "hair")

    def predict(self, rgb: np.ndarray) -> dict[str, np.ndarray]:
        values = rgb.astype(np.float32) / 255
        return {"skin": values[:, :, 0], "hair": values[:, :, 1]}


class Everything:
    """A segmenter of skin alone that marks every pixel."""

    name = "everything"
    labels = ("skin",)

    def predict(self, rgb: np.ndarray) -> dict[str, np.ndarray]:
        return {"skin": np.ones(rgb.shape[:2], np.float32)}


def left(columns: int, value: int = 255) -> np.ndarray:
    """(SIZE, SIZE) uint8 with the first columns set."""
    plane = np.zeros((SIZE, SIZE), np.uint8)
    plane[:, :columns] = value
    return plane


def picture(skin: int = 0, hair: int = 0) -> np.ndarray:
    """A picture on which :class:`Painted` marks so many columns of skin and hair."""
    return np.dstack([left(skin), left(hair), left(0)])
