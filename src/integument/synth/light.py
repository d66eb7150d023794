"""Light as photographs have it: what kinds there are, from where, how hard, and of which colour.

*Rooms* have the three area lights of S2MGen. *Places* have a main light and surroundings: sun,
window, lamp, flash and so on, drawn relative to the camera, since people take pictures with the
light where they want it, or against it. In most places the light goes with the photograph behind
the person: with its colour, its brighter side and its contrast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from integument.synth import noise
from integument.synth.geometry import Lights
from integument.synth.settings import Settings
from integument.synth.shadows import SHADOW_SIZE

COLOURS = {
    "neutral": (1.0, 0.97, 0.93),
    "sun": (1.0, 0.92, 0.80),
    "low sun": (1.0, 0.70, 0.42),
    "tungsten": (1.0, 0.66, 0.36),
    "candle": (1.0, 0.50, 0.20),
    "window": (0.86, 0.94, 1.0),
    "fluorescent": (0.92, 1.0, 0.90),
    "blue hour": (0.55, 0.72, 1.0),
}
COLOUR_ODDS = (0.32, 0.18, 0.09, 0.13, 0.03, 0.15, 0.07, 0.03)
P_COLOURED = 0.08
"""Share of lights of any hue: stages, shop signs."""
P_MATCHED = 0.65
"""Share of places whose light goes with the photograph; the others are cut and pasted, which
networks must not learn to rely on either way."""
P_FILL = 0.3
P_DAPPLED = 0.1
"""Share of suns and lamps that shine through leaves or blinds."""
FAR = 20.0  # metres to a sun


@dataclass(frozen=True)
class Kind:
    """A main light. ``odds``: how often; ``strength`` and ``softness`` of its shadow; ``turn``:
    deviation, radians, of its direction from ``away`` from the camera's; ``height``: lowest and
    highest elevation, radians; ``ambient``: range of the surroundings beside it."""

    odds: float
    strength: float
    softness: float
    turn: float
    height: tuple[float, float]
    ambient: tuple[float, float]
    away: float = 0.0


KINDS = {
    "sun": Kind(0.24, 2.4, 0.004, 1.1, (0.25, 1.35), (0.10, 0.5)),
    "low sun": Kind(0.07, 2.2, 0.006, 1.3, (0.05, 0.35), (0.08, 0.35)),
    "overcast": Kind(0.20, 0.5, 0.12, 1.5, (0.6, 1.4), (0.35, 0.8)),
    "window": Kind(0.18, 1.5, 0.05, 0.9, (-0.1, 0.7), (0.06, 0.4)),
    "lamp": Kind(0.12, 1.3, 0.015, 0.9, (0.1, 1.3), (0.04, 0.35)),
    "flash": Kind(0.07, 1.6, 0.003, 0.06, (0.0, 0.2), (0.02, 0.25)),
    "back": Kind(0.08, 2.2, 0.02, 0.5, (0.0, 0.9), (0.15, 0.6), away=math.pi),
    "stage": Kind(0.04, 1.4, 0.02, 0.6, (0.1, 1.0), (0.01, 0.1), away=1.2),
}


def colour(rng: np.random.Generator) -> tuple[str, np.ndarray]:
    """Name and colour (3,) of a light; its largest channel is about 1."""
    if rng.random() < P_COLOURED:
        return "coloured", _any_hue(rng)
    name = str(rng.choice(list(COLOURS), p=COLOUR_ODDS))
    return name, np.array(COLOURS[name]) * rng.uniform(0.92, 1.08, 3)


def _any_hue(rng: np.random.Generator) -> np.ndarray:
    value = rng.uniform(0.1, 1, 3)
    return value / value.max()


@dataclass(frozen=True)
class Cast:
    """What a photograph tells about its light: colour (3,) around 1, the brighter side from -1
    (left) to 1, contrast as the deviation of log luminance, colours of its four sides (4, 3)."""

    colour: np.ndarray
    side: float
    contrast: float
    sides: np.ndarray


def read(photograph: np.ndarray) -> Cast:
    """Estimate the light in a linear picture (h, w, 3) float32.

    The colour is that of shades of grey with a Minkowski norm of 6 (Finlayson and Trezzi,
    "Shades of gray and colour constancy", 2004).
    """
    small = cv2.resize(photograph, (32, 32), interpolation=cv2.INTER_AREA) + np.float32(1e-3)
    cast = (small.astype(np.float64) ** 6).mean((0, 1)) ** (1 / 6)
    luminance = small @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    left, right = luminance[:, :12].mean(), luminance[:, 20:].mean()
    quarters = (small[:8], small[-8:], small[:, :8], small[:, -8:])
    return Cast(
        cast / cast.mean(),
        float((right - left) / (right + left)),
        float(np.log(luminance).std()),
        np.stack([quarter.mean((0, 1)) for quarter in quarters]),
    )


def of_place(
    rng: np.random.Generator, photograph: np.ndarray, centre: np.ndarray, eye: np.ndarray
) -> tuple[Lights, dict]:
    """Light for people around ``centre`` before ``photograph``, seen from ``eye``; its record."""
    cast = read(photograph)
    matched = bool(rng.random() < P_MATCHED)
    odds = np.array([kind.odds for kind in KINDS.values()])
    if matched:  # hard light where the photograph is of high contrast
        hard = np.array([kind.softness < 0.03 for kind in KINDS.values()])
        odds = odds * np.where(hard, np.clip(cast.contrast / 0.8, 0.3, 2.5), 1)
    name = str(rng.choice(list(KINDS), p=odds / odds.sum()))
    kind = KINDS[name]
    tint_name, tint = colour(rng)
    if name == "low sun":
        tint_name, tint = "low sun", np.array(COLOURS["low sun"])
    elif name == "stage":
        tint_name, tint = "coloured", _any_hue(rng)
    if matched:
        tint = tint**0.4 * cast.colour ** rng.uniform(0.3, 0.9)
        tint /= tint.max()
    towards = np.arctan2(*(eye - centre)[1::-1])
    turn = abs(rng.normal(0, kind.turn)) if matched else rng.normal(0, kind.turn)
    if matched:  # from the brighter side: positive turns are to the right as the camera sees it
        turn *= 1 if rng.random() < 0.5 + 2 * cast.side else -1
    angle = towards + turn + kind.away * rng.choice([-1, 1])
    rise = rng.uniform(*kind.height)
    lights = [
        (
            centre + FAR * _direction(angle, rise),
            tint * kind.strength * rng.uniform(0.5, 1.5),
            kind.softness * rng.uniform(0.6, 1.8),
        )
    ]
    if name == "stage" or rng.random() < P_FILL:  # a rim or fill from somewhere else
        hue = _any_hue(rng) if name == "stage" else colour(rng)[1]
        strength = rng.uniform(0.5, 1.5) if name == "stage" else rng.uniform(0.2, 1.3)
        other = rng.uniform(0, 2 * np.pi) if name != "stage" else 2 * towards - angle
        lights.append((centre + FAR * _direction(other, rng.uniform(0, 1)), hue * strength, 0.03))
    # The surroundings take the photograph's colours, weakly: eyes and cameras adapt.
    share = rng.uniform(0.4, 0.9) if matched else rng.uniform(0, 0.5)
    ambient = share * cast.sides / cast.sides.mean() + (1 - share)
    ambient = ambient * rng.uniform(*kind.ambient)
    record = {"kind": name, "colour": tint_name, "matched": matched, "elevation": round(rise, 3)}
    return _lights(lights, np.zeros(len(lights)), ambient), record


def _direction(angle: float, elevation: float) -> np.ndarray:
    flat = math.cos(elevation)
    return np.array([math.cos(angle) * flat, math.sin(angle) * flat, math.sin(elevation)])


def of_room(
    rng: np.random.Generator, settings: Settings, half: float, height: float,
    centre: np.ndarray, albedo: np.ndarray,
) -> tuple[Lights, dict]:  # fmt: skip
    """Three area lights, energy ~ U(energy_min, energy_max), of which the first is large and
    turned to ``centre``; ``albedo`` (3,) of the walls decides what they give back."""
    lights, names = [], []
    for k in range(3):
        # The large light tends to stand on the side that people turn to.
        angle = rng.uniform(np.pi, 2 * np.pi) if k == 0 else rng.uniform(0, 2 * np.pi)
        reach = half * rng.uniform(0.5, 0.95)
        at = [reach * math.cos(angle), reach * math.sin(angle), rng.uniform(1.0, height)]
        energy = rng.uniform(settings.energy_min, settings.energy_max) / 60
        name, tint = colour(rng)
        names.append(name)
        softness = rng.uniform(0.02, 0.06) if k == 0 else rng.uniform(0.003, 0.015)
        lights.append((at + centre * [1, 1, 0], energy * tint * (1.0 if k == 0 else 0.6), softness))
    mean = np.mean([tint for _, tint, _ in lights], axis=0)
    # Light that the walls give back: the larger and darker the room, the less.
    bounce = mean * 0.05 * (0.4 + albedo) * rng.uniform(0.5, 1.6)
    ambient = bounce * rng.uniform(0.6, 1.4, (4, 1))
    return _lights(lights, np.ones(3), ambient), {"kind": "room", "colours": names}


def _lights(lights: list, falloff: np.ndarray, ambient: np.ndarray) -> Lights:
    return Lights(
        np.array([at for at, _, _ in lights], np.float32),
        np.array([tint for _, tint, _ in lights], np.float32),
        falloff.astype(np.float32),
        np.array([soft for _, _, soft in lights], np.float32),
        ambient.astype(np.float32),
    )


def dapple(rng: np.random.Generator) -> tuple[str, np.ndarray]:
    """Name and picture (S, S) bool of what the main light shines through; True stops it."""
    kind = str(rng.choice(["leaves", "blinds", "bars"], p=[0.6, 0.25, 0.15]))
    if kind == "leaves":
        field = noise.tile(rng, SHADOW_SIZE, int(rng.choice([8, 16])), 3)
        return kind, field > rng.uniform(-0.4, 0.8)
    y, x = np.mgrid[:SHADOW_SIZE, :SHADOW_SIZE] / SHADOW_SIZE
    angle = rng.normal(0, 0.25) + (np.pi / 2 if kind == "blinds" else 0)
    along = x * np.cos(angle) + y * np.sin(angle)
    count = rng.uniform(18, 40) if kind == "blinds" else rng.uniform(6, 14)
    return kind, (along * count) % 1 < rng.uniform(0.25, 0.55)
