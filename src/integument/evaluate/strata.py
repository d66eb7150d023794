"""Scores by group, such as by skin tone: who is served worse, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integument.evaluate.statistics import Interval, bootstrap_mean


@dataclass(frozen=True, slots=True)
class Stratum:
    """One group: its pictures and the mean of their scores with a 95 % interval."""

    name: str
    pictures: int
    score: Interval


@dataclass(frozen=True, slots=True)
class Strata:
    """All groups with pictures, in order of name.

    Attributes
    ----------
    groups : the groups
    gap : the best group's mean less the worst's, among groups large enough; 0 for a single one
    worst : name of the worst of those, "" without any
    """

    groups: tuple[Stratum, ...]
    gap: float
    worst: str


def stratify(
    scores: Mapping[str, float], groups: Mapping[str, str | None], fewest: int = 1
) -> Strata:
    """Split scores (picture → score) by group (picture → group; None or absent is left out).

    Groups of fewer than ``fewest`` pictures are listed and decide nothing.
    """
    members: dict[str, list[float]] = {}
    for picture, value in scores.items():
        if (group := groups.get(picture)) is not None:
            members.setdefault(group, []).append(value)
    return summarise(members, fewest)


def summarise(members: Mapping[str, Sequence[float]], fewest: int = 1) -> Strata:
    """The table of groups (group → scores); empty groups are left out."""
    found = tuple(
        Stratum(name, len(members[name]), bootstrap_mean(members[name]))
        for name in sorted(members)
        if members[name]
    )
    compared = [group for group in found if group.pictures >= fewest]
    if not compared:
        return Strata(found, 0.0, "")
    means = [group.score.mean for group in compared]
    worst = compared[means.index(min(means))]
    return Strata(found, max(means) - min(means), worst.name)
