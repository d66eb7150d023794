"""Everything an evaluation found, in one object, of which page, JSON and CSV are made."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integument.bench.counts import Counts
from integument.evaluate.compare import Comparison, compare
from integument.evaluate.curves import curves
from integument.evaluate.reliability import reliability
from integument.evaluate.report import PackScore, Report
from integument.evaluate.scoring import Pictures, Scorable
from integument.evaluate.tone_table import ToneTable, tabulate
from integument.labels import NAMES

Tones = Mapping[str, Mapping[str, str | None]]
"""Pack → picture → the tone of its skin, None where it is not known."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How long predictions took, pre- and post-processing included.

    Attributes
    ----------
    pictures : how many were timed
    seconds : median of a picture
    megapixel : median of the seconds a megapixel of the picture
    """

    pictures: int
    seconds: float
    megapixel: float


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the segmenters that are compared.

    Attributes
    ----------
    segmenter : the segmenter, its predictions kept where that is possible
    provenance : what it is, for JSON
    size : bytes of its file; None if it has none
    speed : None if nothing was timed
    counts : parameters and multiply-accumulates of its network, for a square picture of its
        input size; None if it has none or they cannot be counted
    """

    segmenter: Scorable
    provenance: Mapping[str, Any]
    size: int | None = None
    speed: Speed | None = None
    counts: Counts | None = None

    def cost(self) -> dict[str, int | None]:
        """Plain data for JSON: size of the file, parameters and multiply-accumulates."""
        counts = self.counts
        return {
            "bytes": self.size,
            "parameters": counts and counts.parameters,
            "multiply_accumulates": counts and counts.multiply_accumulates,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Some segmenters on the same packs.

    Attributes
    ----------
    subjects, reports : one each for a segmenter, in the order they were asked for
    packs : what was scored, stress sets included, in the order of each report
    settings : what was asked for
    comparisons : every two segmenters, label by label
    tones : what is known of skin tones; empty if they were not estimated
    """

    subjects: Sequence[Subject]
    reports: Sequence[Report]
    packs: Sequence[Pictures]
    settings: Mapping[str, Any]
    comparisons: Sequence[Comparison] = field(default_factory=tuple)
    tones: Tones = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The segmenters' names."""
        return [report.segmenter for report in self.reports]

    def plain(self) -> list[tuple[PackScore, ...]]:
        """Pack by pack, the scores of all segmenters; without stress sets and packs of nobody."""
        return [of for of in self.by_pack() if not (of[0].people_free or of[0].stress)]

    def by_pack(self) -> list[tuple[PackScore, ...]]:
        """Pack by pack, the scores of all segmenters."""
        return list(zip(*(report.packs for report in self.reports), strict=True))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "settings": dict(self.settings),
            "models": [
                {"model": {**subject.provenance, "cost": subject.cost()}, **report.to_dict()}
                for subject, report in zip(self.subjects, self.reports, strict=True)
            ],
            "comparisons": [comparison.to_dict() for comparison in self.comparisons],
            "curves": list(self._curves()),
            "tones": {pack: dict(tones) for pack, tones in self.tones.items()},
        }

    def _curves(self) -> Iterator[dict[str, Any]]:
        for scores in self.plain():
            for report, score in zip(self.reports, scores, strict=True):
                for label in score.labels:
                    levels = [row.levels for row in score.rows if row.label == label]
                    if levels:
                        place = {"segmenter": report.segmenter, "pack": score.name, "label": label}
                        reliable = reliability(levels).to_dict()
                        yield {**place, **curves(levels).to_dict(), "reliability": reliable}


def labels_of(scores: Sequence[PackScore]) -> list[str]:
    """The labels any of the scores has, in the vocabulary's order."""
    return [name for name in NAMES if any(name in score.labels for score in scores)]


def evaluation(
    subjects: Sequence[Subject],
    reports: Sequence[Report],
    packs: Sequence[Pictures],
    settings: Mapping[str, Any],
    *,
    tones: Tones | None = None,
) -> Evaluation:
    """Put together what was found; ``tones`` if they are known."""
    return Evaluation(subjects, reports, packs, settings, tuple(compare(reports)), tones or {})


def speed_of(times: Sequence[Any]) -> Speed | None:
    """The medians of what :meth:`integument.evaluate.store.Stored.times` gives; None for none."""
    if not times:
        return None
    return Speed(
        len(times),
        statistics.median(took.seconds for took in times),
        statistics.median(took.seconds * 1e6 / (took.width * took.height) for took in times),
    )


def tone_table(tones: Tones, score: PackScore) -> ToneTable:
    """The IoU of skin by tone."""
    iou = {picture: row.counts.iou for picture, row in score.by_picture("skin").items()}
    return tabulate(iou, tones.get(score.name, {}), source="estimated from the pixels")
