"""Guides: a few hundred strands that are combed, fall under gravity and rest on the body.

They are grown step by step in the frame of the head, in the rest pose and again in every view,
where the head is turned, the shoulders are elsewhere and *down* is another direction; thousands
of strands (:mod:`integument.synth.hair`) follow them. Rest is found among a few thousand points
of the surface, by way of *hubs*: points that stand for those around them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numba
import numpy as np

from integument.synth import mesh
from integument.synth.assets import PeopleAsset

HUBS = 72
THIN = 0.011  # metres between points of the surface that hair rests on
REACH = 0.62  # metres below the crown to where hair may rest
MOST_STEPS = 14
"""Points of a guide; strands of more steps than that interpolate."""
GATHERED = 0.03  # metres from the tie at which hair has arrived there
DOWN = np.array([0.0, 0.0, -1.0])


@functools.cache
def _surface(asset: PeopleAsset) -> tuple[np.ndarray, np.ndarray]:
    """Vertices that hair rests on, in the order of their hubs, and where each hub's begin.

    Both int64; the first vertex of each hub is the hub itself.
    """
    c = asset.canonical
    top = c[asset.is_body, 2].max()
    near = asset.is_body & (c[:, 2] > top - REACH) & (asset.arm_weight < 0.9)
    near &= (asset.along_arm < 0.6) & (np.abs(c[:, 0]) < 0.26)
    candidates = np.flatnonzero(near)
    cell = np.round(c[candidates] / THIN).astype(np.int64)
    _, first = np.unique(cell, axis=0, return_index=True)
    kept = candidates[np.sort(first)]
    hubs = [0]
    away = np.full(len(kept), np.inf)
    while len(hubs) < HUBS:  # the farthest point from all hubs is the next
        away = np.minimum(away, np.linalg.norm(c[kept] - c[kept[hubs[-1]]], axis=1))
        hubs.append(int(np.argmax(away)))
    owner = mesh.nearest(c[kept], c[kept[hubs]])
    order, start = [], [0]
    for number, hub in enumerate(hubs):
        own = np.flatnonzero(owner == number)
        order += [hub, *own[own != hub]]
        start.append(len(order))
    return kept[order], np.array(start)


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Points (P, 3) float64 of a surface with normals (P, 3), ordered by hub; see `_surface`."""

    points: np.ndarray
    normals: np.ndarray
    start: np.ndarray


def obstacles(
    asset: PeopleAsset, vertices: np.ndarray, normals: np.ndarray, head: np.ndarray | None = None
) -> Obstacles:
    """What hair rests on, seen from the head: ``head`` (3, 4) is its bone, None the rest pose."""
    kept, start = _surface(asset)
    points, directions = vertices[kept].astype(float), normals[kept].astype(float)
    if head is not None:
        points = (points - head[:, 3]) @ head[:, :3].astype(float)
        directions = directions @ head[:, :3].astype(float)
    return Obstacles(points, directions, start)


@dataclass(frozen=True, eq=False)
class Guides:
    """G guides in the frame of the head: all that is needed to let them fall.

    roots, normals, comb, tie (G, 3); lengths, layer (metres above what they rest on), side
    (-1 or 1), held (whether a guide is gathered at its ``tie``) (G,). ``stops`` guides end at
    the tie. ``curtain`` is half the width of face that hair leaves free, 0 for none. ``rest``
    (G, K, 3) float32 is how they lie in the rest pose.
    """

    roots: np.ndarray
    normals: np.ndarray
    lengths: np.ndarray
    comb: np.ndarray
    layer: np.ndarray
    side: np.ndarray
    tie: np.ndarray
    held: np.ndarray
    stops: bool
    steps: int
    gravity: float
    lift: float
    centre: np.ndarray
    curtain: float
    rest: np.ndarray | None = None

    def fall(self, on: Obstacles, down: np.ndarray = DOWN) -> np.ndarray:
        """Points (G, K, 3) float32 of the guides resting on something, ``down`` (3,) a unit."""
        return _grow(
            *(np.ascontiguousarray(v, np.float64) for v in (
                self.roots, self.normals, self.lengths, self.comb, self.layer, self.side, self.tie
            )),
            self.held, self.stops, self.steps, self.gravity, self.lift, self.curtain,
            self.centre.astype(np.float64), on.points, on.normals, on.start,
            np.asarray(down, np.float64),
        )  # fmt: skip


