"""Hair: strands grown over the scalp that fall under gravity and rest on the body.

Thousands of *strands* follow their nearest guides (:mod:`integument.synth.hair_guides`), with
clumping, waves, coils and frizz of their own. The wisdom is common to hair modelling since
Ward et al., "A Survey on Hair Modeling", 2007, doi:10.1109/TVCG.2007.30.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numba
import numpy as np

from integument.synth import hair_guides, hair_knots, hair_paint, mesh, scalp
from integument.synth.assets import HEAD_CENTRE, PeopleAsset
from integument.synth.body import Shape
from integument.synth.hair_guides import Guides, Obstacles
from integument.synth.hair_style import HairStyle

GUIDES = 360
PART_ENDS = (-0.03, 0.05)  # canonical y between which a parting runs out toward the back
BANG_GUIDES, BANG_STRANDS, BANG_STEPS = 70, 1600, 8
BANGS_FROM = -0.055  # canonical y of the scalp in front of which a fringe grows
BEARD_STRANDS = {"full": 3500, "goatee": 1600, "moustache": 900}
SPARE_ROOTS = 1.7
"""Roots drawn for each one needed: those under the hairline are dropped."""
UNDERCUT_LENGTH = 0.008
PLAIT_LAYER = 0.016  # metres of the middle of a plait from what it lies on
FACE_WIDTH = 0.058  # half the width of face that long hair leaves free, before its volume


@dataclass(frozen=True, eq=False)
class Strands:
    """N strands of K points at rest: ``points`` (N, K, 3) float32 metres, ``radius`` metres.

    ``column`` (N,) float32 is where each strand finds its colour (:mod:`hair_paint`). Strands
    that hang have ``guides``, which of them they follow (``index`` (N, 3) int) and by how much
    (``weight`` (N, 3) float32).
    """

    points: np.ndarray
    radius: float
    beard: bool
    column: np.ndarray
    guides: Guides | None = None
    index: np.ndarray | None = None
    weight: np.ndarray | None = None

    def fallen(self, on: Obstacles, down: np.ndarray) -> Strands:
        """These strands resting ``on`` something else, with ``down`` (3,) another direction."""
        if self.guides is None:
            return self
        shift = self.guides.fall(on, down) - self.guides.rest
        shift = hair_guides.resampled(shift, self.points.shape[1])
        return replace(self, points=_shifted(self.points, shift, self.index, self.weight))


@numba.njit(cache=True, fastmath=True)
def _shifted(points, shift, index, weight):
    """``points`` (N, K, 3) moved by ``shift`` (G, K, 3) of their guides; float32."""
    out = np.empty_like(points)
    for n in range(points.shape[0]):
        for k in range(points.shape[1]):
            for c in range(3):
                total = points[n, k, c]
                for g in range(3):
                    total += weight[n, g] * shift[index[n, g], k, c]
                out[n, k, c] = total
    return out


def _roots(rng, asset: PeopleAsset, shape: Shape, normals, weight, count: int, whole: bool):
    """Random points on the triangles where ``weight`` (V,) > 0: points, normals, canonical.

    ``whole`` triangles have all corners there, others one at least.
    """
    faces = asset.body_vertices[asset.body_faces]
    inside = weight[faces].min(1) if whole else weight[faces].max(1)
    faces = faces[inside > 0]
    corner = shape.vertices[faces]
    area = np.linalg.norm(
        np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1
    )
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


def _on_scalp(rng, asset: PeopleAsset, shape: Shape, normals, style: HairStyle, count: int):
    """``count`` roots above the hairline of ``style``: points, normals, canonical."""
    found = _roots(rng, asset, shape, normals, asset.scalp, int(count * SPARE_ROOTS), False)
    line = scalp.height(found[2], style.recession, style.crown)
    grows = np.flatnonzero(rng.random(len(line)) < 0.3 + 1.5 * line)
    if not len(grows):
        grows = np.argsort(line)[-count:]
    chosen = np.resize(grows, count)
    return tuple(values[chosen] for values in found)


def _comb_directions(rng, style: HairStyle, canonical: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Where each guide is combed at its root, (G, 3)."""
    n = len(canonical)
    if style.comb == "part":
        aside = side * np.interp(canonical[:, 1], PART_ENDS, [1, 0.1])
        return np.c_[aside, np.full(n, style.backward), np.full(n, -0.1)]
    if style.comb == "back":
        return np.tile([0, 1.0, 0.05], (n, 1))
    return rng.normal(size=(n, 3))


