"""Hair: strands grown over the scalp that fall under gravity and rest on the body.

A few hundred *guides* are grown step by step: pulled by a comb direction near the root and by
gravity further on, and pushed out of the head and shoulders. Thousands of *strands* follow their
nearest guides, with clumping, waves, coils and frizz of their own. The wisdom is common to hair
modelling since Ward et al., "A Survey on Hair Modeling", 2007, doi:10.1109/TVCG.2007.30.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np

from integument.synth import hair_paint, mesh
from integument.synth.assets import HEAD_CENTRE, PeopleAsset
from integument.synth.body import Shape
from integument.synth.hair_style import HairStyle

GUIDES = 360
TIE_POINT = np.array([0.0, 0.095, 0.775], np.float32)  # canonical, where tied hair is gathered
BEARD_STRANDS = 3500


@dataclass(frozen=True, eq=False)
class Strands:
    """N strands of K points at rest: ``points`` (N, K, 3) float32 metres, ``radius`` metres.

    ``column`` (N,) float32 is where each strand finds its colour (:mod:`hair_paint`).
    """

    points: np.ndarray
    radius: float
    beard: bool
    column: np.ndarray


def _roots(rng, asset: PeopleAsset, shape: Shape, normals, weight: np.ndarray, count: int):
    """Random points on the triangles where ``weight`` (V,) > 0: points, normals, canonical."""
    faces = asset.body_vertices[asset.body_faces]
    inside = weight[faces].min(1)
    faces = faces[inside > 0]
    corner = shape.vertices[faces]
    area = np.linalg.norm(
        np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1
    )
    area = area * np.minimum(inside[inside > 0], 1)
    chosen = rng.choice(len(faces), count, p=area / area.sum())
    u = rng.random((count, 2))
    u = np.where(u.sum(1, keepdims=True) > 1, 1 - u, u)
    bary = np.c_[1 - u.sum(1), u].astype(np.float32)[..., None]
    normal = (normals[faces[chosen]] * bary).sum(1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    return (
        (corner[chosen] * bary).sum(1),
        normal,
        (asset.canonical[faces[chosen]] * bary).sum(1),
    )


def _comb_directions(rng, style: HairStyle, canonical: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Where each guide is combed at its root, (G, 3)."""
    n = len(canonical)
    parted = np.c_[side, np.full(n, 0.7), np.full(n, -0.1)]
    if style.comb == "part":
        return parted
    if style.comb == "back":
        return np.tile([0, 1.0, 0.05], (n, 1))
    if style.comb == "fringe":
        front = (canonical[:, 1] < -0.03)[:, None]
        return np.where(
            front, [0, -1.0, -0.1], np.c_[side * 0.5, np.full(n, 0.5), np.full(n, -0.6)]
        )
    if style.comb == "tie":
        return TIE_POINT - canonical
    return rng.normal(size=(n, 3))


