"""What an evaluation found: rows a picture, means a label, and the same as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from integument.evaluate.metrics import Counts, mean, pooled


@dataclass(frozen=True, slots=True)
class Row:
    """One label of one picture."""

    picture: str
    label: str
    counts: Counts


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
    """

    name: str
    path: str
    people_free: bool
    labels: tuple[str, ...]
    threshold: float
    rows: list[Row] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def counts(self, label: str) -> list[Counts]:
        """The counts of one label, a picture each."""
        return [row.counts for row in self.rows if row.label == label]

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
                }
        return {
            "name": self.name,
            "path": self.path,
            "people_free": self.people_free,
            "labels": labels,
            "failures": [{"picture": f.picture, "reason": f.reason} for f in self.failures],
            "rows": [
                {
                    "picture": row.picture,
                    "label": row.label,
                    **_rounded(row.counts.metrics()),
                    "marked": round((row.counts.hits + row.counts.extras) / row.counts.total, 6),
                }
                for row in self.rows
            ],
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
            "policy": (
                "per image, then averaged ('mean'), and over all pixels ('pooled'); void pixels "
                "left out; unlabelled pictures left out; empty truth and empty prediction = 1, "
                "only one of them empty = 0"
            ),
            "packs": [pack.to_dict() for pack in self.packs],
        }


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items()}
