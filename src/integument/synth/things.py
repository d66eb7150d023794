"""Things that are no part of a person: held in the hand, sat upon, or in front of people.

All are :attr:`Part.OBJECT`. A thing in the hand hides the hand that holds it and is in no label;
that is what keeps phones and cups out of a person's mask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from integument.synth import cloth, inventions, meshes
from integument.synth.builder import Builder
from integument.synth.figure import Figure
from integument.synth.geometry import Part, Surface
from integument.synth.hands import palm_frame
from integument.synth.meshes import Mesh
from integument.synth.turning import unit

PALM = 0.085
"""Metres from the wrist to the middle of the grip."""
PRINT_SIZE = 64
"""Side of the prints on things, pixels."""
SKIN_LIKE = (0.45, 0.22, 0.13)
"""Linear colour in the middle of human skin; things near it are hard negatives."""


@dataclass(frozen=True)
class Holdable:
    """A thing for the hand. ``make`` draws its mesh around the origin.

    ``grip`` tells how it lies there: "round" along the knuckles, "flat" in the palm with its
    front away from it, "hanging" straight down.
    """

    make: Callable[[np.random.Generator], Mesh]
    grip: str
    share: float
    gloss: float = 0.5


def _phone(rng) -> Mesh:
    return meshes.box(rng.uniform(0.068, 0.08), rng.uniform(0.007, 0.011), rng.uniform(0.14, 0.17))


def _cup(rng) -> Mesh:
    r, h = rng.uniform(0.030, 0.042), rng.uniform(0.08, 0.13)
    wider = r * rng.uniform(1.0, 1.3)
    inside = wider * 0.9
    return meshes.turned([(0, -h / 2), (r, -h / 2), (wider, h / 2), (inside, h / 2), (0, h / 3)])


def _bottle(rng) -> Mesh:
    r, h = rng.uniform(0.026, 0.038), rng.uniform(0.18, 0.28)
    neck = r * rng.uniform(0.3, 0.5)
    low = -h * 0.45
    shoulder, top = low + 0.6 * h, low + h
    return meshes.turned(
        [(0, low), (r, low), (r, shoulder), (neck, low + 0.78 * h), (neck, top), (0, top)]
    )


def _stick(rng) -> Mesh:
    r, h = rng.uniform(0.004, 0.018), rng.uniform(0.12, 0.9)
    return meshes.turned([(0, -h / 3), (r, -h / 3), (r, h * 2 / 3), (0, h * 2 / 3)])


def _microphone(rng) -> Mesh:
    stem = meshes.turned([(0, -0.12), (0.011, -0.12), (0.015, 0.06), (0, 0.06)])
    head = meshes.ball(0.026).placed(np.eye(3), np.array([0, 0, 0.075]))
    return meshes.joined([stem, head])


def _ball(rng) -> Mesh:
    return meshes.ball(rng.uniform(0.03, 0.11))


def _book(rng) -> Mesh:
    return meshes.box(rng.uniform(0.12, 0.24), rng.uniform(0.008, 0.04), rng.uniform(0.17, 0.31))


def _bag(rng) -> Mesh:
    width, height = rng.uniform(0.22, 0.42), rng.uniform(0.22, 0.42)
    body = meshes.box(width, rng.uniform(0.06, 0.16), height)
    drop = rng.uniform(0.1, 0.22)
    straps = [
        meshes.box(0.018, 0.01, drop).placed(np.eye(3), np.array([x, 0, -drop / 2]))
        for x in (-0.03, 0.03)
    ]
    return meshes.joined([body.placed(np.eye(3), np.array([0, 0, -drop - height / 2])), *straps])


def _flowers(rng) -> Mesh:
    green = meshes.leaves(rng, int(rng.integers(15, 50)), 0.10, 0.05)
    return green.placed(np.eye(3), np.array([0, 0, rng.uniform(0.08, 0.2)]))


HOLDABLE: dict[str, Holdable] = {
    "phone": Holdable(_phone, "flat", 3.0, 1.5),
    "cup": Holdable(_cup, "round", 1.5, 0.8),
    "bottle": Holdable(_bottle, "round", 1.2, 1.5),
    "book": Holdable(_book, "flat", 0.8, 0.3),
    "stick": Holdable(_stick, "round", 0.8),
    "microphone": Holdable(_microphone, "round", 0.6, 1.0),
    "ball": Holdable(_ball, "flat", 0.6),
    "bag": Holdable(_bag, "hanging", 1.2),
    "flowers": Holdable(_flowers, "round", 0.6, 0.2),
}

FITTING = {
    "at ear": ("phone",),
    "drinking": ("cup", "bottle"),
    "selfie": ("phone",),
    "looking at": ("phone", "book", "phone"),
    "hanging": ("bag", "bottle", "book", "bag", "stick", "flowers"),
}
"""What is held where; elsewhere anything may be."""


def _albedo(rng: np.random.Generator) -> np.ndarray:
    """Colours of a thing: a print or a made-up pattern, (h, w, 3) float32 linear."""
    if rng.random() < 0.6:
        return cloth.sample(rng, np.array(SKIN_LIKE), PRINT_SIZE)
    return inventions.invent(rng, PRINT_SIZE).picture.astype(np.float32)


def add(build: Builder, rng: np.random.Generator, mesh: Mesh, gloss: float, repeats: float) -> None:
    """Add one thing with colours of its own."""
    texture = _albedo(rng)
    build.add(
        mesh.points, mesh.normals, mesh.uv * repeats, 0.0, mesh.faces, Surface.CLOTH,
        Part.OBJECT, roughness=float(rng.uniform(0.2, 0.9)), specular=gloss,
        texture=build.texture(texture),
    )  # fmt: skip


def hold(build: Builder, rng: np.random.Generator, figure: Figure) -> str:
    """Put something into the hand of a figure that is fit to hold; returns what it is."""
    side = figure.pose.holding
    assert side is not None
    arm = figure.pose.arms["LR".index(side)]
    fitting = FITTING.get(arm, tuple(HOLDABLE))
    shares = np.array([HOLDABLE[name].share for name in fitting])
    name = str(rng.choice(fitting, p=shares / shares.sum()))
    thing = HOLDABLE[name]
    mesh = thing.make(rng)
    asset = figure.person.asset
    bone = figure.posed.bones[asset.bone(f"wrist.{side}")].astype(float)
    fingers, palm = (bone[:, :3] @ v for v in palm_frame(asset, figure.shape.joints, side))
    knuckles = unit(np.cross(palm, fingers))
    if knuckles[2] < 0:
        knuckles = -knuckles
    wrist = figure.posed.joints[asset.bone(f"wrist.{side}")]
    depth = float(np.abs(mesh.points[:, :2]).max(0).min())
    grip = wrist + fingers * PALM + palm * (0.012 + min(depth, 0.05))
    if thing.grip == "round":
        axes = np.stack([fingers, palm, knuckles], 1)
    elif thing.grip == "flat":
        up = fingers if fingers[2] > -0.3 else -fingers
        axes = np.stack([np.cross(palm, up), palm, up], 1)
        grip = grip + up * 0.03
    else:
        across = unit(np.array([knuckles[0], knuckles[1], 1e-3]) * [1, 1, 0] + [1e-3, 0, 0])
        axes = np.stack([across, np.cross([0, 0, 1.0], across), [0, 0, 1.0]], 1)
    add(build, rng, mesh.placed(axes, grip), thing.gloss, rng.uniform(1, 6))
    return name


def seat(build: Builder, rng: np.random.Generator, figure: Figure) -> str:
    """Put a box, a stool or a chair under a seated figure; returns which."""
    asset = figure.person.asset
    vertices = figure.posed.vertices
    hips = asset.is_body & (np.abs(asset.canonical[:, 2]) < 0.06) & (asset.arm_weight < 0.1)
    low = vertices[hips]
    height = float(low[:, 2].min())
    middle = low.mean(0)
    width = rng.uniform(0.4, 0.6)
    if height < 0.12:
        return "floor"
    root = figure.posed.bones[asset.bone("root")][:, :3].astype(float)
    ahead = unit((root @ np.array([0, -1.0, 0])) * [1, 1, 0])
    axes = np.stack([np.cross(ahead, [0, 0, 1.0]), -ahead, [0, 0, 1.0]], 1)
    kind = str(rng.choice(["box", "chair", "stool", "bench"], p=[0.25, 0.4, 0.15, 0.2]))
    if kind == "bench":
        width = rng.uniform(1.2, 2.4)
    thick = height if kind == "box" else rng.uniform(0.03, 0.12)
    depth = rng.uniform(0.36, 0.5)
    pieces = [meshes.box(width, depth, thick).placed(np.eye(3), np.array([0, 0, -thick / 2]))]
    if kind != "box":
        leg = meshes.box(0.04, 0.04, height)
        corner = np.array([width / 2 - 0.03, depth / 2 - 0.03, -height / 2])
        for sides in ((-1, -1, 1), (-1, 1, 1), (1, -1, 1), (1, 1, 1)):
            pieces.append(leg.placed(np.eye(3), corner * sides))
    if kind == "chair":
        tall = rng.uniform(0.3, 0.6)
        back = meshes.box(width, 0.04, tall)
        pieces.append(back.placed(np.eye(3), np.array([0, depth / 2 + 0.06, tall / 2])))
    at = np.array([middle[0], middle[1], height - 0.005])
    add(build, rng, meshes.joined(pieces).placed(axes, at), 0.4, rng.uniform(0.6, 3))
    return kind
