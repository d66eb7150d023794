"""A row of a Parquet table for every photograph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from integument.cli.batch import Outcome

if TYPE_CHECKING:
    from integument.cli.plan import Failure
    from integument.many.recipe import Made
    from integument.many.table import Table
    from integument.many.task import Task
    from integument.people import People


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Makes the masks of a row: a :class:`integument.many.recipe.Maker`."""

    labels: tuple[str, ...]
    threshold: float

    def make(self, task: Task, people: People) -> Made:
        """A PNG file a label."""
        from integument.many.recipe import Made
        from integument.photo import encode_mask

        masks = {label: encode_mask(people.mask(label, self.threshold)) for label in people.labels}
        return Made(people.found, people.notes, people.photo.size, masks)


@dataclass(slots=True)
class Rows:
    """A row for every photograph: a :class:`integument.cli.batch.Job`."""

    table: Table
    labels: tuple[str, ...]
    out: str
    doing: str = "segmenting"
    done: str = "segmented"
    results: str = "rows"

    def existing(self, task: Task) -> int:
        return int(str(task.source) in self.table.ids)

    def write(self, task: Task, made: Made) -> Outcome:
        self.table.add(str(task.source), made.size, made.found, made.parts)
        return Outcome(written=1)

    def close(self, failures: Iterable[Failure]) -> None:
        """Write what is not yet, and the photographs that gave nothing."""
        self.table.close({failure.input: failure.error for failure in failures})