@numba.njit(cache=True)
def _three_nearest(points, targets, side, target_side):
    """Three nearest targets of each point and their weights; the other side of the part is far."""
    count = points.shape[0]
    index = np.zeros((count, 3), np.int64)
    weight = np.zeros((count, 3), np.float32)
    for i in range(count):
        best = np.full(3, 1e9)
        for j in range(targets.shape[0]):
            d = (
                (points[i, 0] - targets[j, 0]) ** 2
                + (points[i, 1] - targets[j, 1]) ** 2
                + (points[i, 2] - targets[j, 2]) ** 2
            )
            if side[i] != target_side[j]:
                d += 0.005
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
    strands = []
    if not (style.strands or style.beard):
        return strands
    normals = mesh.vertex_normals(shape.vertices, asset.body_vertices[asset.body_faces])
    if style.strands:
        on = hair_guides.obstacles(asset, shape.vertices, normals)
        strands.append(_grow_scalp(rng, asset, shape, style, normals, on))
        if style.bangs:
            strands.append(_grow_bangs(rng, asset, shape, style, normals, on))
        if hair_knots.stops(style):
            moved = _head_centre(asset, shape) - HEAD_CENTRE
            strands += [
                _grow_knot(rng, style, *knot, on) for knot in hair_knots.knots(style, moved)
            ]
    if style.beard:
        points = _grow_beard(rng, asset, shape, style, normals)
        column = rng.random(len(points)).astype(np.float32)
        strands.append(Strands(points, 0.0003, beard=True, column=column))
    return strands


def _head_centre(asset: PeopleAsset, shape: Shape) -> np.ndarray:
    return shape.vertices[(asset.head_weight > 0.5) & asset.is_body].mean(0)


def _grow_scalp(rng, asset, shape, style, normals, on: Obstacles) -> Strands:
    roots, root_normals, canonical = _on_scalp(rng, asset, shape, normals, style, GUIDES)
    side = np.sign(canonical[:, 0] - style.part + 1e-6).astype(np.float32)
    centre = _head_centre(asset, shape)
    tie, held = hair_knots.ties(style, canonical)
    tie = tie + (centre - HEAD_CENTRE)
    lengths = style.length * rng.uniform(0.85, 1.1, GUIDES)
    comb = _comb_directions(rng, style, canonical, side)
    if style.tie == "half up":  # what is not tied falls
        comb = np.where(
            held[:, None], comb, np.c_[side * 0.4, np.full(GUIDES, 0.6), -np.ones(GUIDES)]
        )
    if style.undercut:
        low = canonical[:, 2] < 0.785
        lengths = np.where(low, np.minimum(lengths, UNDERCUT_LENGTH), lengths)
    free = style.comb in ("part", "back") and style.kind in ("medium", "long", "locs")
    guides = Guides(
        roots=roots,
        normals=root_normals,
        lengths=lengths,
        comb=comb,
        layer=rng.uniform(0.2, 1, GUIDES) * style.volume,
        side=side,
        tie=tie,
        held=held,
        stops=hair_knots.stops(style),
        steps=min(style.steps, hair_guides.MOST_STEPS),
        gravity=style.gravity,
        lift=style.lift,
        centre=centre,
        curtain=FACE_WIDTH + 0.6 * style.volume if free else 0.0,
    )
    guides = replace(guides, rest=guides.fall(on))
    of_guides = _of_the_part(side, canonical)
    count = int(style.strands * (1 - style.thinning))
    roots, _, canonical = _on_scalp(rng, asset, shape, normals, style, count)
    side = np.sign(canonical[:, 0] - style.part + 1e-6)
    sides = _of_the_part(side, canonical), of_guides
    return _follow(rng, style, guides, roots, sides, style.steps)


def _of_the_part(side: np.ndarray, canonical: np.ndarray) -> np.ndarray:
    """On which side of the parting hair grows; 0 at the back, where there is none."""
    return np.where(canonical[:, 1] > PART_ENDS[1], 0, side).astype(np.float32)


def _grow_bangs(rng, asset, shape, style, normals, on: Obstacles) -> Strands:
    """A fringe: short hair combed over the forehead, straight, to a side or to both."""
    roots, root_normals, canonical = _on_scalp(rng, asset, shape, normals, style, 4000)
    front = np.flatnonzero((canonical[:, 1] < BANGS_FROM) & (np.abs(canonical[:, 0]) < 0.062))
    if len(front) < BANG_GUIDES:
        front = np.argsort(canonical[:, 1])[:BANG_GUIDES]
    some = rng.choice(front, BANG_GUIDES)
    x = canonical[some, 0]
    swept = (
        np.sign(x - style.part) * 0.9
        if style.bangs_to == 2
        else np.full(len(x), style.bangs_to * 0.7)
    )
    comb = np.c_[swept + 2 * x, np.full(len(x), -1.0), np.full(len(x), -0.25)]
    guides = Guides(
        roots=roots[some],
        normals=root_normals[some],
        lengths=style.bangs * rng.uniform(0.85, 1.1, len(x)),
        comb=comb,
        layer=rng.uniform(0.1, 1, len(x)) * min(style.volume, 0.01),
        side=np.sign(x + 1e-6),
        tie=roots[some],
        held=np.zeros(len(x), bool),
        stops=False,
        steps=BANG_STEPS,
        gravity=0.75,
        lift=0.25,
        centre=_head_centre(asset, shape),
        curtain=0.0,
    )
    guides = replace(guides, rest=guides.fall(on))
    own = rng.choice(front, BANG_STRANDS)
    sides = np.zeros(BANG_STRANDS, np.float32), np.zeros(BANG_GUIDES, np.float32)
    short = replace(style, length=style.bangs, spread=min(style.spread, 0.004), thick=False)
    strands = _follow(rng, short, guides, roots[own], sides, BANG_STEPS)
    return replace(strands, guides=None, index=None, weight=None)


