"""What an experiment found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = dict[str, dict[str, dict[str, dict[str, float]]]]
"""Table -> row -> column -> seed (as text) -> number."""


@dataclass
class Findings:
    """Numbers in the units of the published tables, figures by file name, and remarks.

    ``pictures`` is how many were scored, 0 where none are involved.
    """

    values: Values = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: int = 0

    def add(self, table: str, row: str, numbers: Mapping[str, float], seed: int = 0) -> None:
        """Numbers of one row by column; one that is not finite is left out and noted."""
        columns = self.values.setdefault(table, {}).setdefault(row, {})
        for column, number in numbers.items():
            if math.isfinite(number):
                columns.setdefault(column, {})[str(seed)] = float(number)
            else:
                self.notes.append(f"{table}, {row}, {column}: nothing to measure it on")

    def note(self, text: str) -> None:
        """A remark, once."""
        if text not in self.notes:
            self.notes.append(text)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "values": self.values,
            "figures": self.figures,
            "notes": self.notes,
            "pictures": self.pictures,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Findings:
        """What :meth:`to_dict` gave."""
        return cls(
            content["values"], content["figures"], content["notes"], int(content["pictures"])
        )


def mean(by_seed: Mapping[str, float]) -> float:
    """Over the seeds."""
    return sum(by_seed.values()) / len(by_seed)


def deviation(by_seed: Mapping[str, float]) -> float:
    """Sample standard deviation over the seeds; 0 for a single one."""
    if len(by_seed) < 2:
        return 0.0
    middle = mean(by_seed)
    return math.sqrt(sum((value - middle) ** 2 for value in by_seed.values()) / (len(by_seed) - 1))
