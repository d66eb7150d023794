"""One person: drawn once, then posed and dressed anew for every view."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from integument.synth import accessories, body, garments, hair, hair_paint, mesh, pose, skin
from integument.synth.assets import PeopleAsset
from integument.synth.geometry import Geometry, Part, StrandSpan, Surface

IRIS = np.array(
    [
        [0.05, 0.02, 0.01],
        [0.12, 0.05, 0.015],
        [0.08, 0.12, 0.05],
        [0.05, 0.12, 0.28],
        [0.15, 0.18, 0.2],
    ]
)
IRIS_ODDS = (0.45, 0.25, 0.10, 0.15, 0.05)
UNDER_CLOTH = 0.012  # metres the skin draws back where cloth lies on it
MOST_SKIPPED = 6  # far hair keeps at least every sixth strand
WAIST = 0.09  # canonical height of the waist: head_torso is what lies above, and the arms
SHADOW_STRANDS = 3  # every third strand casts shadow, thrice as wide


@dataclass(eq=False)
class Person:
    """Everything about a person that stays the same from view to view."""

    asset: PeopleAsset
    shape: body.Shape
    style: hair.HairStyle
    strands: list[hair.Strands]
    hair_texture: np.ndarray
    texture: skin.SkinTexture
    base_colour: np.ndarray
    iris: np.ndarray
    female: bool
    record: dict


@dataclass(eq=False)
class View:
    """A person in one pose and outfit, ready to render."""

    geometry: Geometry
    shadow_faces: np.ndarray
    joints: dict[str, np.ndarray]
    centre: np.ndarray
    record: dict


def sample(rng: np.random.Generator, asset: PeopleAsset) -> Person:
    """Draw a person: shape, face, skin and hair."""
    tone, lab = skin.sample_tone(rng)
    phenotype = body.sample_phenotype(rng, tone)
    female = phenotype.gender > 0.5
    expression, actions = body.sample_expression(rng, asset)
    shape = body.build(asset, phenotype, body.sample_local(rng, asset), actions)
    style = hair.sample_style(rng, female, tone, phenotype.age)
    strands = hair.grow(rng, asset, shape, style)
    texture, painted = skin.paint(
        rng, asset, tone, lab, np.array(style.albedo, np.float32), female, phenotype.age,
        style.scalp_paint, style.dense_beard,
    )  # fmt: skip
    return Person(
        asset,
        shape,
        style,
        strands,
        hair_paint.paint(rng, style),
        texture,
        skin.lab_to_linear(lab),
        IRIS[rng.choice(len(IRIS), p=IRIS_ODDS)],
        female,
        {
            "phenotype": asdict(phenotype),
            "expression": expression,
            "skin": asdict(painted),
            "hair": style.to_dict(),
        },
    )


class _Builder:
    """Collects meshes into the flat arrays that the rasteriser wants."""

    def __init__(self) -> None:
        self.points, self.normals, self.uv, self.upper, self.faces = [], [], [], [], []
        self.material, self.materials, self.textures, self.texture_at = [], [], [], []
        self.shadow, self.strands, self.count, self.texels, self.face_count = [], [], 0, 0, 0

    def texture(self, picture: np.ndarray) -> int:
        height, width = picture.shape[:2]
        self.textures.append(picture.reshape(-1, 3))
        self.texture_at.append((self.texels, height, width))
        self.texels += height * width
        return len(self.texture_at) - 1

    def add(
        self, points, normals, uv, upper, faces, surface: Surface, part: Part, *,
        colour=(1.0, 1.0, 1.0), roughness=0.5, specular=1.0, texture=-1, part_map=-1, eye=-1,
        shadow_faces=None,
    ) -> None:  # fmt: skip
        self.points.append(points.astype(np.float32))
        self.normals.append(normals.astype(np.float32))
        self.uv.append(uv.astype(np.float32))
        self.upper.append(np.broadcast_to(upper, len(points)).astype(np.float32))
        self.faces.append((faces + self.count).astype(np.int32))
        self.material.append(np.full(len(faces), len(self.materials), np.int32))
        self.materials.append([surface, part, *colour, roughness, specular, texture, part_map, eye])
        self.shadow.append(self.faces[-1] if shadow_faces is None else shadow_faces + self.count)
        self.count += len(points)
        self.face_count += len(faces)

    def build(self, part_texture: np.ndarray, eyes: np.ndarray) -> tuple[Geometry, np.ndarray]:
        join = np.concatenate
        geometry = Geometry(
            join(self.points), join(self.normals), join(self.uv), join(self.upper),
            join(self.faces), join(self.material), np.array(self.materials, np.float32),
            join(self.textures).astype(np.float32, copy=False), np.array(self.texture_at, np.int64),
            part_texture, eyes.astype(np.float32), self.strands,
        )  # fmt: skip
        return geometry, join(self.shadow).astype(np.int32)


def _texel_parts(person: Person) -> np.ndarray:
    """The body's part map in the numbers of :class:`Part`."""
    table = np.array(
        [
            Part.SKIN,
            Part.FACE,
            Part.MOUTH,
            Part.HAIR if person.style.covers_scalp else Part.SKIN,
            Part.BEARD if person.style.dense_beard else Part.FACE,
        ],
        np.uint8,
    )
    return table[person.texture.part]


