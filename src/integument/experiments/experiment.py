"""What an experiment declares: the printed numbers, what they claim, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from integument.experiments.context import Context
    from integument.experiments.findings import Findings

SCALES = ("smoke", "cpu", "full")
"""``smoke``: does it run (tiny drawn pictures, a few steps). ``cpu``: an hour or a few on a
processor, on generated or small packs, several seeds. ``full``: as published, on the real data."""

Number = float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers as they are printed, in the unit in which they are printed.

    Attributes
    ----------
    name : what tells it from the experiment's other tables
    columns : what was measured
    rows : name of the row -> one number a column, None where nothing is printed
    unit : of all numbers, such as ``%``; "" where they are shares of 1 or differ by column
    digits : after the point, in print
    """

    name: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[Number, ...]]
    unit: str = ""
    digits: int = 2

    def __post_init__(self) -> None:
        for row, values in self.rows.items():
            assert len(values) == len(self.columns), (self.name, row, values)

    def value(self, row: str, column: str) -> Number:
        """The printed number, None where there is none."""
        values = self.rows.get(row)
        return values[self.columns.index(column)] if values and column in self.columns else None


@dataclass(frozen=True, slots=True)
class Ordering:
    """A claim that some rows are better than others.

    Attributes
    ----------
    claim : in words
    table, column : where the numbers are
    rows : from the best to the worst, as claimed
    lower : whether less is better, as with distances
    equal : whether equality is enough
    """

    claim: str
    table: str
    column: str
    rows: tuple[str, ...]
    lower: bool = False
    equal: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Pictures that an experiment wants, by the name under which ``--data`` gives them.

    Attributes
    ----------
    labels : masks they must have
    what : which pictures the source used: what to give at full scale
    smoke, cpu : how many are made where none are given
    full : how many are generated at full scale; 0 where they must be given
    look : how those that are made differ from others; see :mod:`integument.experiments.sets`
    optional : whether the experiment does without them where none are given
    """

    name: str
    labels: tuple[str, ...]
    what: str
    smoke: int = 8
    cpu: int = 200
    full: int = 0
    look: str = "any"
    optional: bool = False

    def count(self, scale: str) -> int:
        """How many pictures are made at ``scale``."""
        if self.optional:
            return 0
        return {"smoke": self.smoke, "cpu": self.cpu, "full": self.full}[scale]


@dataclass(frozen=True, slots=True)
class Cost:
    """What each scale takes, in words: time, and the machine that it is meant for."""

    smoke: str
    cpu: str
    full: str


@dataclass(frozen=True, slots=True)
class Experiment:
    """One published table or figure, or a comparison of our own.

    Attributes
    ----------
    name : by which it is run
    title, source : what it shows and where it was published
    tables : the published numbers; empty for a figure without numbers
    orderings : what is claimed; judged where there is enough data
    needs : the pictures
    cost : of each scale
    run : measures, at the scale of the context
    seeds : how many at ``cpu`` and ``full`` scale; one at ``smoke``
    judged_from : the smallest scale at which orderings mean something; ``smoke`` where no
        pictures are involved
    can_start : whether ``--init`` may give a checkpoint that every training begins with
    remarks : what to know when reading the numbers
    """

    name: str
    title: str
    source: str
    run: Callable[[Context], Findings]
    cost: Cost
    tables: tuple[Table, ...] = ()
    orderings: tuple[Ordering, ...] = ()
    needs: tuple[Need, ...] = ()
    seeds: tuple[int, int] = (1, 1)
    judged_from: str = "cpu"
    can_start: bool = False
    remarks: tuple[str, ...] = field(default=())

    def need(self, name: str) -> Need:
        """The need of that name; KeyError if there is none."""
        return {need.name: need for need in self.needs}[name]

    def table(self, name: str) -> Table:
        """The table of that name; KeyError if there is none."""
        return {table.name: table for table in self.tables}[name]

    def seed_count(self, scale: str) -> int:
        """How many seeds are run at ``scale``."""
        return {"smoke": 1, "cpu": self.seeds[0], "full": self.seeds[1]}[scale]
