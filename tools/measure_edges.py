"""Measure the edges of cut-outs on generated people with known coverage and colour.

    python tools/measure_edges.py --each 2 --size 768 --photographs FOLDER

For each kind of hair and of background it prints, in the band around the edge: the mean error of
alpha of the plain mask, of the enlarged probability, and of both levels of edges; and the mean
error of the composite over white, as a share of that of the plain mask.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from edge_people import KnownPerson, grounds, people

from integument import Segmenter
from integument.compose import coverage
from integument.edges import FAST, FINE
from integument.foreground import composite, foreground
from integument.people import People

MOST_MISSED = 0.2
"""People whose body is missed by more than this share of its pixels are no matter of edges, and
are counted apart."""


def composite_error(person: KnownPerson, rgb: np.ndarray, alpha: np.ndarray) -> float:
    """Mean absolute difference from the true composite over white, in levels."""
    white = np.full_like(rgb, 255)
    made = composite(rgb, alpha.astype(np.float32), white)
    return float(np.abs(made - person.over(white))[person.band].mean())


def measured(person: KnownPerson, found: People) -> dict[str, tuple[float, float]]:
    """Way of making edges → (error of alpha, error of the composite in levels)."""
    rgb = found.photo.pixels
    mask = found.mask("body").astype(np.float32)
    ways = {"plain": (mask, rgb), "grey": (found.probability("body"), rgb)}
    for edges in (FAST, FINE):
        found.edges = edges
        alpha = coverage(found)
        ways[edges] = (alpha, foreground(rgb, alpha))
    return {
        name: (
            float(np.abs(alpha - person.alpha)[person.band].mean()),
            composite_error(person, pixels, alpha),
        )
        for name, (alpha, pixels) in ways.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=2, help="people of each kind of hair")
    parser.add_argument("--size", type=int, default=768)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--photographs", type=Path, help="folder of photographs without people")
    args = parser.parse_args()
    segmenter = Segmenter(threads=1)
    rows = defaultdict(list)
    missed = 0
    for number, person in enumerate(people(args.size, args.each, args.seed)):
        rng = np.random.default_rng([args.seed, number])
        for ground, back in grounds(args.size, rng, args.photographs).items():
            found = segmenter.segment(person.photograph(back, rng))
            truth = person.alpha >= 0.5
            if np.count_nonzero(found.body != truth) > MOST_MISSED * np.count_nonzero(truth):
                missed += 1
                continue
            errors = measured(person, found)
            rows[person.hair].append(errors)
            rows[f"before {ground}"].append(errors)
    print(f"{missed} pictures left out: the person was missed")
    print("| | pictures | alpha: plain | grey | fast | fine | over white: plain | fast | fine |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, all_errors in rows.items():
        mean = {way: np.mean([one[way] for one in all_errors], axis=0) for way in all_errors[0]}
        alphas = " | ".join(f"{mean[way][0]:.3f}" for way in ("plain", "grey", FAST, FINE))
        plain = mean["plain"][1]
        shares = " | ".join(f"{mean[way][1] / plain:.2f}" for way in (FAST, FINE))
        print(f"| {name} | {len(all_errors)} | {alphas} | {plain:.1f} | {shares} |")


if __name__ == "__main__":
    main()