@numba.njit(cache=True)
def _grow(
    roots, normals, lengths, comb, layer, side, steps, gravity, lift, tie, tied,
    obstacles, obstacle_normals, centre, part_face, face_width,
):  # fmt: skip
    """March all guides; returns (G, steps, 3). Obstacles are surface points with normals."""
    guides = roots.shape[0]
    out = np.empty((guides, steps, 3), np.float32)
    for g in range(guides):
        here = roots[g].copy()
        direction = normals[g].copy()
        out[g, 0] = here
        stride = lengths[g] / (steps - 1)
        gathered = False
        for k in range(1, steps):
            fall = min(1.0, k / (steps * 0.25))
            if tied and not gathered:
                to_tie = tie - here
                reach = np.sqrt((to_tie**2).sum())
                gathered = reach < 0.03
                target = to_tie / (reach + 1e-6) + normals[g] * max(0.0, 0.25 - 0.1 * k)
            else:
                target = comb[g] * max(0.0, 1 - 0.95 * fall)
                target = target + normals[g] * max(0.0, 0.9 - 0.5 * k / max(lift, 1.0)) * lift
                target[2] -= (0.3 + 1.9 * fall) * gravity
            target = target / (np.sqrt((target**2).sum()) + 1e-9)
            direction = 0.45 * direction + 0.55 * target
            direction = direction / (np.sqrt((direction**2).sum()) + 1e-9)
            here = here + direction * stride
            best, at = 1e9, 0
            for j in range(obstacles.shape[0]):
                d = (
                    (here[0] - obstacles[j, 0]) ** 2
                    + (here[1] - obstacles[j, 1]) ** 2
                    + (here[2] - obstacles[j, 2]) ** 2
                )
                if d < best:
                    best, at = d, j
            normal = obstacle_normals[at]
            height = ((here - obstacles[at]) * normal).sum()
            need = 0.003 + layer[g] * min(1.0, k / 3) * (1 - 0.5 * k / steps)
            if height < need:
                here = here + normal * (need - height)
            if part_face:  # long hair parts like a curtain and leaves the face free
                x, y, z = here[0], here[1] - centre[1], here[2] - centre[2]
                if y < -0.02 and -0.16 < z < 0.045 and abs(x) < face_width:
                    here[0] = side[g] * (0.5 * abs(x) + 0.5 * face_width)
                    here[1] += 0.006
            out[g, k] = here
    return out


@numba.njit(cache=True)
def _three_nearest(points, targets, side, target_side):
    """Three nearest targets of each point and their weights; the other side of the part is far."""
    count = points.shape[0]
    index = np.zeros((count, 3), np.int64)
    weight = np.zeros((count, 3), np.float32)
    for i in range(count):
        best = np.full(3, 1e9)
        for j in range(targets.shape[0]):
            dx = points[i, 0] - targets[j, 0]
            dy = points[i, 1] - targets[j, 1]
            dz = points[i, 2] - targets[j, 2]
            d = dx * dx + dy * dy + dz * dz
            if side[i] != target_side[j]:
                d *= 50.0
            if d < best[2]:
                k = 2
                while k > 0 and d < best[k - 1]:
                    best[k] = best[k - 1]
                    index[i, k] = index[i, k - 1]
                    k -= 1
                best[k] = d
                index[i, k] = j
        total = 0.0
        for k in range(3):
            total += 1 / (best[k] + 1e-7)
        for k in range(3):
            weight[i, k] = 1 / (best[k] + 1e-7) / total
    return index, weight


def grow(
    rng: np.random.Generator, asset: PeopleAsset, shape: Shape, style: HairStyle
) -> list[Strands]:
    """Grow the hair and the beard of one person in the rest pose."""
    normals = mesh.vertex_normals(shape.vertices, asset.body_vertices[asset.body_faces])
    strands = []
    if style.strands:
        points, lock = _grow_scalp(rng, asset, shape, style, normals)
        radius = 0.0002 if style.kind == "shaved" else style.radius
        column = hair_paint.column(rng, lock)
        strands.append(Strands(points, radius, beard=False, column=column))
    if style.beard:
        points = _grow_beard(rng, asset, shape, style, normals)
        column = rng.random(len(points)).astype(np.float32)
        strands.append(Strands(points, 0.0003, beard=True, column=column))
    return strands


