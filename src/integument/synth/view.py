"""One view laid out for rendering: people, what they hold and sit on, dolls and occluders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integument.synth import camera, dolls, figure, group, occluders, things
from integument.synth.builder import Builder
from integument.synth.camera import Camera
from integument.synth.geometry import Geometry
from integument.synth.settings import Settings

P_DOLL_ALONE = 0.35
"""Share of the pictures with a statue or doll that show nobody else."""


@dataclass(eq=False)
class View:
    """Everything solid in a picture. ``centre`` (3,) is the middle of what the light turns to."""

    geometry: Geometry
    shadow_faces: np.ndarray
    centre: np.ndarray
    record: dict


def compose(
    rng: np.random.Generator, cast: group.Cast, settings: Settings
) -> tuple[View | None, Camera, dict]:
    """Draw one view: who is there and how, the camera, and things.

    Returns the view (None where there is nothing at all), the camera, and the record.
    """
    build = Builder()
    nobody = bool(rng.random() < settings.p_nobody)
    with_doll = bool(rng.random() < settings.p_mannequin)
    alone = with_doll and rng.random() < P_DOLL_ALONE
    figures = [] if nobody or alone else group.arrange(rng, cast)
    record: dict = {"nobody": not figures, "people": len(figures)}
    joints, centre = _standing(cast.asset), np.array([0.0, 0.0, 0.9])
    if with_doll:
        at = (0.0, 0.0) if not figures else _beside(rng)
        drawn = dolls.add(build, rng, cast.asset, at, may_be_small=bool(figures))
        record["mannequin"], middle, its_joints = drawn
        if not figures:
            joints, centre = its_joints, middle
    if figures:
        joints = figures[0].joints
        low, high = figures[0].extent
        centre = (low + high) / 2
    cam = camera.sample(rng, settings, joints, [f.joints for f in figures[1:]])

    views = [_add_person(build, rng, settings, f, who, cam) for who, f in enumerate(figures)]
    if views:
        record |= {"view": views[0], "companions": views[1:]}
    if rng.random() < settings.p_occluder:
        build.who = 0
        record["occluder"] = occluders.add(build, rng, cam)
    if not (figures or with_doll or "occluder" in record):
        return None, cam, record
    geometry, shadow_faces = build.build()
    return View(geometry, shadow_faces, centre, record), cam, record


def _add_person(build, rng, settings: Settings, own: figure.Figure, who: int, cam: Camera) -> dict:
    """Dress one person, give them what they hold and sit on; returns the record."""
    build.who = who
    clothed = bool(rng.random() < settings.p_clothed)
    shown = figure.add(build, rng, own, clothed, np.array(cam.eye))
    if who:
        shown = {"person": own.person.record} | shown
    if own.pose.holding and rng.random() < settings.p_held:
        shown["held"] = things.hold(build, rng, own)
    if own.pose.seated:
        shown["seat"] = things.seat(build, rng, own)
    return shown


def _beside(rng: np.random.Generator) -> tuple[float, float]:
    """Where a doll stands that has company."""
    return (float(rng.choice([-1, 1]) * rng.uniform(0.7, 1.4)), float(rng.uniform(-0.2, 1.6)))


def _standing(asset) -> dict[str, np.ndarray]:
    """Joints of the mean adult on the floor, for a camera that looks at nobody."""
    height = -asset.template[asset.is_body, 2].min()
    return {n: j + [0, 0, height] for n, j in zip(asset.bone_names, asset.joints, strict=True)}
