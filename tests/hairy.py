"""Portraits whose alpha and foreground colour are known: a head, shoulders, and loose hair."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from integument.refine import grey_guide, refine

FINER = 4
"""Shapes are drawn this much larger and averaged, which gives exact coverage."""

MAP_SIDE = 96
"""Longer side of the map that stands for a network's, for portraits of 384 pixels."""


@dataclass(frozen=True)
class Portrait:
    """A composite, ``(H, W, 3) uint8``, and what it was made of."""

    rgb: np.ndarray
    alpha: np.ndarray
    front: np.ndarray

    @property
    def band(self) -> np.ndarray:
        """``(H, W) bool``: the mixed pixels and six around them."""
        mixed = ((self.alpha > 0.01) & (self.alpha < 0.99)).astype(np.uint8)
        return cv2.dilate(mixed, np.ones((13, 13), np.uint8)) > 0

    def coarse(self) -> np.ndarray:
        """The map of a network: the coverage, seen coarsely."""
        height, width = self.alpha.shape
        scale = MAP_SIDE / max(height, width)
        size = (round(width * scale), round(height * scale))
        return cv2.GaussianBlur(
            cv2.resize(self.alpha, size, interpolation=cv2.INTER_AREA), (0, 0), 0.6
        )

    def probability(self) -> np.ndarray:
        """That map at full size, with edges refined."""
        return refine(self.coarse(), grey_guide(self.rgb))

    def over(self, colour: float = 255) -> np.ndarray:
        """The true composite over a plain colour, ``(H, W, 3) float64``."""
        share = self.alpha[:, :, None].astype(np.float64)
        return share * self.front + (1 - share) * colour

    def error(self, composite: np.ndarray) -> float:
        """Mean absolute difference from the composite over white, in the band, in levels."""
        return float(np.abs(composite - self.over())[self.band].mean())


def portrait(ground: str, *, seed: int = 0, height: int = 384, width: int = 320) -> Portrait:
    """A person before ``ground``: plain, gradient, noise, stripes or shapes."""
    rng = np.random.default_rng(seed)
    alpha, hair = _coverage(rng, height, width)
    front = np.empty((height, width, 3), np.float32)
    front[:] = (205, 150, 120)
    front[height * 2 // 3 :] = (60, 70, 140)
    front[hair > 0] = (70, 45, 30)
    front += cv2.GaussianBlur(rng.normal(0, 12, front.shape).astype(np.float32), (0, 0), 1.5)
    front = np.clip(front, 0, 255)
    back = _ground(ground, rng, height, width)
    share = alpha[:, :, None]
    mixed = share * front + (1 - share) * back + rng.normal(0, 2, front.shape)
    return Portrait(np.clip(np.rint(mixed), 0, 255).astype(np.uint8), alpha, front)


def _coverage(rng: np.random.Generator, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Alpha, and where hair is: a cap above the face and 150 curved strands around it."""
    large = (height * FINER, width * FINER)
    person, hair = np.zeros(large, np.uint8), np.zeros(large, np.uint8)
    middle, head = large[1] // 2, large[0] * 2 // 5
    cv2.ellipse(person, (middle, large[0]), (large[1] // 3, large[0] // 3), 0, 0, 360, 255, -1)
    cv2.ellipse(person, (middle, head), (large[1] // 6, large[0] // 5), 0, 0, 360, 255, -1)
    radii = np.array([large[1] / 5.2, large[0] / 4.6])
    cv2.ellipse(hair, (middle, head), radii.astype(int).tolist(), 0, 170, 370, 255, -1)
    for angle in np.radians(rng.uniform(175, 365, 150)):
        root = np.array([middle, head]) + 0.93 * radii * (np.cos(angle), np.sin(angle))
        bend = angle + rng.normal(0, 0.5)
        length = rng.uniform(0.02, 0.05) * large[0]
        steps = np.linspace(0, 1, 12)[:, None]
        outwards = np.array([np.cos(angle), np.sin(angle)])
        aside = np.array([np.cos(bend), np.sin(bend)])
        line = root + length * (steps * outwards + steps**2 * aside)
        cv2.polylines(hair, [line.astype(np.int32)], False, 255, int(rng.integers(2, 6)))
    together = np.maximum(person, hair)
    alpha = cv2.resize(together, (width, height), interpolation=cv2.INTER_AREA) / np.float32(255)
    strands = cv2.resize(hair, (width, height), interpolation=cv2.INTER_AREA)
    face = cv2.resize(person, (width, height), interpolation=cv2.INTER_AREA)
    # A strand's colour reaches a little beyond it, so that mixed pixels have the hair's colour.
    strands = cv2.dilate(strands, np.ones((5, 5), np.uint8)) * (face < 128) | strands
    return alpha, strands


def _ground(kind: str, rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    ground = np.empty((height, width, 3), np.float32)
    ground[:] = (40, 160, 70)
    if kind == "gradient":
        ground[:] += (columns / width * 150)[:, :, None] - 20
    elif kind == "noise":
        ground += cv2.GaussianBlur(rng.normal(0, 90, ground.shape).astype(np.float32), (0, 0), 4)
    elif kind == "stripes":
        ground[(columns // 24 + rows // 24) % 2 > 0] = (150, 190, 230)
    elif kind == "shapes":
        for _ in range(40):
            centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
            colour = rng.uniform(90, 250, 3).tolist()
            cv2.circle(ground, centre, int(rng.integers(10, 60)), colour, -1)
    return np.clip(ground, 0, 255)
