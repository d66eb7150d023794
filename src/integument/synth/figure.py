"""A person in one pose and place, and all that is drawn of them: body, clothes, hair, things worn.

A statue or a shop-window doll is made the same way, in one plain material, and is an object: it
belongs to no label.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np

from integument.synth import (
    accessories,
    body,
    expressions,
    garments,
    hair_guides,
    mesh,
    pose,
    ribbons,
)
from integument.synth.accessories import Accessories
from integument.synth.builder import Builder
from integument.synth.geometry import Part, Surface
from integument.synth.head_shell import Lid
from integument.synth.person import Person
from integument.synth.turning import angle
from integument.synth.worn import Worn

UNDER_CLOTH = 0.012  # metres the skin draws back where cloth lies on it
CLOTH_REACH = 0.04  # metres from the garment mesh within which skin lies under it
WAIST = 0.09  # canonical height of the waist: head_torso is what lies above, and the arms
P_LOOKS_AT_CAMERA = 0.7
EYES_TURN = 32.0  # degrees that eyes turn in the head to meet a camera
WANDERING = 0.15  # deviation of a gaze that meets nothing
P_WET_SKIN = 0.06  # wet, sweaty or oily
BELOW_WAIST = ("trousers", "shorts", "skirt", "briefs", "leggings", "tights", "belt", "socks")


@dataclass(eq=False)
class Figure:
    """A person posed and placed, not yet dressed. ``shape`` is the rest shape with the face made.

    ``normals`` (V, 3) are those of the body.
    """

    person: Person
    pose: pose.Pose
    shape: body.Shape
    posed: body.Posed
    normals: np.ndarray
    expression: str
    actions: dict[str, float]

    @property
    def joints(self) -> dict[str, np.ndarray]:
        """Bone -> (3,) metres."""
        names = self.person.asset.bone_names
        return {name: self.posed.joints[i] for i, name in enumerate(names)}

    @property
    def extent(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest corner of the body, (3,) each."""
        own = self.posed.vertices[self.person.asset.is_body]
        return own.min(0), own.max(0)

    def moved(self, yaw: float, to: tuple[float, float]) -> Figure:
        """This figure turned about the vertical by ``yaw`` radians and moved ``to`` (x, y)."""
        asset = self.person.asset
        posed = body.placed(self.posed, yaw, to)
        faces = asset.body_vertices[asset.body_faces]
        return replace(self, posed=posed, normals=mesh.vertex_normals(posed.vertices, faces))


def strike(rng: np.random.Generator, person: Person, posture: str | None = None) -> Figure:
    """Let a person make a face and take a pose, at the origin."""
    asset = person.asset
    name, actions = expressions.sample(rng, list(asset.actions))
    shape = body.express(asset, person.shape, actions)
    taken = pose.sample(rng, asset, shape, posture)
    posed = body.pose(asset, shape, taken.rotations)
    normals = mesh.vertex_normals(posed.vertices, asset.body_vertices[asset.body_faces])
    return Figure(person, taken, shape, posed, normals, name, actions)


def add(
    build: Builder,
    rng: np.random.Generator,
    figure: Figure,
    clothed: bool,
    eye: np.ndarray | None = None,
) -> dict:
    """Dress a figure and add it to ``build``; ``eye`` (3,) is where the camera is.

    Returns the record of what was drawn.
    """
    person, posed, asset = figure.person, figure.posed, figure.person.asset
    outfit = garments.sample_outfit(rng, asset, person.female, clothed, person.base_colour)
    things = accessories.sample(rng, person, figure.shape, outfit)
    if things.neckwear:
        outfit += garments.around_neck(rng, asset, *things.neckwear)
    covered, thickness = _add_garments(build, figure, outfit)
    drawn_back = posed.vertices - figure.normals * covered[:, None]
    head = posed.bones[asset.bone("head")]
    if things.lid is not None:
        _press(drawn_back, asset, head, things.lid)
    r = asset.body_vertices
    wet = person.style.wet or rng.random() < P_WET_SKIN
    roughness = float(rng.uniform(0.22, 0.34) if wet else rng.uniform(0.35, 0.6))
    gloss = float(rng.uniform(1.8, 3.5) if wet else rng.uniform(0.5, 1.6))
    build.add(
        drawn_back[r], figure.normals[r], asset.body_uv, _upper(asset)[r], asset.body_faces,
        Surface.SKIN, Part.SKIN, roughness=roughness, specular=gloss,
        texture=build.texture(person.texture.albedo), part_map=build.part_map(person.texel_parts),
    )  # fmt: skip
    gaze = _add_face_parts(build, rng, figure, eye)
    _add_hair(build, figure, head, things, thickness)
    for thing in things.worn:
        _add_worn(build, posed.bones[asset.bone(thing.bone)], thing)
    return {
        "pose": figure.pose.to_dict(),
        "expression": {"name": figure.expression, "actions": figure.actions},
        "gaze": gaze,
        "clothed": clothed,
        "wet_skin": bool(wet),
        "garments": [g.kind for g in outfit],
        "accessories": things.kinds,
    }


