"""What ``integument segment`` is going to do: which photograph, and where its results go."""

from __future__ import annotations

import glob
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from integument.errors import InputError, UsageError
from integument.many.task import Task
from integument.outputs import without_outputs
from integument.sources import parquet, tar
from integument.sources.address import Address, find, is_address
from integument.sources.entry import Entry

NOWHERE = Path(os.devnull)
"""Folder of the results of tasks that have none."""


class Failure(NamedTuple):
    """An input that gave nothing, and the line that names it and says why."""

    input: str
    error: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All tasks, the inputs that cannot become one, and what the person should know."""

    tasks: list[Task] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def make_plan(
    inputs: Iterable[str | Path],
    out: Path | None,
    *,
    recursive: bool = False,
    column: str | None = None,
) -> Plan:
    """Turn files, folders, patterns, archives, tables and addresses into tasks.

    Photographs of a folder keep their sub-folder below ``out``. Masks and overlays that an
    earlier run left in an input folder are not taken for photographs, and neither is anything
    in ``out`` where that lies inside an input folder. Pictures that differ only in their
    suffix keep it: ``photo.jpg_skin.png``.

    Parameters
    ----------
    inputs : as typed
    out : folder for the results; None where pictures have none of their own, so that no two of
        them can clash
    recursive : also look into sub-folders
    column : the column of tables with the pictures

    Raises
    ------
    InputError
        If nothing at all is there to work on.
    UsageError
        If pictures of different folders would write the same files, or an address or a table
        cannot be understood.
    MissingExtraError, MissingProgramError
        If what reads tables, or such addresses, is not installed.
    """
    plan = Plan()
    seen: set[Path | str] = set()
    for given in _expanded(inputs, plan):
        try:
            tasks = _tasks(given, out or NOWHERE, recursive, column, plan)
        except InputError as error:
            plan.failures.append(Failure(given, str(error)))
            continue
        for task in tasks:
            key = task.source.resolve() if isinstance(task.source, Path) else str(task.source)
            if key not in seen:
                seen.add(key)
                plan.tasks.append(task)
    if out is not None:
        plan.tasks[:] = _with_distinct_names(plan.tasks)
    if not plan.tasks and len(plan.failures) == 1:
        raise InputError(plan.failures.pop().error)
    return plan


def _expanded(inputs: Iterable[str | Path], plan: Plan) -> Iterator[str]:
    """Inputs, with the files of patterns in the place of patterns."""
    for given in map(str, inputs):
        if is_address(given) or Path(given).exists() or not glob.has_magic(given):
            yield given
            continue
        found = sorted(glob.glob(given, recursive=True))  # noqa: PTH207  any folder, not one
        if not found:
            plan.failures.append(Failure(given, f"{given}: no file matches this pattern"))
        yield from found


def _tasks(given: str, out: Path, recursive: bool, column: str | None, plan: Plan) -> list[Task]:
    """The photographs that one input stands for; raises InputError if there are none."""
    path = Path(given)
    if is_address(given):
        entries = [
            entry
            for address, place in find(given, recursive=recursive)
            for entry in _inside(address, column) or [Entry(Address(address), place)]
        ]
    elif path.is_dir():
        return _folder_tasks(path, out, recursive, plan)
    elif not path.exists():
        raise InputError(f"{given}: no such file or folder")
    else:
        entries = _inside(given, column) or [Entry(path, PurePosixPath(path.name))]
    return [Task(source, out / place.parent, place.stem, place.suffix) for source, place in entries]


def _inside(given: str, column: str | None) -> list[Entry]:
    """The pictures in an archive or a table; none if it is neither."""
    name = given.lower()
    if name.endswith(tar.COMPRESSED):
        raise InputError(f"{given}: a compressed archive: expected .tar, so unpack or repack it")
    if name.endswith(tar.SUFFIX):
        return tar.pictures_in_tar(given)
    if name.endswith(parquet.SUFFIXES):
        return parquet.pictures_in_parquet(given, column)
    return []


def _folder_tasks(folder: Path, out: Path, recursive: bool, plan: Plan) -> list[Task]:
    from integument.photo import find_pictures

    found = find_pictures(folder, recursive=recursive)
    pictures = without_outputs(path for path in found if not _is_inside(path, out, folder))
    if not pictures:
        raise InputError(f"{folder}: no pictures in this folder but results of earlier runs")
    if len(pictures) < len(found):
        plan.notes.append(
            f"{folder}: left out {len(found) - len(pictures)} pictures that are results "
            "of an earlier run"
        )
    return [
        Task(path, out / path.parent.relative_to(folder), path.stem, path.suffix)
        for path in pictures
    ]


def _is_inside(path: Path, out: Path, folder: Path) -> bool:
    """Whether ``path`` lies in the results' folder, itself somewhere below the input folder."""
    results = out.resolve()
    below_input = results != folder.resolve() and results.is_relative_to(folder.resolve())
    return below_input and path.resolve().is_relative_to(results)


def _with_distinct_names(tasks: list[Task]) -> list[Task]:
    """Give pictures of one name their suffix back; refuse those that clash even so."""
    count = Counter((task.folder, task.stem) for task in tasks)
    renamed = [
        replace(task, stem=task.stem + task.suffix) if count[task.folder, task.stem] > 1 else task
        for task in tasks
    ]
    claims: dict[tuple[Path, str], list[Any]] = defaultdict(list)
    for task in renamed:
        claims[task.folder, task.stem].append(task.source)
    for (folder, stem), sources in claims.items():
        if len(sources) > 1:
            raise UsageError(
                f"{sources[0]} and {sources[1]} would both be written as {folder / stem}_…: "
                "segment them into different folders"
            )
    return renamed
