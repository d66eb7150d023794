"""Where the camera stands and how long its lens is (S2MGen, equations 1 and 2).

The camera moves on a cylinder of radius r around the person and tracks a point t:

    theta = 3 pi / 2 + pi D X^p_front,   D uniform on {-1, +1},  X ~ U(0, 1)
    f     = (f_max - f_min) X^(1 / p_focal) + f_min

theta = 3 pi / 2 is frontal. The text of the source says that long lenses show the full body; with
a constant radius the printed equation makes longer lenses frame *tighter*. We follow the equation.
With company, the lens is sometimes shortened so that everybody is in the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integument.synth import geometry
from integument.synth.settings import Settings

SENSOR = 36.0  # mm
ROLL_DEGREES = 4.0  # hands are not tripods
P_TILTED = 0.08  # share of pictures tilted on purpose, up to 30 degrees
P_EVERYBODY = 0.6  # share of pictures with company that are taken of all of them
ELBOW_ROOM = 0.3  # metres to either side of the outermost joints
CLOSE_UPS = ("face", "hair", "limb")  # taken from about the height of what they show
NEAREST = 0.7
"""Metres that stay between camera and people at least, so that it stands in nobody."""


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


def _target(rng: np.random.Generator, name: str, joints: dict[str, np.ndarray]) -> np.ndarray:
    """Where a target of :data:`integument.synth.settings.TARGETS` is, (3,)."""
    side = str(rng.choice(["L", "R"]))
    bone = {
        "head": "head", "neck": "neck01", "chest": "spine02", "waist": "spine03", "hips": "root",
        "hand": f"wrist.{side}", "foot": f"foot.{side}", "eyes": "eye.L",
    }[name]  # fmt: skip
    at = np.asarray(joints[bone], float)
    if name == "eyes":
        return (at + joints["eye.R"]) / 2
    if name == "head":  # its joint sits at the top of the neck
        up = np.asarray(joints["head"], float) - joints["neck01"]
        return at + 0.08 * up / (np.linalg.norm(up) + 1e-9)
    return at


def sample(
    rng: np.random.Generator,
    settings: Settings,
    joints: dict[str, np.ndarray],
    company: list[dict[str, np.ndarray]] | None = None,
) -> Camera:
    """Draw a camera for a person whose posed ``joints`` (name -> (3,)) are given.

    ``company`` are the joints of others who are there.
    """
    names = list(settings.framings)
    shares = np.array([settings.framings[n] for n in names], float)
    framing = str(rng.choice(names, p=shares / shares.sum()))
    frame = settings.framing(framing)
    target = _target(rng, frame.target, joints)
    if framing == "hair":  # long hair is shown to its ends
        down = np.asarray(joints["neck01"], float) - joints["head"]
        target = target + rng.uniform(0, 0.25) * down / (np.linalg.norm(down) + 1e-9)
    theta = sample_theta(rng, 1.0 if framing == "hair" else settings.p_front)
    radius = settings.r * rng.uniform(1 - settings.r_spread, 1 + settings.r_spread)
    focal = sample_focal(rng, settings.p_focal, frame.f_min, frame.f_max) * radius / settings.r
    if company and framing not in CLOSE_UPS and rng.random() < P_EVERYBODY:
        target, focal = _of_everybody(rng, [joints, *company], target, theta, radius, focal)
    height = rng.uniform(settings.z_min, settings.z_max)
    if framing in CLOSE_UPS:
        height = target[2] + (height - target[2]) * 0.45
    direction = np.array([np.cos(theta), np.sin(theta)])
    radius = max(radius, _clear_of(target, direction, company or []))
    eye = np.array([*(target[:2] + radius * direction), max(height, 0.1)])
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


def _of_everybody(rng, people, target, theta: float, radius: float, focal: float):
    """Target and focal length for a picture of all ``people``, at the height of ``target``."""
    across = np.array([-np.sin(theta), np.cos(theta)])
    at = np.array([np.asarray(joints["spine03"], float)[:2] for joints in people])
    along = at @ across
    middle = (along.max() + along.min()) / 2
    half = (along.max() - along.min()) / 2 + ELBOW_ROOM
    widest = SENSOR / 2 * radius / half * rng.uniform(0.8, 1.2)
    moved = target.copy()
    moved[:2] += (middle - target[:2] @ across) * across
    return moved, min(focal, widest)


def _clear_of(target: np.ndarray, direction: np.ndarray, company) -> float:
    """How far from ``target`` (3,) a camera in ``direction`` (2,) is past everybody in its way."""
    clear = 0.0
    for joints in company:
        at = np.asarray(joints["spine03"], float)[:2] - target[:2]
        ahead = float(at @ direction)
        if abs(at @ np.array([-direction[1], direction[0]])) < NEAREST and ahead > 0:
            clear = max(clear, ahead + NEAREST)
    return clear