def _press(vertices: np.ndarray, asset, head: np.ndarray, lid: Lid) -> None:
    """Push the skin of the head - ears above all - under what is worn over it, in place."""
    some = np.flatnonzero(asset.is_body & (asset.head_weight > 0.6))
    rest = (vertices[some] - head[:, 3]) @ head[:, :3]
    vertices[some] = (
        lid.pressed(rest[:, None].astype(np.float32))[:, 0] @ head[:, :3].T + head[:, 3]
    )


def _add_hair(build: Builder, figure: Figure, head, things: Accessories, thickness) -> None:
    """Add hair and beard as gravity and headwear leave them in this pose."""
    person = figure.person
    own = [s for s in person.strands if s.beard or not things.hides_hair]
    if not own:
        return
    colours = build.texture(person.hair_texture)
    if any(s.guides is not None for s in own):
        lifted = figure.posed.vertices + figure.normals * thickness[:, None]
        on = hair_guides.obstacles(person.asset, lifted, figure.normals, head)
        down = head[:, :3].T @ hair_guides.DOWN
    for strands in own:
        if strands.beard:  # the jaw takes it along
            shift = (figure.shape.vertices - person.shape.vertices)[person.anchor]
            strands = replace(strands, points=strands.points + shift[:, None])
        elif strands.guides is not None:
            strands = strands.fallen(on, down)
        if things.lid is not None:
            strands = replace(strands, points=things.lid.pressed(strands.points))
        ribbons.add_hair(build, person.style, strands, head, colours)


def _add_worn(build: Builder, bone: np.ndarray, thing: Worn) -> None:
    points = thing.points @ bone[:, :3].T + bone[:, 3]
    normals = (
        mesh.vertex_normals(points, thing.faces)
        if thing.normals is None
        else thing.normals @ bone[:, :3].T
    )
    build.add(
        points, normals, 0.0 if thing.uv is None else thing.uv, 1.0, thing.faces, thing.surface,
        thing.part, colour=thing.colour, roughness=thing.roughness, specular=thing.specular,
        texture=-1 if thing.texture is None else build.texture(thing.texture),
    )  # fmt: skip


def _upper(asset) -> np.ndarray:
    """(V,) bool: above the waist, or of an arm."""
    return (asset.canonical[:, 2] > WAIST) | (asset.arm_weight > 0.3)


@functools.cache
def _surrounded(asset) -> np.ndarray:
    """(V,) bool: skin that the garment mesh lies over; head, hands and feet stick out of it."""
    away = np.linalg.norm(asset.canonical - asset.canonical[asset.nearest_tights], axis=1)
    return asset.is_body & (away < CLOTH_REACH) & (asset.head_weight < 0.5)


