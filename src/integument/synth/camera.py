"""Where the camera stands and how long its lens is (S2MGen, equations 1 and 2).

The camera moves on a cylinder of radius r around the person and tracks a point t:

    theta = 3 pi / 2 + pi D X^p_front,   D uniform on {-1, +1},  X ~ U(0, 1)
    f     = (f_max - f_min) X^(1 / p_focal) + f_min

theta = 3 pi / 2 is frontal. The text of the source says that long lenses show the full body; with
a constant radius the printed equation makes longer lenses frame *tighter*. We follow the equation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integument.synth import geometry
from integument.synth.settings import FRAMINGS, Settings

SENSOR = 36.0  # mm
ROLL_DEGREES = 4.0  # hands are not tripods
P_TILTED = 0.08  # share of pictures tilted on purpose, up to 30 degrees


@dataclass(frozen=True)
class Camera:
    """A sampled camera; angles in radians, lengths in metres, focal length in millimetres."""

    framing: str
    theta: float
    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    focal: float
    roll: float
    shift: tuple[float, float]

    def matrices(self) -> np.ndarray:
        """World to clip space, (4, 4) float32."""
        view = geometry.look_at(np.array(self.eye), np.array(self.target), self.roll)
        lens = geometry.perspective(self.focal / (SENSOR / 2), shift=self.shift)
        return (lens @ view).astype(np.float32)


def sample_theta(rng: np.random.Generator, p_front: float) -> float:
    """Direction of the camera around the person, radians; P(|theta - 3 pi/2| < d) =
    (d / pi)^(1 / p_front)."""
    return float(1.5 * np.pi + np.pi * rng.choice([-1, 1]) * rng.random() ** p_front)


def sample_focal(rng: np.random.Generator, p_focal: float, f_min: float, f_max: float) -> float:
    """Focal length in mm; its mean lies p / (p + 1) of the way from ``f_min`` to ``f_max``."""
    return float((f_max - f_min) * rng.random() ** (1 / p_focal) + f_min)


def sample(rng: np.random.Generator, settings: Settings, joints: dict[str, np.ndarray]) -> Camera:
    """Draw a camera for a person whose posed ``joints`` (name -> (3,)) are given."""
    names = list(settings.framings)
    shares = np.array([settings.framings[n] for n in names], float)
    framing = str(rng.choice(names, p=shares / shares.sum()))
    frame = FRAMINGS[framing]
    target = joints[rng.choice(["wrist.L", "wrist.R"]) if frame.target == "wrist" else frame.target]
    target = np.asarray(target, float)
    if framing in ("face", "hair"):
        target = target + [0, 0, 0.08]  # the head joint sits at the top of the neck
    if framing == "hair":
        target = target - [0, 0, rng.uniform(0, 0.25)]  # long hair is shown to its ends
    theta = sample_theta(rng, 1.0 if framing == "hair" else settings.p_front)
    radius = settings.r * rng.uniform(1 - settings.r_spread, 1 + settings.r_spread)
    focal = sample_focal(rng, settings.p_focal, frame.f_min, frame.f_max) * radius / settings.r
    height = rng.uniform(settings.z_min, settings.z_max)
    # Close-ups are taken from about the height of what they show.
    if framing in ("face", "hair", "limb"):
        height = target[2] + (height - target[2]) * 0.45
    eye = np.array([radius * np.cos(theta), radius * np.sin(theta), max(height, 0.1)])
    eye[:2] += target[:2]
    roll = np.radians(rng.normal(0, ROLL_DEGREES))
    if rng.random() < P_TILTED:
        roll = np.radians(rng.uniform(-30, 30))
    shift = rng.normal(0, 0.14, 2)
    return Camera(
        framing,
        theta,
        tuple(float(x) for x in eye),
        tuple(float(x) for x in target),
        float(focal),
        float(roll),
        (float(shift[0]), float(shift[1])),
    )
