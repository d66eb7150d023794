"""The shape of one adult, and that shape in a pose."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np

from integument.synth.assets import PeopleAsset

FACE_CHANGES = ("nose", "mouth", "chin", "cheek", "eye", "ear")
HEAD_CHANGES = ("forehead", "head", "neck")
FACE_SPREAD, HEAD_SPREAD, BODY_SPREAD = 0.28, 0.15, 0.2
"""Deviation of the strength of changes: of features, of the size and place of the whole head, and
of trunk and limbs; judged by eye so that faces differ as much as strangers' do and none is odd."""
RARE_CHANGES = ("trans-out", "head-angle", "stomach-pregnant", "trans-forward", "eye-scale")
"""Changes that look odd in full strength; they are drawn at a fifth of it."""


P_UNUSUAL_BUILD = 0.25
"""Share of people whose weight and muscle are drawn evenly: thin to obese, frail to athletic."""
YOUTH = 1.6
"""Exponent of the age: more young adults than old ones, as in photographs."""


@dataclass(frozen=True)
class Phenotype:
    """The inherited shape of a person; every value but ``ancestry`` lies in [0, 1].

    ``gender`` 0 male - 1 female. ``age`` 0 about twenty-five - 1 about ninety: the shape space
    holds adults only. ``ancestry`` are three weights of the asset's face and build variations;
    they are drawn with the skin tone in mind but do not determine it.
    """

    gender: float
    age: float
    muscle: float
    weight: float
    height: float
    proportions: float
    cupsize: float
    firmness: float
    ancestry: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Shape:
    """One person at rest: (V, 3) and (B, 3) float32 metres."""

    vertices: np.ndarray
    joints: np.ndarray


@dataclass(frozen=True, eq=False)
class Posed:
    """One person in a pose.

    ``vertices`` (V, 3) float32 stand on z = 0; ``bones`` (B, 3, 4) float32 take rest positions to
    posed ones; ``joints`` (B, 3) float32.
    """

    vertices: np.ndarray
    bones: np.ndarray
    joints: np.ndarray


def sample_phenotype(rng: np.random.Generator, tone: int) -> Phenotype:
    """Draw an adult. ``tone`` (1-6) only tilts the odds of the ancestry weights."""
    female = rng.random() < 0.5
    ancestry = rng.dirichlet([0.5, 0.5, 0.5])
    ancestry[np.argmax(ancestry)] += 0.3
    if tone >= 5 and rng.random() < 0.8:
        ancestry = np.array([1.5, 0.2, 0.2]) * rng.uniform(0.5, 1, 3)

    def middling(spread: float) -> float:
        if rng.random() < P_UNUSUAL_BUILD:
            return float(rng.random())
        return float(np.clip(rng.normal(0.5, spread), 0, 1))

    return Phenotype(
        gender=float(rng.uniform(0.85, 1) if female else rng.uniform(0, 0.15)),
        age=float(rng.uniform(0, 1) ** YOUTH),
        muscle=middling(0.2),
        weight=middling(0.22),
        height=float(np.clip(rng.normal(0.5, 0.11), 0.28, 0.78)),
        proportions=float(rng.uniform(0.3, 0.9)),
        cupsize=float(rng.uniform(0.2, 0.8)),
        firmness=float(rng.uniform(0.3, 0.8)),
        ancestry=tuple(float(x) for x in ancestry / ancestry.sum()),
    )


def sample_local(rng: np.random.Generator, asset: PeopleAsset) -> dict[str, float]:
    """Draw small individual changes of face and body: change name -> strength in [0, 1]."""
    changes = {}
    for name in sorted({n[:-1] for n in asset.local}):
        spread = BODY_SPREAD
        if name.startswith(FACE_CHANGES):
            spread = FACE_SPREAD
        elif name.startswith(HEAD_CHANGES):
            spread = HEAD_SPREAD
        strength = rng.normal(0, spread)
        if any(rare in name for rare in RARE_CHANGES):
            strength *= 0.2
        sign = "+" if strength > 0 else "-"
        changes[name + sign] = float(min(abs(strength), 0.9))
    return changes


