"""Handing photographs out to workers in small shares, and naming those that end a worker."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from integument.errors import InputError, IntegumentError
from integument.many.recipe import Done, Made, Maker, Model, Share, make_share
from integument.many.task import Task
from integument.sources.address import Address
from integument.sources.entry import carry
from integument.work.cluster import on_cluster
from integument.work.local import QUEUED, in_processes

LARGEST_SHARE = 8
"""Photographs in a share: enough that handing it out costs nothing beside looking at them, few
enough that little is done twice when a worker is lost."""

HEAVIEST_SHARE = 8 << 20
"""Bytes of files in a share of several: a scheduler keeps those of all shares that are out."""

FEWEST_SHARES = 16
"""... but never more than this part of what is left: towards the end shares become single
photographs, so that no worker looks at its last ones while others have nothing to do."""


@dataclass(frozen=True)
class Work:
    """What workers are to do.

    Attributes
    ----------
    function : done to every share; it travels to the workers
    shares : taken as they are needed
    killed : told of every share that a worker may have died of
    careful : for shares that may end a worker: each is done by itself
    """

    function: Callable[[Share], Done]
    shares: Iterable[Share]
    killed: Callable[[Share], None]
    careful: bool


Run = Callable[[Work], Iterator[Done]]
"""Has workers do it, in any order."""


def in_pool(workers: int) -> Run:
    """Workers are processes of this machine."""

    def run(work: Work) -> Iterator[Done]:
        processes, queued = (1, 1) if work.careful else (workers, QUEUED)
        return in_processes(
            work.function, work.shares, processes, queued=queued, killed=work.killed
        )

    return run


def on_dask(address: str, note: Callable[[str], None]) -> Run:
    """Workers are those of a Dask scheduler. They need no common file system: what lies on this
    machine is read here and travels to them."""

    def run(work: Work) -> Iterator[Done]:
        carried = (Share(number, [_carry(task) for task in tasks]) for number, tasks in work.shares)
        return on_cluster(work.function, carried, address, note, killed=work.killed)

    return run


def look(
    run: Run, model: Model, maker: Maker, tasks: Sequence[Task]
) -> Iterator[tuple[Task, Made | IntegumentError]]:
    """Each photograph with its results, or the error why there are none, in any order.

    Where a worker dies, photographs that it had are given to others; those that end every
    worker are errors.
    """
    function = partial(make_share, model, maker)
    suspects: list[Task] = []
    yield from _round(run, function, _cut(tasks), suspects.append, careful=False)
    fatal: list[Task] = []
    if suspects:
        yield from _round(run, function, [[task] for task in suspects], fatal.append, careful=True)
    for task in fatal:
        what = "the worker that looked at it was killed, perhaps for want of memory"
        yield task, InputError(f"{task.source}: {what}")


def _round(
    run: Run,
    function: Callable[[Share], Done],
    lists: Iterable[list[Task]],
    killed: Callable[[Task], None],
    *,
    careful: bool,
) -> Iterator[tuple[Task, Made | IntegumentError]]:
    """Hand all lists out; ``killed`` is told of photographs that may have ended a worker."""
    out: dict[int, list[Task]] = {}
    numbers = count()

    def shares() -> Iterator[Share]:
        for tasks in lists:
            number = next(numbers)
            out[number] = tasks
            yield Share(number, tasks)

    def suspect(share: Share) -> None:
        for task in out.pop(share.number):
            killed(task)

    work = Work(function, shares(), killed=suspect, careful=careful)
    with contextlib.closing(run(work)) as all_done:
        for done in all_done:
            yield from zip(out.pop(done.number), done.results, strict=True)


def _cut(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    """Neighbours together, by number and by the size of their files."""
    share: list[Task] = []
    weight, most = 0, 1
    for number, task in enumerate(tasks):
        size = _size(task.source)
        if share and (len(share) == most or weight + size > HEAVIEST_SHARE):
            yield share
            share, weight = [], 0
        if not share:
            most = max(1, min(LARGEST_SHARE, (len(tasks) - number) // FEWEST_SHARES))
        share.append(task)
        weight += size
    if share:
        yield share


def _size(source: Any) -> int:
    """Bytes of a picture's file, as far as that is known without opening it."""
    if isinstance(source, Path):
        with contextlib.suppress(OSError):
            return source.stat().st_size
    return getattr(source, "size", 0)


def _carry(task: Task) -> Task:
    if isinstance(task.source, Address):
        return task  # workers have their own ways to it
    return replace(task, source=carry(task.source))
