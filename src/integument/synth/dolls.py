"""Statues and shop-window dolls: bodies that are nobody's, and so belong to no label.

They have the shapes and poses of people, in one plain material - stone, bronze, plastic near the
colour of skin - and teach that a human outline is not yet a human. Like people they are never nude.
"""

from __future__ import annotations

import numpy as np

from integument.synth import body, garments, mesh, pose
from integument.synth.assets import PeopleAsset
from integument.synth.builder import Builder
from integument.synth.geometry import Part, Surface

MATERIALS: dict[str, tuple[float, tuple[float, float, float], float, float]] = {
    "white plastic": (2.0, (0.75, 0.73, 0.70), 0.35, 1.2),
    "black plastic": (1.0, (0.012, 0.012, 0.013), 0.3, 1.5),
    "skin-coloured plastic": (3.0, (0.52, 0.30, 0.20), 0.4, 1.0),
    "marble": (1.5, (0.65, 0.63, 0.60), 0.5, 0.6),
    "sandstone": (1.0, (0.42, 0.30, 0.19), 0.9, 0.1),
    "bronze": (1.0, (0.12, 0.075, 0.03), 0.35, 2.5),
    "wood": (1.0, (0.32, 0.17, 0.08), 0.6, 0.4),
    "grey stone": (1.0, (0.22, 0.22, 0.21), 0.9, 0.1),
}
"""Name -> share, linear colour, roughness, gloss. Skin-coloured dolls are the hardest to tell."""
P_CLOTH = 0.5  # share that wear real cloth; the clothes of the others are of their own material
P_MOULDED_HAIR = 0.5
HAIR_HEIGHT = 0.016  # metres
P_SMALL = 0.25  # dolls and figurines
SMALL = (0.3, 0.8)


def add(
    build: Builder,
    rng: np.random.Generator,
    asset: PeopleAsset,
    at: tuple[float, float],
    may_be_small: bool,
) -> tuple[dict, np.ndarray, dict[str, np.ndarray]]:
    """Add one statue or doll standing ``at`` (x, y).

    Returns its record, its middle (3,) and its joints, for a camera that looks at it alone.
    """
    phenotype = body.sample_phenotype(rng, 3)
    shape = body.build(asset, phenotype, body.sample_local(rng, asset))
    posture = str(rng.choice(["standing", "contrapposto", "walking", "legs apart"]))
    taken = pose.sample(rng, asset, shape, posture)
    posed = body.placed(body.pose(asset, shape, taken.rotations), rng.uniform(-0.8, 0.8), at)
    scale = float(rng.uniform(*SMALL)) if may_be_small and rng.random() < P_SMALL else 1.0
    foot = np.array([*at, 0.0], np.float32)
    vertices = (posed.vertices - foot) * np.float32(scale) + foot
    joints = (posed.joints - foot) * scale + foot

    shares = np.array([m[0] for m in MATERIALS.values()])
    material = str(rng.choice(list(MATERIALS), p=shares / shares.sum()))
    _, colour, roughness, gloss = MATERIALS[material]
    colour = np.clip(np.array(colour) * rng.uniform(0.7, 1.3) * rng.uniform(0.92, 1.08, 3), 0, 0.9)
    plain = {
        "surface": Surface.GLOSSY,
        "part": Part.OBJECT,
        "colour": tuple(float(c) for c in colour),
        "roughness": roughness,
        "specular": gloss,
    }
    faces = asset.body_vertices[asset.body_faces]
    normals = mesh.vertex_normals(vertices, faces)
    build.add(vertices, normals, 0.0, 0.0, faces, **plain)
    for name in ("eye_left", "eye_right"):
        own = mesh.vertex_normals(vertices, asset.parts[name])
        build.add(vertices, own, 0.0, 0.0, asset.parts[name], **plain)
    moulded = bool(rng.random() < P_MOULDED_HAIR)
    if moulded:
        i, j, t = mesh.cut(faces, asset.scalp)
        lifted = vertices + normals * np.float32(HAIR_HEIGHT * scale)
        _add_cut(build, lifted, normals, i, j, t, plain)
    cloth = bool(rng.random() < P_CLOTH)
    female = phenotype.gender > 0.5
    outfit = garments.sample_outfit(rng, asset, female, cloth, colour)
    surround = np.concatenate([asset.parts["tights"], asset.parts["skirt"]])
    cloth_normals = mesh.vertex_normals(vertices, surround)
    for piece in outfit:
        on_body = piece.mesh == "body"
        i, j, t = mesh.cut(faces if on_body else asset.parts[piece.mesh], piece.field)
        if not len(i):
            continue
        own = normals if on_body else cloth_normals
        look = plain
        if cloth:
            look = plain | {"surface": Surface.CLOTH, "texture": build.texture(piece.texture)}
            look |= {"roughness": piece.roughness, "specular": 0.35}
        lifted = vertices + own * (piece.offset * scale)[:, None]
        _add_cut(build, lifted, own, i, j, t, look, asset.canonical[i] * piece.scale)
    record = {
        "material": material,
        "posture": taken.to_dict(),
        "scale": round(scale, 3),
        "moulded_hair": moulded,
        "cloth": cloth,
        "garments": [g.kind for g in outfit],
        "at": [round(float(v), 3) for v in at],
    }
    middle = (vertices[asset.is_body].max(0) + vertices[asset.is_body].min(0)) / 2
    return record, middle, dict(zip(asset.bone_names, joints, strict=True))


def _add_cut(build, lifted, normals, i, j, t, look: dict, at=None) -> None:
    t = t[:, None]
    build.add(
        lifted[i] * (1 - t) + lifted[j] * t, normals[i] * (1 - t) + normals[j] * t,
        0.0 if at is None else at[:, [0, 2]], 0.0, np.arange(len(i)).reshape(-1, 3), **look,
    )  # fmt: skip