def view(rng: np.random.Generator, person: Person, clothed: bool) -> View:
    """Pose and dress a person and lay everything out for rendering (hair ribbons come later)."""
    asset = person.asset
    posture, rotations = pose.sample(rng)
    posed = body.pose(asset, person.shape, rotations)
    outfit = garments.sample_outfit(
        rng, asset, person.female, clothed, person.base_colour, person.style.fits_under_cap
    )
    capped = any(piece.kind == "cap" for piece in outfit)
    upper = (asset.canonical[:, 2] > WAIST) | (asset.arm_weight > 0.3)
    build = _Builder()

    vertices = posed.vertices
    body_normals = mesh.vertex_normals(vertices, asset.body_vertices[asset.body_faces])
    covered = np.zeros(len(vertices), np.float32)
    surrounding = np.concatenate([asset.parts["tights"], asset.parts["skirt"]])
    cloth_normals = mesh.vertex_normals(vertices, surrounding)
    for piece in outfit:
        faces = (
            asset.body_vertices[asset.body_faces]
            if piece.mesh == "body"
            else asset.parts[piece.mesh]
        )
        i, j, t = mesh.cut(faces, piece.field)
        if not len(i):
            continue
        normals = body_normals if piece.mesh == "body" else cloth_normals
        lifted = vertices + normals * piece.offset[:, None]
        t = t[:, None]
        points = lifted[i] * (1 - t) + lifted[j] * t
        at = asset.canonical[i] * (1 - t) + asset.canonical[j] * t
        uv = np.stack([at[:, 0] + 0.3 * at[:, 1], at[:, 2]], 1) * piece.scale
        above = 0.0 if piece.kind in ("trousers", "shorts", "skirt", "briefs") else upper[i]
        build.add(
            points, normals[i] * (1 - t) + normals[j] * t, uv, above,
            np.arange(len(i)).reshape(-1, 3), Surface.CLOTH, Part.CLOTH,
            roughness=piece.roughness, specular=0.35, texture=build.texture(piece.texture),
        )  # fmt: skip
        if piece.mesh == "tights":
            hidden = asset.is_body & (piece.field[asset.nearest_tights] > 0.008)
            covered = np.maximum(covered, np.where(hidden, UNDER_CLOTH, 0))

    drawn_back = vertices - body_normals * covered[:, None]
    r = asset.body_vertices
    build.add(
        drawn_back[r], body_normals[r], asset.body_uv, upper[r], asset.body_faces,
        Surface.SKIN, Part.SKIN, roughness=float(rng.uniform(0.35, 0.6)),
        specular=float(rng.uniform(0.5, 1.6)), texture=build.texture(person.texture.albedo),
        part_map=0,
    )  # fmt: skip
    eyes = _add_face_parts(build, asset, person, posed, vertices)
    head = posed.bones[asset.bone("head")]
    colours = build.texture(person.hair_texture) if person.strands else -1
    for strands in person.strands:
        pressed = capped and not strands.beard
        _add_hair(build, person.style, strands, head, colours, pressed=pressed)
    worn = accessories.sample(rng, asset, person.shape, person.style.volume, hat=not capped)
    for thing in worn:
        points = thing.points @ head[:, :3].T + head[:, 3]
        build.add(
            points, mesh.vertex_normals(points, thing.faces), np.zeros((len(points), 2)), 1.0,
            thing.faces, thing.surface, thing.part, colour=thing.colour,
            roughness=thing.roughness,
        )  # fmt: skip
    geometry, shadow_faces = build.build(_texel_parts(person), eyes)
    joints = {name: posed.joints[i] for i, name in enumerate(asset.bone_names)}
    return View(
        geometry,
        shadow_faces,
        joints,
        (vertices[asset.is_body].max(0) + vertices[asset.is_body].min(0)) / 2,
        {
            "pose": posture,
            "clothed": clothed,
            "garments": [g.kind for g in outfit],
            "accessories": [a.kind for a in worn],
        },
    )


