"""What ``integument segment`` is going to do: which photograph, and where its results go."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from integument.errors import InputError, UsageError
from integument.outputs import output_paths, without_outputs

NOWHERE = Path(os.devnull)
"""Folder of the results of tasks that have none."""


@dataclass(frozen=True, slots=True)
class Task:
    """One photograph, the folder of its results, and the start of their names."""

    source: Path
    folder: Path
    stem: str

    def outputs(self, labels: Sequence[str], *, overlay: bool, json: bool) -> list[Path]:
        """The files this task makes."""
        paths = output_paths(self.folder, self.stem, labels, overlay=overlay, json=json)
        return list(paths.values())


class Failure(NamedTuple):
    """An input that gave nothing, and the line that names it and says why."""

    input: str
    line: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All tasks, the inputs that cannot become one, and what the person should know."""

    tasks: list[Task] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def make_plan(inputs: Iterable[str | Path], out: Path | None, *, recursive: bool = False) -> Plan:
    """Turn files and folders into tasks.

    Photographs of a folder keep their sub-folder below ``out``. Masks and overlays that an
    earlier run left in an input folder are not taken for photographs, and neither is anything
    in ``out`` where that lies inside an input folder. Pictures that differ only in their
    suffix keep it: ``photo.jpg_skin.png``.

    Parameters
    ----------
    inputs : files and folders, as typed
    out : folder for the results; None where pictures have none of their own, so that no two of
        them can clash
    recursive : also look into sub-folders

    Raises
    ------
    InputError
        If nothing at all is there to work on.
    UsageError
        If pictures of different folders would write the same files.
    """
    plan = Plan()
    seen: set[Path] = set()
    for given in map(Path, inputs):
        if given.is_dir():
            tasks = _folder_tasks(given, out or NOWHERE, recursive, plan)
        elif given.exists():
            tasks = [Task(given, out or NOWHERE, given.stem)]
        else:
            plan.failures.append(Failure(str(given), f"{given}: no such file or folder"))
            continue
        for task in tasks:
            if task.source.resolve() not in seen:
                seen.add(task.source.resolve())
                plan.tasks.append(task)
    if out is not None:
        plan.tasks[:] = _with_distinct_names(plan.tasks)
    if not plan.tasks and len(plan.failures) == 1:
        raise InputError(plan.failures.pop().line)
    return plan


def _folder_tasks(folder: Path, out: Path, recursive: bool, plan: Plan) -> list[Task]:
    from integument.photo import find_pictures

    try:
        found = find_pictures(folder, recursive=recursive)
    except InputError as error:
        plan.failures.append(Failure(str(folder), str(error)))
        return []
    pictures = without_outputs(path for path in found if not _is_inside(path, out, folder))
    if not pictures:
        line = f"{folder}: no pictures in this folder but results of earlier runs"
        plan.failures.append(Failure(str(folder), line))
    elif len(pictures) < len(found):
        plan.notes.append(
            f"{folder}: left out {len(found) - len(pictures)} pictures that are results "
            "of an earlier run"
        )
    return [Task(path, out / path.parent.relative_to(folder), path.stem) for path in pictures]


def _is_inside(path: Path, out: Path, folder: Path) -> bool:
    """Whether ``path`` lies in the results' folder, itself somewhere below the input folder."""
    results = out.resolve()
    below_input = results != folder.resolve() and results.is_relative_to(folder.resolve())
    return below_input and path.resolve().is_relative_to(results)


def _with_distinct_names(tasks: list[Task]) -> list[Task]:
    """Give pictures of one name their suffix back; refuse those that clash even so."""
    count = Counter((task.folder, task.stem) for task in tasks)
    renamed = [
        replace(task, stem=task.source.name) if count[task.folder, task.stem] > 1 else task
        for task in tasks
    ]
    claims: dict[tuple[Path, str], list[Path]] = defaultdict(list)
    for task in renamed:
        claims[task.folder, task.stem].append(task.source)
    for (folder, stem), sources in claims.items():
        if len(sources) > 1:
            raise UsageError(
                f"{sources[0]} and {sources[1]} would both be written as {folder / stem}_…: "
                "segment them into different folders"
            )
    return renamed
