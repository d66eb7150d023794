"""The shape of one adult, and that shape in a pose."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np

from integument.synth.assets import PeopleAsset

FACE_CHANGES = ("nose", "mouth", "chin", "cheek", "forehead", "eye", "ear", "head", "neck")
RARE_CHANGES = ("trans-out", "head-angle", "stomach-pregnant", "trans-forward", "eye-scale")
"""Changes that look odd in full strength; they are drawn at a fifth of it."""


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
        return float(np.clip(rng.normal(0.5, spread), 0, 1))

    return Phenotype(
        gender=float(rng.uniform(0.85, 1) if female else rng.uniform(0, 0.15)),
        age=float(rng.uniform(0, 1) ** 1.3),
        muscle=middling(0.2),
        weight=middling(0.22),
        height=float(np.clip(rng.normal(0.5, 0.1), 0.3, 0.75)),
        proportions=float(rng.uniform(0.3, 0.9)),
        cupsize=float(rng.uniform(0.2, 0.8)),
        firmness=float(rng.uniform(0.3, 0.8)),
        ancestry=tuple(float(x) for x in ancestry / ancestry.sum()),
    )


def sample_local(rng: np.random.Generator, asset: PeopleAsset) -> dict[str, float]:
    """Draw small individual changes of face and body: change name -> strength in [0, 1]."""
    changes = {}
    for name in sorted({n[:-1] for n in asset.local}):
        spread = 0.3 if name.startswith(FACE_CHANGES) else 0.2
        strength = rng.normal(0, spread)
        if any(rare in name for rare in RARE_CHANGES):
            strength *= 0.2
        sign = "+" if strength > 0 else "-"
        changes[name + sign] = float(min(abs(strength), 0.9))
    return changes


EXPRESSIONS = ("neutral", "smile", "talk", "mixed")


def sample_expression(rng: np.random.Generator, asset: PeopleAsset) -> tuple[str, dict[str, float]]:
    """Draw a facial expression: its name and facial action -> strength in [0, 1]."""
    name = str(rng.choice(EXPRESSIONS, p=[0.32, 0.40, 0.13, 0.15]))
    action: dict[str, float] = {}
    if name == "smile":
        x = rng.uniform(0.2, 1)
        action = {
            "mouthSmileLeft": x,
            "mouthSmileRight": x * rng.uniform(0.8, 1),
            "cheekSquintLeft": x / 2,
            "cheekSquintRight": x / 2,
            "jawOpen": rng.choice([0.0, 0.0, 0.1, 0.2]),
        }
    elif name == "talk":
        action = {"jawOpen": rng.uniform(0.1, 0.6), "mouthFunnel": rng.uniform(0, 0.4)}
    elif name == "mixed":
        usable = [a for a in asset.actions if a != "tongueOut" and not a.startswith("eyeLook")]
        action = {a: rng.uniform(0, 0.6) for a in rng.choice(usable, 5, replace=False)}
    closed = rng.choice([0.0, rng.uniform(0, 0.4), 1.0], p=[0.6, 0.33, 0.07])
    action |= {"eyeBlinkLeft": closed, "eyeBlinkRight": closed}
    return name, {k: float(v) for k, v in action.items() if v}


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


def build(
    asset: PeopleAsset,
    phenotype: Phenotype,
    local: dict[str, float],
    actions: dict[str, float],
) -> Shape:
    """The rest shape: mean adult + shape space + individual changes + expression."""
    coefficients = _phenotype_coefficients(asset, phenotype).astype(np.float32)
    vertices = asset.template + np.tensordot(coefficients, asset.shapes, 1)
    joints = asset.joints + np.tensordot(coefficients, asset.joint_shapes, 1)
    for name, strength in local.items():
        index, delta, joint_delta = asset.local[name]
        vertices[index] += np.float32(strength) * delta
        joints += np.float32(strength) * joint_delta
    for name, strength in actions.items():
        index, delta = asset.actions[name]
        vertices[index] += np.float32(strength) * delta
    return Shape(vertices.astype(np.float32), joints.astype(np.float32))


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


def pose(asset: PeopleAsset, shape: Shape, rotations: dict[str, np.ndarray]) -> Posed:
    """Turn bones and let the skin follow (linear blend skinning).

    ``rotations`` maps bone names to (3, 3) matrices in the axes of the rest pose, applied about
    the bone's own joint, parents first. The person is put down on z = 0.
    """
    count = len(asset.bone_names)
    bones = np.zeros((count, 3, 4), np.float32)
    for i, name in enumerate(asset.bone_names):
        own = np.eye(3, 4, dtype=np.float32)
        if name in rotations:
            own[:, :3] = rotations[name]
            own[:, 3] = shape.joints[i] - rotations[name] @ shape.joints[i]
        parent = asset.bone_parents[i]
        if parent < 0:
            bones[i] = own
        else:
            up = bones[parent]
            bones[i, :, :3] = up[:, :3] @ own[:, :3]
            bones[i, :, 3] = up[:, :3] @ own[:, 3] + up[:, 3]
    vertices = _skin(shape.vertices, asset.skin_weights, asset.skin_bones, bones)
    ground = np.float32(vertices[asset.is_body, 2].min())
    vertices[:, 2] -= ground
    bones[:, 2, 3] -= ground
    joints = np.einsum("bij,bj->bi", bones[:, :, :3], shape.joints) + bones[:, :, 3]
    return Posed(vertices, bones, joints)