def _phenotype_coefficients(asset: PeopleAsset, phenotype: Phenotype) -> np.ndarray:
    weight = np.zeros(len(asset.phenotype_names), np.float32)
    number = {name: i for i, name in enumerate(asset.phenotype_names)}

    def interpolate(value: float, anchors: tuple[str, ...]) -> None:
        at = value * (len(anchors) - 1)
        for k, anchor in enumerate(anchors):
            weight[number[anchor]] = max(0.0, 1 - abs(at - k))

    interpolate(phenotype.gender, ("male", "female"))
    interpolate(phenotype.age, ("young", "old"))
    interpolate(phenotype.height, ("minheight", "maxheight"))
    interpolate(phenotype.proportions, ("idealproportions", "uncommonproportions"))
    for feature in ("muscle", "weight", "cup", "firmness"):
        value = phenotype.cupsize if feature == "cup" else getattr(phenotype, feature)
        interpolate(value, (f"min{feature}", f"average{feature}", f"max{feature}"))
    for name, share in zip(("african", "asian", "caucasian"), phenotype.ancestry, strict=True):
        weight[number[name]] = share
    products = np.prod(weight * asset.phenotype_mask + (1 - asset.phenotype_mask), axis=1)
    return products @ asset.phenotype_map - asset.phenotype_offset


def build(asset: PeopleAsset, phenotype: Phenotype, local: dict[str, float]) -> Shape:
    """The rest shape with a calm face: mean adult + shape space + individual changes."""
    coefficients = _phenotype_coefficients(asset, phenotype).astype(np.float32)
    vertices = asset.template + np.tensordot(coefficients, asset.shapes, 1)
    joints = asset.joints + np.tensordot(coefficients, asset.joint_shapes, 1)
    for name, strength in local.items():
        index, delta, joint_delta = asset.local[name]
        vertices[index] += np.float32(strength) * delta
        joints += np.float32(strength) * joint_delta
    return Shape(vertices.astype(np.float32), joints.astype(np.float32))


def express(asset: PeopleAsset, shape: Shape, actions: dict[str, float]) -> Shape:
    """``shape`` with facial actions (name -> strength in [0, 1]) in its face."""
    vertices = shape.vertices.copy()
    for name, strength in actions.items():
        index, delta = asset.actions[name]
        vertices[index] += np.float32(strength) * delta
    return Shape(vertices, shape.joints)


@numba.njit(cache=True)
def _skin(vertices, weights, bones, transforms):
    out = np.empty_like(vertices)
    for i in range(vertices.shape[0]):
        x, y, z = vertices[i, 0], vertices[i, 1], vertices[i, 2]
        for row in range(3):
            total = np.float32(0)
            for k in range(weights.shape[1]):
                w = weights[i, k]
                if w == 0:
                    continue
                m = transforms[bones[i, k], row]
                total += w * (m[0] * x + m[1] * y + m[2] * z + m[3])
            out[i, row] = total
    return out


def bone_transforms(
    asset: PeopleAsset, joints: np.ndarray, rotations: dict[str, np.ndarray]
) -> np.ndarray:
    """Where each bone goes: (B, 3, 4) float32, from rest positions to posed ones.

    ``rotations`` maps bone names to (3, 3) matrices in the axes of the rest pose, applied about
    the bone's own joint, parents first.
    """
    bones = np.zeros((len(asset.bone_names), 3, 4), np.float32)
    for i, name in enumerate(asset.bone_names):
        parent = asset.bone_parents[i]
        up = bones[parent] if parent >= 0 else _IDENTITY
        if name not in rotations:
            bones[i] = up
            continue
        own = rotations[name]
        turned = up[:, :3] @ own
        bones[i, :, :3] = turned
        bones[i, :, 3] = up[:, :3] @ (joints[i] - own @ joints[i]) + up[:, 3]
    return bones


_IDENTITY = np.eye(3, 4, dtype=np.float32)


def moved(asset: PeopleAsset, vertices: np.ndarray, bones: np.ndarray, which=slice(None)):
    """Vertices ``which`` after the bones have moved (linear blend skinning), float32."""
    return _skin(vertices, asset.skin_weights[which], asset.skin_bones[which], bones)


def pose(asset: PeopleAsset, shape: Shape, rotations: dict[str, np.ndarray]) -> Posed:
    """Turn bones, see :func:`bone_transforms`, and put the person down on z = 0."""
    bones = bone_transforms(asset, shape.joints, rotations)
    vertices = moved(asset, shape.vertices, bones)
    ground = np.float32(vertices[asset.is_body, 2].min())
    vertices[:, 2] -= ground
    bones[:, 2, 3] -= ground
    joints = np.einsum("bij,bj->bi", bones[:, :, :3], shape.joints) + bones[:, :, 3]
    return Posed(vertices, bones, joints)


def placed(posed: Posed, yaw: float, to: tuple[float, float]) -> Posed:
    """``posed`` turned about the vertical by ``yaw`` radians and moved ``to`` (x, y) metres."""
    c, s = np.cos(yaw), np.sin(yaw)
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)
    step = np.array([*to, 0], np.float32)
    bones = np.einsum("ij,bjk->bik", turn, posed.bones)
    bones[:, :, 3] += step
    return Posed(posed.vertices @ turn.T + step, bones, posed.joints @ turn.T + step)