def _grow_knot(rng, style: HairStyle, at, away, on: Obstacles) -> Strands:
    """A bun, or a plait that hangs, tied ``at`` (3,) with the head behind ``away`` (3,)."""
    if style.tie in hair_knots.BUNS:
        points, hang = hair_knots.bun(rng, at, away, style), {}
    else:
        level = away * [1, 1, 0] / np.linalg.norm(away[:2])
        one = np.ones(1)
        guides = Guides(
            roots=at[None],
            normals=level[None],
            lengths=style.length * one,
            comb=level[None],
            layer=PLAIT_LAYER * one,
            side=one,
            tie=at[None],
            held=np.zeros(1, bool),
            stops=False,
            steps=hair_guides.MOST_STEPS,
            gravity=1.0,
            lift=0.4,
            centre=at,
            curtain=0.0,
        )
        guides = replace(guides, rest=guides.fall(on))
        points = hair_knots.plait(rng, guides.rest[0], level, style)
        index = np.zeros((len(points), 3), np.int64)
        weight = np.tile(np.array([1, 0, 0], np.float32), (len(points), 1))
        hang = {"guides": guides, "index": index, "weight": weight}
    column = hair_paint.column(rng, np.arange(len(points)))
    return Strands(points, style.radius, False, column, **hang)


def _follow(rng, style: HairStyle, guides: Guides, roots, sides, steps: int) -> Strands:
    """Strands at ``roots`` (N, 3) between guides; ``sides`` of the part of strands and guides."""
    n = len(roots)
    index, weight = _three_nearest(roots, guides.roots, *sides)
    along = np.linspace(0, 1, steps, dtype=np.float32)[None, :, None]
    paths = hair_guides.resampled(guides.rest, steps)
    start = paths[:, :1]
    shift = np.ascontiguousarray(paths - start)
    strands = _shifted(np.repeat(roots[:, None].astype(np.float32), steps, 1), shift, index, weight)
    nearest = index[:, 0]
    own = paths[nearest] + ((roots - paths[nearest, 0]) * np.float32(0.6))[:, None]
    pull = np.float32(style.clump) * along
    strands += (own - strands) * pull
    normal = rng.standard_normal((n, 1, 3), dtype=np.float32)
    strands += normal * (np.float32(style.spread) * along)
    normal = rng.standard_normal(strands.shape, dtype=np.float32)
    strands += normal * np.where(along > 0, np.float32(style.frizz), np.float32(0))
    if style.wave:
        phase = rng.uniform(0, 0.9, n) + rng.uniform(0, 2 * np.pi, len(paths))[nearest]
        turns = np.linspace(0, 1, steps) * style.length / style.wave_length * 2 * np.pi
        angle = (turns[None] + phase[:, None]).astype(np.float32)[..., None]
        amount = style.wave * np.minimum(1, np.linspace(0, 3, steps))[None, :, None]
        sine, cosine = np.sin(angle), np.cos(angle)
        circle = np.concatenate([sine, 0.3 * sine + cosine, 0.4 * cosine], 2)
        strands += circle * amount.astype(np.float32)
    # A plait is a lock of its own; fine strands share the colour of their guide.
    lock = np.arange(n) if style.thick else nearest
    radius = 0.0002 if style.kind == "shaved" else style.radius
    hang = {"guides": guides, "index": index, "weight": weight} if style.hangs else {}
    return Strands(strands, radius, False, hair_paint.column(rng, lock), **hang)


def _grow_beard(rng, asset, shape, style, normals) -> np.ndarray:
    """Straight strands down from jaw, chin and upper lip: (N, 4, 3) float32."""
    weight = np.where(hair_knots.beard_grows(asset.canonical, style.beard_shape), 1.0, -1.0)
    weight[~asset.is_body | (asset.head_weight < 0.3)] = -1
    count = BEARD_STRANDS[style.beard_shape]
    roots, normal, _ = _roots(rng, asset, shape, normals, weight, count, True)
    direction = normal * 0.6 + np.array([0, -0.15, -0.8]) + rng.normal(0, 0.25, normal.shape)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    length = style.beard * rng.uniform(0.6, 1.1, len(roots))
    along = np.linspace(0, 1, 4)[None, :, None]
    points = roots[:, None] + direction[:, None] * length[:, None, None] * along
    return points.astype(np.float32)
