"""What an evaluation found: rows a picture, means a label, and the same as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from integument.evaluate.classes import READINGS, class_scores
from integument.evaluate.contours import Outline
from integument.evaluate.levels import Levels
from integument.evaluate.metrics import Counts, mean, pooled
from integument.evaluate.statistics import Interval, bootstrap_mean

POLICY = (
    "per image, then averaged ('mean'), and over all pixels ('pooled'); void pixels left out; "
    "unlabelled pictures left out; empty truth and empty prediction = 1, only one of them "
    "empty = 0; distances between outlines in pixels, the diagonal where one mask is empty; "
    "intervals: 95 % bootstrap over pictures"
)
"""How numbers come about, in words; part of every report."""

SOFT = ("bitwise_iou", "absolute_error")
DISTANCES = ("hausdorff", "hausdorff95", "mean_distance", "boundary_iou")


@dataclass(frozen=True, slots=True)
class Row:
    """One label of one picture.

    Attributes
    ----------
    counts : pixels at the report's threshold
    levels : pixels by probability, for every other threshold
    bitwise_iou : IoU of the 8-bit grey values, see :mod:`integument.evaluate.soft`
    absolute_error : mean difference of the grey values, 0 to 255
    outline : distances between the outlines; None if they were not measured
    """

    picture: str
    label: str
    counts: Counts
    levels: Levels
    bitwise_iou: float
    absolute_error: float
    outline: Outline | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON and CSV."""
        numbers = {
            **self.counts.metrics(),
            "marked": (self.counts.hits + self.counts.extras) / self.counts.total,
            "bitwise_iou": self.bitwise_iou,
            "absolute_error": self.absolute_error,
        }
        outline = self.outline.to_dict() if self.outline is not None else {}
        return {"picture": self.picture, "label": self.label, **_rounded(numbers), **outline}


@dataclass(frozen=True, slots=True)
class Failure:
    """A picture that could not be scored, and why."""

    picture: str
    reason: str


@dataclass(slots=True)
class PackScore:
    """The scores of one pack.

    Attributes
    ----------
    name, path : which pack
    people_free : True if nobody is in it; then only :meth:`marked` says anything
    labels : labels that were scored
    threshold : probability from which a pixel counts as predicted
    rows : one a picture and label, unlabelled and wholly void ones left out
    failures : pictures that could not be scored
    confusion : (3, 3) pixels by true and predicted class, over the pictures with both hair and
        skin, see :mod:`integument.evaluate.classes`; None if there are none
    base, stress : the pack and the alteration, if this is a stress set; "" if not
    """

    name: str
    path: str
    people_free: bool
    labels: tuple[str, ...]
    threshold: float
    rows: list[Row] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    confusion: NDArray[np.int64] | None = None
    base: str = ""
    stress: str = ""

    def counts(self, label: str) -> list[Counts]:
        """The counts of one label, a picture each."""
        return [row.counts for row in self.rows if row.label == label]

    def by_picture(self, label: str) -> dict[str, Row]:
        """Picture → its row of one label."""
        return {row.picture: row for row in self.rows if row.label == label}

    def interval(self, label: str) -> Interval:
        """Mean IoU over pictures, with its 95 % interval."""
        return bootstrap_mean([counts.iou for counts in self.counts(label)])

    def soft(self, label: str) -> dict[str, float]:
        """``bitwise_iou`` and ``absolute_error``, averaged over the pictures."""
        rows = self.by_picture(label).values()
        return _means({key: [getattr(row, key) for row in rows] for key in SOFT})

    def outlines(self, label: str) -> dict[str, float]:
        """Distances between outlines averaged, the deviation of the first, and ``undefined``.

        ``undefined`` counts the pictures where one mask was empty. Empty if not measured.
        """
        rows = self.by_picture(label).values()
        found = [row.outline for row in rows if row.outline is not None]
        if not found:
            return {}
        numbers = _means({key: [getattr(one, key) for one in found] for key in DISTANCES})
        deviation = float(np.std([one.hausdorff for one in found]))
        undefined = sum(one.undefined for one in found)
        return {**numbers, "hausdorff_deviation": deviation, "undefined": undefined}

    def classes(self) -> dict[str, dict[str, float]]:
        """mIoU, mAcc and accuracy in the three readings of :mod:`integument.evaluate.classes`."""
        if self.confusion is None:
            return {}
        return {name: class_scores(self.confusion, over) for name, over in READINGS.items()}

    def mean(self, label: str) -> dict[str, float]:
        """Each metric averaged over the pictures that have the label."""
        return mean(self.counts(label))

    def pooled(self, label: str) -> dict[str, float]:
        """Each metric over all pixels of the pictures that have the label."""
        return pooled(self.counts(label))

    def marked(self, label: str) -> dict[str, float]:
        """Share of pixels predicted: ``mean`` over pictures, ``max``, and share ``empty``.

        In a pack without people every marked pixel is wrong.
        """
        shares = [(c.hits + c.extras) / c.total for c in self.counts(label)]
        if not shares:
            return dict.fromkeys(("mean", "max", "empty"), float("nan"))
        return {
            "mean": sum(shares) / len(shares),
            "max": max(shares),
            "empty": shares.count(0.0) / len(shares),
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        labels: dict[str, Any] = {}
        for label in self.labels:
            pictures = len(self.counts(label))
            if not pictures:  # nothing was scored: a number would be made up
                labels[label] = {"pictures": 0}
            elif self.people_free:
                labels[label] = {"pictures": pictures, "marked": _rounded(self.marked(label))}
            else:
                labels[label] = {
                    "pictures": pictures,
                    "mean": _rounded(self.mean(label)),
                    "pooled": _rounded(self.pooled(label)),
                    "iou_interval": [round(end, 6) for end in self.interval(label)[1:]],
                    "iou_deviation": round(
                        float(np.std([counts.iou for counts in self.counts(label)])), 6
                    ),
                    "soft": _rounded(self.soft(label)),
                    "outlines": _rounded(self.outlines(label)),
                }
        return {
            "name": self.name,
            "path": self.path,
            "people_free": self.people_free,
            **({"base": self.base, "stress": self.stress} if self.stress else {}),
            "labels": labels,
            "classes": {name: _rounded(values) for name, values in self.classes().items()},
            "failures": [{"picture": f.picture, "reason": f.reason} for f in self.failures],
            "rows": [row.to_dict() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of one segmenter on some packs."""

    segmenter: str
    threshold: float
    packs: tuple[PackScore, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: the policy in words, then pack by pack."""
        return {
            "segmenter": self.segmenter,
            "threshold": self.threshold,
            "policy": POLICY,
            "packs": [pack.to_dict() for pack in self.packs],
        }


def _means(columns: Mapping[str, list[float]]) -> dict[str, float]:
    return {name: float(np.mean(values)) for name, values in columns.items()}


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items()}