def _grow_scalp(rng, asset, shape, style, normals) -> tuple[np.ndarray, np.ndarray]:
    """Points (strands, steps, 3) and the lock (strands,) each strand belongs to."""
    roots, root_normals, canonical = _roots(rng, asset, shape, normals, asset.scalp, GUIDES)
    side = np.sign(canonical[:, 0] - style.part + 1e-6).astype(np.float32)
    comb = _comb_directions(rng, style, canonical, side).astype(np.float32)
    lengths = (style.length * rng.uniform(0.85, 1.1, GUIDES)).astype(np.float32)
    if style.comb == "fringe":
        short = np.minimum(lengths, rng.uniform(0.05, 0.085))
        lengths = np.where(canonical[:, 1] < -0.04, short, lengths).astype(np.float32)

    head = (asset.head_weight > 0.5) & asset.is_body
    centre = shape.vertices[head].mean(0)
    lowest = shape.vertices[head, 2].min() - 0.55
    near = asset.is_body & (shape.vertices[:, 2] > lowest) & (asset.arm_weight < 0.6)
    obstacles = np.flatnonzero(near)[::2]  # every second vertex is dense enough to rest on
    tie = centre + (TIE_POINT - HEAD_CENTRE)
    layer = rng.uniform(0.2, 1, GUIDES) * style.volume
    vectors = (roots, root_normals, lengths, comb, layer, side)
    guides = _grow(
        *(v.astype(np.float64) for v in vectors),
        style.steps, style.gravity, style.lift, tie.astype(np.float64), style.comb == "tie",
        shape.vertices[obstacles].astype(np.float64), normals[obstacles].astype(np.float64),
        centre.astype(np.float64),
        style.comb not in ("fringe", "tie") and style.kind not in ("short", "shaved", "coily"),
        0.058 + 0.6 * style.volume,
    )  # fmt: skip
    return _follow(rng, asset, shape, style, normals, guides, side)


def _follow(rng, asset, shape, style, normals, guides, side_of_guide):
    """Strands between guides: (strands, steps, 3) float32, and the nearest guide of each."""
    n, steps = style.strands, style.steps
    roots, _, canonical = _roots(rng, asset, shape, normals, asset.scalp, n)
    side = np.sign(canonical[:, 0] - style.part + 1e-6).astype(np.float32)
    index, weight = _three_nearest(roots, guides[:, 0], side, side_of_guide)
    along = np.linspace(0, 1, steps, dtype=np.float32)[None, :, None]
    shift = guides - guides[:, :1]
    strands = roots[:, None] + (shift[index] * weight[..., None, None]).sum(1)
    own = guides[index[:, 0]] + (roots - guides[index[:, 0], 0])[:, None] * 0.6
    pull = style.clump * along
    strands = strands * (1 - pull) + own * pull
    strands += rng.normal(size=(n, 1, 3)).astype(np.float32) * style.spread * along
    strands += rng.normal(size=strands.shape).astype(np.float32) * style.frizz * (along > 0)
    if style.wave:
        phase = rng.uniform(0, 0.9, n) + rng.uniform(0, 2 * np.pi, len(guides))[index[:, 0]]
        turns = np.linspace(0, 1, steps) * style.length / style.wave_length * 2 * np.pi
        angle = (turns[None] + phase[:, None])[..., None]
        amount = style.wave * np.minimum(1, np.linspace(0, 3, steps))[None, :, None]
        circle = np.sin(angle) * [1.0, 0.3, 0] + np.cos(angle) * [0, 1.0, 0.4]
        strands += (circle * amount).astype(np.float32)
    # A plait is a lock of its own; fine strands share the colour of their guide.
    lock = np.arange(n) if style.thick else index[:, 0]
    return strands.astype(np.float32), lock


def _grow_beard(rng, asset, shape, style, normals) -> np.ndarray:
    """Straight strands down from jaw, chin and upper lip: (N, 4, 3) float32."""
    c = asset.canonical
    x = np.abs(c[:, 0])
    jaw = (c[:, 2] > 0.595) & (c[:, 2] < 0.688 + 0.6 * np.clip(x - 0.03, 0, 1)) & (c[:, 1] < -0.005)
    mouth = (x < 0.024) & (np.abs(c[:, 2] - 0.668) < 0.0085)
    weight = np.where(jaw & ~mouth & asset.is_body & (asset.head_weight > 0.3), 1.0, -1.0)
    roots, normal, _ = _roots(rng, asset, shape, normals, weight.astype(np.float32), BEARD_STRANDS)
    direction = normal * 0.6 + np.array([0, -0.15, -0.8]) + rng.normal(0, 0.25, normal.shape)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    length = style.beard * rng.uniform(0.6, 1.1, len(roots))
    along = np.linspace(0, 1, 4)[None, :, None]
    points = roots[:, None] + direction[:, None] * length[:, None, None] * along
    return points.astype(np.float32)
