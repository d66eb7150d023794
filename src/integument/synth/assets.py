"""What the generator starts from: one file with a body, its adult shape space and its painting.

``people.npz`` is built by ``tools/build_people_asset.py`` from CC0 MakeHuman / MPFB2 data. All
positions are metres with Z up; a person faces -Y and has the left hand at +X.

Two sets of positions matter. *Canonical* positions are those of one fixed average body; regions
such as the hairline or a neckline are written once as functions of them. *Rest* positions are
those of one sampled person before posing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

import cv2
import numpy as np

from integument.synth import mesh

TEXTURE_SIZE = 1024
"""Side of the square body texture, pixels: the face gets about 380 of them from ear to ear."""

HEAD_WINDOW = (slice(TEXTURE_SIZE // 8, TEXTURE_SIZE), slice(TEXTURE_SIZE * 5 // 8, TEXTURE_SIZE))
"""Where the head lies in the texture: rows and columns."""

# The head's centre in canonical space; angles around it describe the hairline.
HEAD_CENTRE = np.array([0.0, -0.02, 0.74], np.float32)

ARM_BONES = ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist")
HAND_BONES = ("finger", "metacarpal")


@dataclass(frozen=True, eq=False)
class PeopleAsset:
    """The asset file in memory, with what can be derived from it once.

    V vertices, B bones, S = :data:`TEXTURE_SIZE`.
    """

    template: np.ndarray  # (V, 3) float32, mean adult at rest
    canonical: np.ndarray  # (V, 3) float32
    joints: np.ndarray  # (B, 3) float32, of the mean adult
    bone_names: tuple[str, ...]
    bone_parents: np.ndarray  # (B,) int16, -1 at the root
    skin_weights: np.ndarray  # (V, 6) float32, rows sum to 1
    skin_bones: np.ndarray  # (V, 6) uint8
    body_vertices: np.ndarray  # (R,) vertex of each render vertex (seams are doubled)
    body_uv: np.ndarray  # (R, 2) float32, origin bottom left
    body_faces: np.ndarray  # (F, 3) into render vertices
    parts: dict[str, np.ndarray]  # faces of eyes, teeth, tongue, tights, skirt: (F, 3) into V
    phenotype_names: tuple[str, ...]
    phenotype_mask: np.ndarray
    phenotype_map: np.ndarray
    phenotype_offset: np.ndarray
    shapes: np.ndarray  # (K, V, 3) float32
    joint_shapes: np.ndarray  # (K, B, 3) float32
    local: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]  # name -> index, delta, joints
    actions: dict[str, tuple[np.ndarray, np.ndarray]]  # facial action -> index, delta
    regions: dict[str, np.ndarray]  # painted regions, (S, S) float32 in [0, 1]
    position: np.ndarray  # (S, S, 3) float32, canonical position of each texel
    painted: np.ndarray  # (S, S) bool, texels that belong to the body
    head_weight: np.ndarray  # (V,) float32, how much a vertex follows the head
    arm_weight: np.ndarray  # (V,) float32, likewise the arms
    along_arm: np.ndarray  # (V,) 0 shoulder .. 1 elbow .. 2 wrist; -1 off the arm
    scalp: np.ndarray  # (V,) > 0 inside the hairline
    is_body: np.ndarray  # (V,) bool
    nearest_tights: np.ndarray  # (V,) the garment-mesh vertex over each body vertex

    def bone(self, name: str) -> int:
        return self.bone_names.index(name)


def hairline(canonical: np.ndarray) -> np.ndarray:
    """Signed height over the hairline in units of 2 cm, (N,) float32; positive on the scalp.

    ``canonical`` is (N, 3). The line runs from the forehead over temples and ears to the nape.
    """
    offset = canonical - HEAD_CENTRE
    turn = np.abs(np.degrees(np.arctan2(offset[:, 0], -offset[:, 1])))  # 0 front, 180 back
    line = np.interp(
        turn,
        [0, 30, 52, 70, 78, 95, 120, 180],
        [0.815, 0.811, 0.790, 0.745, 0.695, 0.745, 0.685, 0.655],
    )
    return ((canonical[:, 2] - line) / 0.02).astype(np.float32)


def _unpack(index, values, counts, names) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    ends = np.cumsum(counts)
    return {
        str(name): (
            index[end - count : end].astype(np.int64),
            values[end - count : end].astype(np.float32),
        )
        for name, end, count in zip(names, ends, counts, strict=True)
    }


def _along_arm(canonical: np.ndarray, arm_weight: np.ndarray) -> np.ndarray:
    """0 at the shoulder, 1 at the elbow, 2 at the wrist, both arms; -1 elsewhere."""
    shoulder, elbow, wrist = (
        np.array(p) for p in ([0.152, -0.02, 0.545], [0.318, -0.025, 0.385], [0.435, -0.155, 0.235])
    )
    folded = np.abs(canonical[:, :1]) * [1, 0, 0] + canonical * [0, 1, 1]

    def share(a, b):
        d = b - a
        return (folded - a) @ d / (d @ d)

    upper, lower = share(shoulder, elbow), share(elbow, wrist)
    along = np.where(upper < 1, upper, 1 + np.clip(lower, 0, None))
    return np.where(arm_weight > 0.02, along, -1.0).astype(np.float32)


@functools.cache
def load() -> PeopleAsset:
    """The asset, read once per process (0.3 s)."""
    with resources.files("integument").joinpath("assets/people.npz").open("rb") as stream:
        data = dict(np.load(stream))
    names = tuple(str(n) for n in data["bone_names"])
    canonical = data["canonical"]
    weights, bones = data["skin_weights"].astype(np.float32), data["skin_bones"]
    weights /= weights.sum(1, keepdims=True)

    def following(wanted) -> np.ndarray:
        chosen = np.array([wanted(name.split(".")[0]) for name in names])
        return (weights * chosen[bones]).sum(1)

    arm_weight = following(lambda n: n in ARM_BONES or n.startswith(HAND_BONES))
    head_weight = following(lambda n: n == "head")
    parts = {k[6:]: data[k].astype(np.int64) for k in data if k.startswith("faces_")}
    body_vertices = data["body_vertices"].astype(np.int64)
    body_faces = data["body_faces"].astype(np.int64)
    is_body = np.zeros(len(canonical), bool)
    is_body[body_vertices] = True

    regions = {
        k[7:]: cv2.resize(data[k], (TEXTURE_SIZE, TEXTURE_SIZE)).astype(np.float32) / 255
        for k in data
        if k.startswith("region_")
    }
    position, painted = mesh.bake_positions(
        data["body_uv"], body_faces, canonical[body_vertices], TEXTURE_SIZE
    )
    column = np.clip((data["body_uv"][:, 0] * TEXTURE_SIZE).astype(int), 0, TEXTURE_SIZE - 1)
    row = np.clip(((1 - data["body_uv"][:, 1]) * TEXTURE_SIZE).astype(int), 0, TEXTURE_SIZE - 1)
    at_vertex = {}
    for name in ("ears", "inside_mouth"):
        at_vertex[name] = np.zeros(len(canonical), np.float32)
        at_vertex[name][body_vertices] = regions[name][row, column]
    scalp = hairline(canonical)
    bare = ~is_body | (head_weight < 0.3) | (at_vertex["inside_mouth"] > 0.3)
    scalp[bare | (at_vertex["ears"] > 0.4)] = -1

    tights = np.unique(parts["tights"])
    local = {
        name: (*pair, joints.astype(np.float32))
        for (name, pair), joints in zip(
            _unpack(
                data["local_index"], data["local_values"], data["local_counts"], data["local_names"]
            ).items(),
            data["local_joints"],
            strict=True,
        )
    }
    return PeopleAsset(
        template=data["template"],
        canonical=canonical,
        joints=data["joints"],
        bone_names=names,
        bone_parents=data["bone_parents"],
        skin_weights=weights,
        skin_bones=bones,
        body_vertices=body_vertices,
        body_uv=data["body_uv"],
        body_faces=body_faces,
        parts=parts,
        phenotype_names=tuple(str(n) for n in data["phenotype_names"]),
        phenotype_mask=data["phenotype_mask"].astype(np.float32),
        phenotype_map=data["phenotype_map"],
        phenotype_offset=data["phenotype_offset"],
        shapes=data["shapes"].astype(np.float32),
        joint_shapes=data["joint_shapes"].astype(np.float32),
        local=local,
        actions=_unpack(
            data["action_index"],
            data["action_values"],
            data["action_counts"],
            data["action_names"],
        ),
        regions=regions,
        position=position,
        painted=painted,
        head_weight=head_weight,
        arm_weight=arm_weight,
        along_arm=_along_arm(canonical, arm_weight),
        scalp=scalp,
        is_body=is_body,
        nearest_tights=tights[mesh.nearest(canonical, canonical[tights])],
    )