def resampled(guides: np.ndarray, steps: int) -> np.ndarray:
    """Guides (G, K, 3) with ``steps`` points instead: (G, steps, 3) float32."""
    if guides.shape[1] == steps:
        return guides
    at = np.linspace(0, guides.shape[1] - 1, steps)
    low = np.minimum(at.astype(int), guides.shape[1] - 2)
    share = (at - low).astype(np.float32)[:, None]
    return guides[:, low] * (1 - share) + guides[:, low + 1] * share


@numba.njit(cache=True, fastmath=True)
def _nearest(x, y, z, points, start, hubs):
    """The nearest of ``points`` among those of the three nearest hubs."""
    hubs[:] = 0
    d0 = d1 = d2 = 1e9
    for h in range(start.shape[0] - 1):
        j = start[h]
        d = (x - points[j, 0]) ** 2 + (y - points[j, 1]) ** 2 + (z - points[j, 2]) ** 2
        if d < d0:
            d2, d1, d0 = d1, d0, d
            hubs[2], hubs[1], hubs[0] = hubs[1], hubs[0], h
        elif d < d1:
            d2, d1 = d1, d
            hubs[2], hubs[1] = hubs[1], h
        elif d < d2:
            d2 = d
            hubs[2] = h
    best, at = 1e9, 0
    for k in range(3):
        for j in range(start[hubs[k]], start[hubs[k] + 1]):
            d = (x - points[j, 0]) ** 2 + (y - points[j, 1]) ** 2 + (z - points[j, 2]) ** 2
            if d < best:
                best, at = d, j
    return at


@numba.njit(cache=True, fastmath=True)
def _grow(
    roots, normals, lengths, comb, layer, side, tie, held, stops, steps, gravity, lift, curtain,
    centre, points, point_normals, start, down,
):  # fmt: skip
    """March all guides; (G, steps, 3) float32."""
    guides = roots.shape[0]
    out = np.empty((guides, steps, 3), np.float32)
    here, direction, target = np.empty(3), np.empty(3), np.empty(3)
    hubs = np.zeros(3, np.int64)
    for g in range(guides):
        for c in range(3):
            here[c], direction[c] = roots[g, c], normals[g, c]
            out[g, 0, c] = here[c]
        stride = lengths[g] / (steps - 1)
        gathered = False
        for k in range(1, steps):
            if gathered and stops:
                out[g, k] = here
                continue
            fall = min(1.0, k / (steps * 0.25))
            if held[g] and not gathered:
                reach = 0.0
                for c in range(3):
                    target[c] = tie[g, c] - here[c]
                    reach += target[c] ** 2
                reach = np.sqrt(reach)
                gathered = reach < GATHERED
                for c in range(3):
                    target[c] = target[c] / (reach + 1e-6) + normals[g, c] * max(
                        0.0, 0.25 - 0.1 * k
                    )
            else:
                rise = max(0.0, 0.9 - 0.5 * k / max(lift, 1.0)) * lift
                for c in range(3):
                    target[c] = comb[g, c] * max(0.0, 1 - 0.95 * fall) + normals[g, c] * rise
                    target[c] += down[c] * (0.3 + 1.9 * fall) * gravity
            length = 1e-9 + np.sqrt(target[0] ** 2 + target[1] ** 2 + target[2] ** 2)
            for c in range(3):
                direction[c] = 0.45 * direction[c] + 0.55 * target[c] / length
            length = 1e-9 + np.sqrt(direction[0] ** 2 + direction[1] ** 2 + direction[2] ** 2)
            for c in range(3):
                direction[c] /= length
                here[c] += direction[c] * stride
            at = _nearest(here[0], here[1], here[2], points, start, hubs)
            height = 0.0
            for c in range(3):
                height += (here[c] - points[at, c]) * point_normals[at, c]
            need = 0.003 + layer[g] * min(1.0, k / 3) * (1 - 0.5 * k / steps)
            if height < need:
                for c in range(3):
                    here[c] += point_normals[at, c] * (need - height)
            if curtain > 0:  # long hair parts like a curtain and leaves the face free
                x, y, z = here[0], here[1] - centre[1], here[2] - centre[2]
                if y < -0.02 and -0.16 < z < 0.045 and abs(x) < curtain:
                    here[0] = side[g] * (0.5 * abs(x) + 0.5 * curtain)
                    here[1] += 0.006
            out[g, k] = here
    return out
