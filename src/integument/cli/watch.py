"""``integument watch``: segments photographs as they arrive in a folder."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.options import (
    DEFAULT_OUT,
    add_extra_results,
    add_labels_option,
    add_model_options,
    add_out_option,
    add_recursive_option,
    add_threshold_option,
)
from integument.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from integument.many.task import Task

Stamp = tuple[int, int]
"""Size and time of change of a file: while they change, somebody is writing it."""

DESCRIPTION = """\
Segment every photograph that arrives in a folder, until Ctrl-C.

Photographs that are there already and have no results are done first. One that is still being
written is waited for. One that cannot be read is named, and looked at again when it changes."""

EPILOG = """\
examples:
  integument watch incoming/ -o masks
  integument watch incoming/ -o masks --labels hair --format coco --every 10
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "watch",
        help="segment photographs as they arrive",
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to look into")
    add_out_option(parser, DEFAULT_OUT)
    parser.add_argument(
        "--every", type=float, default=2.0, metavar="S", help="seconds between looks (default: 2)"
    )
    parser.add_argument(
        "--looks", type=int, metavar="N", help="end after so many looks (default: never)"
    )
    parser.add_argument("--format", default="png", metavar="A,B", help="as in 'segment'")
    add_extra_results(parser)
    add_recursive_option(parser, "look into sub-folders too")
    add_labels_option(parser)
    add_threshold_option(parser)
    add_model_options(parser)
    parser.set_defaults(run=run, overwrite=False)


def run(args: argparse.Namespace, console: Console) -> int:
    """Look and segment until interrupted; returns the exit code."""
    from integument.cli.batch import Batch
    from integument.cli.loading import load_segmenter
    from integument.cli.masks import make_masks
    from integument.formats.names import parse_formats
    from integument.labels import parse
    from integument.many.recipe import make_each
    from integument.people import check_threshold

    check_threshold(args.threshold)
    parse_formats(args.format)
    if not args.every > 0:
        raise UsageError(f"--every: expected more than 0 seconds, got {args.every:g}")
    if not args.folder.is_dir():
        raise InputError(f"{args.folder}: no such folder")
    wanted = None if args.labels is None else parse(args.labels)
    segmenter = load_segmenter(args, console)
    console.note(f"model {segmenter.name} on {segmenter.note}")
    console.note(f"watching {args.folder}; Ctrl-C ends")
    job = make_masks(args, segmenter.choose(wanted), args.out)
    arrivals = Arrivals(args.folder, args.out, recursive=args.recursive)
    code: int = ExitCode.OK
    look = 0
    while args.looks is None or look < args.looks:
        if look:
            try:
                time.sleep(args.every)
            except KeyboardInterrupt:
                return code
        look += 1
        tasks = [task for task in arrivals.look() if not job.existing(task)]
        if tasks:
            code = Batch(job, console).follow(tasks, lambda tasks: make_each(segmenter, job, tasks))
            if code in (ExitCode.OUTPUT, ExitCode.INTERRUPTED):
                return code
            job.finish(arrivals.seen)
    return code


class Arrivals:
    """The photographs of a folder that have been written to the end and were not given out yet.

    Attributes
    ----------
    seen : every task that was given out
    """

    def __init__(self, folder: Path, out: Path, *, recursive: bool) -> None:
        self.folder = folder
        self.out = out
        self.recursive = recursive
        self.seen: list[Task] = []
        self._stamps: dict[Path, Stamp] = {}
        self._given: dict[Path, Stamp] = {}
        self._first = True

    def look(self) -> list[Task]:
        """What is new and complete: unchanged since the last look, or there at the first."""
        from integument.cli.plan import make_plan

        try:
            plan = make_plan([self.folder], self.out, recursive=self.recursive)
        except InputError:  # no pictures yet
            self._first = False
            return []
        ready, stamps = [], {}
        for task in plan.tasks:
            stamp = _stamp(task.source)
            if stamp is None:
                continue
            stamps[task.source] = stamp
            still = self._first or self._stamps.get(task.source) == stamp
            if still and self._given.get(task.source) != stamp:
                self._given[task.source] = stamp
                ready.append(task)
        self._stamps = stamps
        self._first = False
        known = {task.source for task in self.seen}
        self.seen += [task for task in ready if task.source not in known]
        return ready


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:  # it has gone again
        return None
    return status.st_size, status.st_mtime_ns
