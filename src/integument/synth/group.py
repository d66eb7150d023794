"""Who is in a picture: the main person of a set of views, and sometimes others around them.

All randomness of a companion comes from the seed and the number of the main person, so that any
view can be made on its own.
"""

from __future__ import annotations

import numpy as np

from integument.synth import figure, person, pose
from integument.synth.assets import PeopleAsset
from integument.synth.figure import Figure
from integument.synth.person import Person
from integument.synth.postures import POSTURES
from integument.synth.settings import MOST_PEOPLE, Settings

P_STAYS = 0.85
"""Share of the views of a set with company that show each companion."""
P_ONE_MORE = 0.45
"""Chance that another one comes to those who are there already."""
RELATIONS = {"beside": 0.55, "behind": 0.30, "in front": 0.15}
"""Where companions stand, seen by a camera in front of the main person."""
FACING = {"camera": 0.55, "the other": 0.25, "anywhere": 0.20}
STEP, STEPS = 0.06, 14
"""A companion who runs into somebody walks away by this many metres, so often at most."""
CLEAR = 0.012  # metres: depth of overlap that passes for people who stand close


class Cast:
    """The people of one set of views; companions are made when first needed."""

    def __init__(self, rng: np.random.Generator, asset: PeopleAsset, settings: Settings) -> None:
        own, plan, *self._others = rng.spawn(2 + MOST_PEOPLE - 1)
        self.asset = asset
        self.main = person.sample(own, asset)
        self._known: dict[int, Person] = {}
        self.companions = 0
        if settings.people_max > 1 and plan.random() < settings.p_more:
            self.companions = 1
            while self.companions < settings.people_max - 1 and plan.random() < P_ONE_MORE:
                self.companions += 1

    def companion(self, number: int) -> Person:
        """The companion ``number``, 0 to ``companions`` - 1."""
        if number not in self._known:
            drawn = person.sample(self._others[number], self.asset, second_row=True)
            self._known[number] = drawn
        return self._known[number]


def arrange(rng: np.random.Generator, cast: Cast) -> list[Figure]:
    """Pose the people of one view: the main one at the origin, facing -Y, the others around."""
    figures = [figure.strike(rng, cast.main)]
    for number in range(cast.companions):
        if rng.random() < P_STAYS:
            figures.append(_join(rng, figures, cast.companion(number)))
    return figures


def _join(rng: np.random.Generator, there: list[Figure], own: Person) -> Figure:
    """Pose one more person near those who are there, without running into them."""
    upright = {n: p.share for n, p in POSTURES.items() if not any(p.root)}
    if there[0].pose.seated and rng.random() < 0.6:
        upright = {n: s for n, s in upright.items() if POSTURES[n].seated}
    shares = np.array(list(upright.values()))
    newcomer = figure.strike(rng, own, str(rng.choice(list(upright), p=shares / shares.sum())))

    side = rng.choice([-1, 1])
    relation = str(rng.choice(list(RELATIONS), p=list(RELATIONS.values())))
    x, y = {
        "beside": (rng.uniform(0.35, 0.8), rng.normal(0, 0.12)),
        "behind": (rng.uniform(0.1, 0.9), rng.uniform(0.4, 2.0)),
        "in front": (rng.uniform(0.25, 0.8), -rng.uniform(0.25, 0.7)),
    }[relation]
    at = np.array([side * x, y])
    facing = str(rng.choice(list(FACING), p=list(FACING.values())))
    yaw = {
        "camera": rng.normal(0, 0.35),
        "the other": np.arctan2(-at[0], at[1]) + rng.normal(0, 0.4),
        "anywhere": rng.uniform(-np.pi, np.pi),
    }[facing]
    away = at / np.linalg.norm(at)
    turned = newcomer.moved(float(yaw), (0.0, 0.0))
    step = 0
    while step < STEPS and any(_overlap(f, turned, at + away * STEP * step) for f in there):
        step += 1
    at = at + away * STEP * step
    return turned.moved(0.0, (float(at[0]), float(at[1])))


def _overlap(there: Figure, newcomer: Figure, at: np.ndarray) -> bool:
    """Whether a newcomer ``at`` (x, y) would run into somebody."""
    asset = there.person.asset
    some = np.flatnonzero(asset.is_body)[::16]
    shift = np.array([*at, 0], np.float32)
    low, high = there.extent
    own_low, own_high = (corner + shift for corner in newcomer.extent)
    if (own_low > high).any() or (low > own_high).any():
        return False
    points = newcomer.posed.vertices[some] + shift
    surface = there.posed.vertices[some]
    depth = np.sort(pose.sunk(points, surface, there.normals[some]))
    inside = pose.sunk(surface, points, newcomer.normals[some])
    return max(float(depth[-8:].mean()), float(np.sort(inside)[-8:].mean())) > CLEAR
