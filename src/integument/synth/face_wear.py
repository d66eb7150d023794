"""What is worn on the face: masks over mouth and nose, cut from the shell of the head."""

from __future__ import annotations

import numpy as np

from integument.synth import cloth, head_shell
from integument.synth.geometry import Part, Surface
from integument.synth.head_shell import AZIMUTH, ELEVATION, Lid, Shell
from integument.synth.worn import Worn

P_MASK = 0.06
"""Share of people in a mask: rare in most photographs, frequent in those of hospitals, workshops
and of the years from 2020."""
P_CHIN = 0.12  # of those: worn under the chin
COLOURS = (
    (0.35, 0.62, 0.78), (0.78, 0.80, 0.82), (0.012, 0.012, 0.014), (0.30, 0.55, 0.45),
    (0.62, 0.42, 0.30), (0.72, 0.45, 0.42), (0.10, 0.12, 0.16),
)  # fmt: skip
"""Surgical blue, white, black, green, beige, pink and grey, linear."""
P_PRINT, P_PLEATS = 0.15, 0.5


def mask(rng: np.random.Generator, shell: Shell, skin: np.ndarray) -> tuple[str, list[Worn], Lid]:
    """A mask over mouth and nose with straps to the ears: its kind, pieces and lid."""
    low = rng.random() < P_CHIN
    top = np.interp(np.abs(AZIMUTH), [0, 18, 45, 62], [-7.5, -13, -17, -22])
    top = top - (rng.uniform(22, 27) if low else rng.uniform(-1.5, 1.5))
    bottom = np.interp(np.abs(AZIMUTH), [0, 30, 62], [-58, -52, -34])
    side = rng.uniform(50, 60) - np.abs(AZIMUTH)
    field = np.minimum(np.minimum(top - ELEVATION, ELEVATION - bottom), side)
    beak = rng.choice([0.0, rng.uniform(0.004, 0.014)])
    bulge = np.exp(-((AZIMUTH / 28) ** 2) - ((ELEVATION + 24) / 16) ** 2)
    pleats = 0.0012 * np.sin(np.radians(ELEVATION * 30)) if rng.random() < P_PLEATS else 0.0
    offset = rng.uniform(0.004, 0.007) + beak * bulge + pleats
    colour = np.array(COLOURS[rng.integers(len(COLOURS))]) * rng.uniform(0.8, 1.15)
    texture = (
        cloth.sample(rng, skin, 64) if rng.random() < P_PRINT else cloth.weave(rng, colour, 64)
    )
    middle = (top + bottom) / 2
    straps = np.minimum(1.6 - np.abs(ELEVATION - np.maximum(middle, -24) - 5), 84 - np.abs(AZIMUTH))
    straps = np.minimum(straps, np.abs(AZIMUTH) - 48)
    pieces = [
        _piece(rng, "mask", head_shell.cut(shell, offset, field), texture),
        _piece(rng, "straps", head_shell.cut(shell, 0.003, straps), texture),
    ]
    return "chin mask" if low else "face mask", pieces, head_shell.lid(shell, offset, field)


def _piece(rng, kind: str, own: head_shell.Cut, texture: np.ndarray) -> Worn:
    return Worn(
        kind, own.points, own.faces, Part.CLOTH, Surface.CLOTH, normals=own.normals,
        roughness=float(rng.uniform(0.6, 1)), specular=0.35, uv=own.uv * 6, texture=texture,
    )  # fmt: skip
