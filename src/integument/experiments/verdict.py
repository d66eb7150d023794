"""Whether a claimed ordering shows, and on what grounds that is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from integument.experiments.experiment import SCALES, Experiment, Ordering
from integument.experiments.findings import Findings, mean

HOLDS, FAILS, MIXED = "holds", "does not hold", "mixed"
TOO_LITTLE, MISSING = "not enough data to say", "not measured"

FEWEST_PICTURES = 20
"""With fewer scored pictures one odd one decides; nothing is claimed then."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one ordering.

    Attributes
    ----------
    verdict : :data:`HOLDS` where every neighbouring pair is in order for every seed, :data:`FAILS`
        where some pair is in the wrong order for every seed, :data:`MIXED` where seeds disagree
    signs : of the neighbouring pairs, one character a seed: ``+`` in order, ``-`` not, ``=`` equal
    difference : the smallest of the mean differences of neighbours, positive where in order
    why : in words
    """

    claim: str
    verdict: str
    signs: tuple[str, ...] = ()
    difference: float | None = None
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def judge(experiment: Experiment, findings: Findings, scale: str) -> list[Verdict]:
    """A verdict for every ordering of the experiment."""
    return [_judge(experiment, ordering, findings, scale) for ordering in experiment.orderings]


def _judge(experiment: Experiment, ordering: Ordering, findings: Findings, scale: str) -> Verdict:
    rows = findings.values.get(ordering.table, {})
    missing = [row for row in ordering.rows if ordering.column not in rows.get(row, {})]
    if missing:
        return Verdict(ordering.claim, MISSING, why=f"no number for {', '.join(missing)}")
    columns = [rows[row][ordering.column] for row in ordering.rows]
    pairs = [_compare(better, worse, ordering) for better, worse in pairwise(columns)]
    signs = tuple(pair[0] for pair in pairs)
    difference = min(pair[1] for pair in pairs)
    if SCALES.index(scale) < SCALES.index(experiment.judged_from):
        why = f"{scale} scale only shows that it runs"
        return Verdict(ordering.claim, TOO_LITTLE, signs, difference, why)
    if experiment.needs and findings.pictures < FEWEST_PICTURES:
        why = f"{findings.pictures} pictures, expected {FEWEST_PICTURES} or more"
        return Verdict(ordering.claim, TOO_LITTLE, signs, difference, why)
    seeds, planned = len(signs[0]), experiment.seed_count(scale)
    if seeds < planned:
        why = f"{seeds} of the {planned} seeds that it takes"
        return Verdict(ordering.claim, TOO_LITTLE, signs, difference, why)
    if seeds > 1 and set("".join(signs)) == {"="}:
        why = "every seed gives the same number everywhere: nothing was learned that could differ"
        return Verdict(ordering.claim, TOO_LITTLE, signs, difference, why)
    good = "+=" if ordering.equal else "+"
    right = [sum(sign in good for sign in pair) for pair in signs]
    if all(count == seeds for count in right):
        verdict = HOLDS
    else:
        verdict = FAILS if 0 in right else MIXED
    why = f"{min(right)} of {seeds} seeds" if seeds > 1 else "one run"
    return Verdict(ordering.claim, verdict, signs, difference, why)


def _compare(
    better: Mapping[str, float], worse: Mapping[str, float], ordering: Ordering
) -> tuple[str, float]:
    """The signs seed by seed, and the difference of the means."""
    factor = -1.0 if ordering.lower else 1.0
    common = [seed for seed in better if seed in worse]
    if not common:  # a published constant against seeds, say
        common, better, worse = ["0"], {"0": mean(better)}, {"0": mean(worse)}
    gaps = [factor * (better[seed] - worse[seed]) for seed in common]
    signs = "".join("+" if gap > 0 else "-" if gap < 0 else "=" for gap in gaps)
    return signs, sum(gaps) / len(gaps)
