"""Where hair grows: the hairline, and how it recedes and thins on some heads."""

from __future__ import annotations

import numpy as np

from integument.synth.assets import HEAD_CENTRE, hairline

TEMPLE_TURN, TEMPLE_WIDTH = 36.0, 20.0  # degrees from the front
RECEDES = (0.8, 2.6)  # units of 2 cm at full recession: the whole front, and the temples on top
CROWN = np.array([0.0, 0.035, 0.845], np.float32)
CROWN_RADIUS = 0.06
CROWN_DEPTH = 10.0  # enough for a bald top at full strength


def losses(canonical: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much a receding hairline and a thin crown take from :func:`hairline`, (N,) each."""
    offset = canonical - HEAD_CENTRE
    turn = np.abs(np.degrees(np.arctan2(offset[:, 0], -offset[:, 1])))
    temples = np.exp(-(((turn - TEMPLE_TURN) / TEMPLE_WIDTH) ** 2))
    front = np.clip((80 - turn) / 30, 0, 1)
    crown = CROWN_DEPTH * np.exp(-((canonical - CROWN) ** 2).sum(1) / CROWN_RADIUS**2)
    receding = front * RECEDES[0] + temples * RECEDES[1]
    return receding.astype(np.float32), crown.astype(np.float32)


def height(canonical: np.ndarray, recession: float = 0.0, crown: float = 0.0) -> np.ndarray:
    """Height (N,) over the hairline of one person, in units of 2 cm; positive where hair grows.

    ``recession`` and ``crown`` in [0, 1] are how far hair has gone from temples and crown.
    """
    line = hairline(canonical)
    if recession or crown:
        receding, bare = losses(canonical)
        line = line - recession * receding - crown * bare
    return line