def _add_face_parts(build: _Builder, asset, person: Person, posed, vertices) -> np.ndarray:
    gaze = posed.bones[asset.bone("head")][:, :3] @ np.array([0.0, -1.0, 0.0])
    eyes = []
    zero = np.zeros((len(vertices), 2))
    for number, name in enumerate(("eye_left", "eye_right")):
        faces = asset.parts[name]
        centre = vertices[np.unique(faces)].mean(0)
        eyes.append(np.concatenate([centre, gaze, person.iris]))
        build.add(
            vertices, mesh.vertex_normals(vertices, faces), zero, 1.0, faces,
            Surface.EYE, Part.EYE, roughness=0.15, eye=number,
        )  # fmt: skip
    for name, colour in (("teeth", (0.7, 0.65, 0.55)), ("tongue", (0.45, 0.14, 0.13))):
        faces = asset.parts[name]
        build.add(
            vertices, mesh.vertex_normals(vertices, faces), zero, 1.0, faces,
            Surface.GLOSSY, Part.TEETH, colour=colour, roughness=0.3,
        )  # fmt: skip
    return np.array(eyes)


def _add_hair(
    build: _Builder,
    style: hair.HairStyle,
    strands: hair.Strands,
    head: np.ndarray,
    colours: int,
    pressed: bool,
) -> None:
    """Ribbons of two triangles a segment; they are turned to the camera by :func:`face_camera`.

    ``pressed`` hair lies under a cap: a third of its height.
    """
    rest = strands.points
    if pressed:
        rest = rest[:, :1] + (rest - rest[:, :1]) * np.float32(1 / 3)
    points = rest @ head[:, :3].T + head[:, 3]
    count, steps, _ = points.shape
    tangent = np.gradient(points, axis=1)
    tangent /= np.linalg.norm(tangent, axis=2, keepdims=True) + 1e-9
    # Each centre point twice; how far to either side of it is added when the camera is known.
    thick = style.thick and not strands.beard
    taper = np.linspace(1, 0.7 if thick else 0.4, steps, dtype=np.float32) * strands.radius
    side = np.array([-1, 1], np.float32)
    across = np.broadcast_to(taper[:, None] * side, (count, steps, 2)).reshape(-1)
    uv = np.empty((count, steps, 2, 2), np.float32)
    uv[..., 0] = strands.column[:, None, None]
    if thick:  # the strand spans its lock's columns
        lock = np.floor(strands.column * hair_paint.LOCKS) + 0.5
        uv[..., 0] = (lock[:, None, None] + side / 3) / hair_paint.LOCKS
    uv[..., 1] = np.linspace(0.02, 0.98, steps, dtype=np.float32)[None, :, None]
    first = np.arange(count)[:, None] * steps * 2 + np.arange(steps - 1)[None] * 2
    quads = np.stack([first, first + 1, first + 2, first + 1, first + 3, first + 2], -1)
    build.strands.append(
        StrandSpan(
            build.face_count,
            build.face_count + count * (steps - 1) * 2,
            (steps - 1) * 2,
            slice(build.count, build.count + count * steps * 2),
            strands.radius,
            across,
        )
    )
    build.add(
        np.repeat(points.reshape(-1, 3), 2, 0), np.repeat(tangent.reshape(-1, 3), 2, 0),
        uv.reshape(-1, 2), 1.0, quads.reshape(-1, 3), Surface.HAIR,
        Part.BEARD if strands.beard else Part.HAIR, texture=colours, roughness=style.roughness,
        specular=style.gloss, shadow_faces=quads[::SHADOW_STRANDS].reshape(-1, 3),
    )  # fmt: skip


def face_camera(geometry: Geometry, eye: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Turn hair ribbons to the camera and thin out what is far.

    ``least`` is the smallest radius drawn, in metres per metre of distance: thinner strands would
    fall between samples and sparkle. Where that makes strands several times as wide as they are,
    only every n-th is drawn. Returns points (N, 3) and the numbers of the faces to draw.
    """
    points = geometry.points.copy()
    drawn = np.ones(len(geometry.faces), bool)
    for span in geometry.strands:
        ribbon = geometry.points[span.points]
        sight = eye.astype(np.float32) - ribbon
        distance = np.linalg.norm(sight, axis=1)
        widening = least * float(distance.mean()) / span.radius
        stride = int(np.clip(widening / 2, 1, MOST_SKIPPED))
        if stride > 1:
            strand = np.arange(span.last - span.first) // span.each
            drawn[span.first : span.last] = strand % stride == 0
        across = np.cross(geometry.normals[span.points], sight)
        across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-9
        radius = np.maximum(np.abs(span.across), least * distance)
        points[span.points] += across * np.copysign(radius, span.across)[:, None]
    return points, np.flatnonzero(drawn)
