"""Photographs of a folder that stand behind people or hang on walls."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from integument.photo import find_pictures, load_photo

LONGEST = 1280  # pixels; larger ones are reduced once
KEPT_BYTES = 192 << 20
"""Decoded photographs kept in memory by each worker: sixty or more, so that a worker stays under a
gigabyte whatever it is given."""
GAMMA = 2.2
SMALLEST_CROP = 0.45
"""A crop's least share of a photograph's shorter side: less is a detail of no certain scale."""
P_MIRRORED = 0.5

_LINEAR = ((np.arange(256, dtype=np.float32) / 255) ** np.float32(GAMMA))[None]


def to_linear(picture: np.ndarray) -> np.ndarray:
    """uint8 sRGB to approximately linear light, float32."""
    return cv2.LUT(picture, _LINEAR)


@dataclass(frozen=True, eq=False)
class Background:
    """A picture (h, w, 3) float32 linear and the name it came from."""

    picture: np.ndarray
    name: str

    def cut(self, rng: np.random.Generator) -> tuple[np.ndarray, dict]:
        """A random square of it, perhaps mirrored, and where: x, y, side as shares."""
        height, width = self.picture.shape[:2]
        side = rng.uniform(SMALLEST_CROP, 1.0) * min(height, width)
        x, y = rng.uniform(0, width - side), rng.uniform(0, height - side)
        mirrored = bool(rng.random() < P_MIRRORED)
        cut = self.picture[int(y) : int(y + side) + 1, int(x) : int(x + side) + 1]
        where = {
            "x": round(x / width, 4),
            "y": round(y / height, 4),
            "side": round(side / min(height, width), 4),
            "mirrored": mirrored,
        }
        return np.ascontiguousarray(cut[:, ::-1] if mirrored else cut), where


class Photographs:
    """People-free photographs of a folder, read as they are needed.

    Raises :class:`InputError` when the folder has no picture in it.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.paths = find_pictures(self.folder, recursive=True)
        self._kept: OrderedDict[Path, np.ndarray] = OrderedDict()
        self._bytes = 0

    def sample(self, rng: np.random.Generator) -> Background:
        path = self.paths[int(rng.integers(len(self.paths)))]
        if path not in self._kept:
            self._kept[path] = _reduced(load_photo(path).pixels)
            self._bytes += self._kept[path].nbytes
        picture = self._kept[path]
        while self._bytes > KEPT_BYTES:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return Background(to_linear(picture), path.name)


def _reduced(pixels: np.ndarray) -> np.ndarray:
    scale = LONGEST / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
