"""Several segmenters on the same pictures: who is best how often, and which differences are real.

Only pictures that every segmenter was scored on are compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from integument.evaluate.curves import curves
from integument.evaluate.ranking import TopOne, top_one, top_one_curve
from integument.evaluate.report import Report, Row
from integument.evaluate.statistics import (
    Interval,
    bootstrap_mean,
    holm,
    sign_flip_test,
    wilcoxon_test,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two segmenters compared picture by picture.

    Attributes
    ----------
    first, second : their names
    difference : mean IoU of the first less the second, with its 95 % interval
    sign_flip, wilcoxon : p of the two paired tests, not corrected
    corrected : sign-flip p, corrected for all pairs of this comparison (Holm)
    """

    first: str
    second: str
    difference: Interval
    sign_flip: float
    wilcoxon: float
    corrected: float


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One label of one pack.

    Attributes
    ----------
    pack, label : which
    names : the segmenters, in the order they were given
    pictures : what all of them were scored on
    iou : (segmenters, pictures) float64
    top : Top-1 rates at the reports' threshold
    top_curve : (segmenters, T) Top-1 rates at every threshold, ties to the first
    pairs : every two of them
    """

    pack: str
    label: str
    names: tuple[str, ...]
    pictures: tuple[str, ...]
    iou: NDArray[np.float64]
    top: TopOne
    top_curve: NDArray[np.float64]
    pairs: tuple[Pair, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "pack": self.pack,
            "label": self.label,
            "pictures": len(self.pictures),
            "top1": dict(zip(self.names, self.top.first.round(6).tolist(), strict=True)),
            "top1_split": dict(zip(self.names, self.top.split.round(6).tolist(), strict=True)),
            "ties": self.top.ties,
            "pairs": [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "iou_difference": [round(value, 6) for value in pair.difference],
                    "p_sign_flip": pair.sign_flip,
                    "p_wilcoxon": pair.wilcoxon,
                    "p_sign_flip_holm": pair.corrected,
                }
                for pair in self.pairs
            ],
        }


def compare(reports: Sequence[Report]) -> list[Comparison]:
    """Every pack and label that all the reports have; stress sets and packs of nobody are left out.

    The reports are of the same packs in the same order.
    """
    if len(reports) < 2:
        return []
    found = []
    for scores in zip(*(report.packs for report in reports), strict=True):
        if scores[0].people_free or scores[0].stress:
            continue
        for label in scores[0].labels:
            tables = [score.by_picture(label) for score in scores]
            common = [name for name in tables[0] if all(name in table for table in tables)]
            if common:
                names = tuple(report.segmenter for report in reports)
                rows = [[table[name] for name in common] for table in tables]
                found.append(_compare(scores[0].name, label, names, common, rows))
    return found


def _compare(
    pack: str,
    label: str,
    names: tuple[str, ...],
    pictures: list[str],
    rows: list[list[Row]],
) -> Comparison:
    iou = np.array([[row.counts.iou for row in of] for of in rows])
    every_threshold = np.stack([curves([row.levels for row in of]).iou for of in rows])
    tests = [
        (first, second, sign_flip_test(iou[first], iou[second]))
        for first, second in itertools.combinations(range(len(names)), 2)
    ]
    corrected = holm([p for *_, p in tests])
    pairs = tuple(
        Pair(
            names[first],
            names[second],
            bootstrap_mean(iou[first] - iou[second]),
            p,
            wilcoxon_test(iou[first], iou[second]),
            of_all,
        )
        for (first, second, p), of_all in zip(tests, corrected, strict=True)
    )
    return Comparison(
        pack,
        label,
        names,
        tuple(pictures),
        iou,
        top_one(iou),
        top_one_curve(every_threshold),
        pairs,
    )