def _add_garments(build: Builder, figure: Figure, outfit: list[garments.Garment]):
    """Add clothes; returns how far skin draws back under them, and how thick they lie: (V,) each.

    Both are metres, for vertices of the body.
    """
    asset, vertices = figure.person.asset, figure.posed.vertices
    upper = _upper(asset).astype(np.float32)
    covered, thickness = np.zeros((2, len(vertices)), np.float32)
    cloth_normals = mesh.vertex_normals(
        vertices, np.concatenate([asset.parts["tights"], asset.parts["skirt"]])
    )
    for piece in outfit:
        on_body = piece.mesh == "body"
        faces = asset.body_vertices[asset.body_faces] if on_body else asset.parts[piece.mesh]
        normals = figure.normals if on_body else cloth_normals
        pieces = _cut(
            faces, piece, vertices, normals, asset.canonical, np.stack([piece.offset, upper], 1)
        )
        if pieces is None:
            continue
        points, own, at, more = pieces
        build.add(
            points + own * more[:, :1], own,
            np.stack([at[:, 0] + 0.3 * at[:, 1], at[:, 2]], 1) * piece.scale,
            0.0 if piece.kind in BELOW_WAIST else more[:, 1],
            np.arange(len(points), dtype=np.int32).reshape(-1, 3), Surface.CLOTH, piece.part,
            roughness=piece.roughness, specular=0.35, texture=build.texture(piece.texture),
        )  # fmt: skip
        if piece.mesh == "tights":
            hidden = _surrounded(asset) & (piece.field[asset.nearest_tights] > 0.008)
            covered = np.maximum(covered, np.where(hidden, UNDER_CLOTH, 0))
            thickness = np.maximum(thickness, np.where(piece.field > 0, piece.offset, 0))
    return covered, np.where(_surrounded(asset), thickness[asset.nearest_tights], 0)


def _cut(faces: np.ndarray, piece: garments.Garment, *values: np.ndarray):
    """``values`` (V, n) at the corners of the triangles of a garment; None where there are none."""
    i, j, t = mesh.cut(faces, piece.field)
    if not len(i):
        return None
    at_corners = [mesh.between(v, i, j, t) for v in values]
    if piece.second is None:
        return at_corners
    again = mesh.between(piece.second[:, None], i, j, t)[:, 0]
    i, j, t = mesh.cut(np.arange(len(again)).reshape(-1, 3), again)
    return [mesh.between(v, i, j, t) for v in at_corners] if len(i) else None


@functools.cache
def _own_mesh(asset, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The vertices that a part of the asset has, and its faces in terms of them."""
    own, faces = np.unique(asset.parts[name], return_inverse=True)
    return own, faces.reshape(asset.parts[name].shape)


def _add_face_parts(build: Builder, rng, figure: Figure, eye: np.ndarray | None) -> str:
    """Add eyes, teeth and tongue; returns where the eyes look: camera or away."""
    person, posed, asset = figure.person, figure.posed, figure.person.asset
    ahead = posed.bones[asset.bone("head")][:, :3] @ np.array([0.0, -1.0, 0.0])
    wandering = ahead + rng.normal(0, WANDERING, 3)
    meets = rng.random() < P_LOOKS_AT_CAMERA and eye is not None
    looked_at = "away"
    for name in ("eye_left", "eye_right"):
        own, faces = _own_mesh(asset, name)
        points = posed.vertices[own]
        centre = points.mean(0)
        gaze = wandering
        if meets and angle(eye - centre, ahead) < EYES_TURN:
            gaze, looked_at = eye - centre, "camera"
        number = build.eye(centre, gaze / np.linalg.norm(gaze), person.iris)
        normals = mesh.vertex_normals(points, faces)
        build.add(
            points, normals, 0.0, 1.0, faces, Surface.EYE, Part.EYE, roughness=0.15,
            eye=number,
        )  # fmt: skip
    for name, part, colour in (
        ("teeth", Part.TEETH, (0.7, 0.65, 0.55)),
        ("tongue", Part.MOUTH, (0.45, 0.14, 0.13)),
    ):
        own, faces = _own_mesh(asset, name)
        points = posed.vertices[own]
        normals = mesh.vertex_normals(points, faces)
        build.add(
            points, normals, 0.0, 1.0, faces, Surface.GLOSSY, part, colour=colour,
            roughness=0.3,
        )  # fmt: skip
    return looked_at
