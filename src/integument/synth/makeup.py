"""Make-up: lipstick, eye shadow, blush, and paint on faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

P_LIPSTICK, P_SHADOW, P_SMOKY, P_BLUSH = 0.4, 0.25, 0.3, 0.3
"""Shares of women; smoky shadow, around the eyes, is a share of eye shadow."""
P_FACE_PAINT = 0.012
"""Share of people with paint on the face - fans, festivals, soldiers; it is skin all the same."""

Colour = tuple[float, float, float]
NATURAL_LIPS: Colour = (0.95, 0.62, 0.62)
NATURAL_LIDS: Colour = (0.95, 0.80, 0.78)


@dataclass(frozen=True)
class MakeUp:
    """Factors on the albedo of lips, lids and cheeks; ``paint`` is an opaque colour or None."""

    lips: Colour = NATURAL_LIPS
    shadow: Colour = NATURAL_LIDS
    around_eyes: float = 0.0
    blush: Colour = (1.0, 1.0, 1.0)
    paint: Colour | None = None

    def to_dict(self) -> dict:
        """What differs from a face without make-up."""
        bare = MakeUp()
        return {k: v for k, v in vars(self).items() if v != getattr(bare, k)}


def _drawn(rng: np.random.Generator, low, high) -> Colour:
    r, g, b = rng.uniform(low, high)
    return (float(r), float(g), float(b))


def sample(rng: np.random.Generator, female: bool) -> MakeUp:
    """Draw the make-up of one person, mostly none."""
    how: dict = {}
    if rng.random() < P_FACE_PAINT:
        how["paint"] = _drawn(rng, [0.02] * 3, [0.8] * 3)
    if not female:
        return MakeUp(**how)
    if rng.random() < P_LIPSTICK:
        how["lips"] = _drawn(rng, [0.6, 0.12, 0.12], [1.1, 0.55, 0.55])
    if rng.random() < P_SHADOW:
        how["shadow"] = _drawn(rng, [0.15] * 3, [1.0] * 3)
        if rng.random() < P_SMOKY:
            how["around_eyes"] = float(rng.uniform(0.4, 1))
    if rng.random() < P_BLUSH:
        how["blush"] = _drawn(rng, [1.0, 0.6, 0.6], [1.1, 0.85, 0.85])
    return MakeUp(**how)


def painted(rng: np.random.Generator, position: np.ndarray) -> np.ndarray:
    """Where face paint lies: a half, stripes or a whole face; (h, w) float32 in [0, 0.95].

    ``position`` (h, w, 3) are canonical positions.
    """
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    kind = rng.integers(3)
    face = (y < -0.07) & (z > 0.62) & (z < 0.80)
    if kind == 0:
        face &= x * rng.choice([-1, 1]) > rng.uniform(-0.04, 0.02)
    elif kind == 1:
        face &= (z * rng.uniform(25, 60) % 1) < rng.uniform(0.3, 0.7)
    return np.where(face, rng.uniform(0.6, 0.95), 0).astype(np.float32)
