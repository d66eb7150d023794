"""What the verbs share that make one picture of each photograph."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.batch import Outcome
from integument.cli.console import Console
from integument.cli.options import (
    DEFAULT_OUT,
    STDIN,
    add_edges_option,
    add_inputs,
    add_model_options,
    add_out_option,
    add_overwrite_option,
    add_recursive_option,
)
from integument.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from integument.cli.plan import Plan
    from integument.many.task import Task
    from integument.people import People
    from integument.picture import Picture

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff")
"""What a picture can be written as; those of :mod:`integument.photo.save`."""

FORMATS = ("jpg", "png", "webp", "avif", "tif")


def add_picture_options(parser: argparse.ArgumentParser) -> None:
    """Inputs, where results go, and the model's options."""
    add_inputs(parser, stdin=True)
    add_out_option(
        parser,
        None,
        metavar="DIR|FILE",
        help="folder for the results, or, for one photograph, the file "
        f"(default: {DEFAULT_OUT}; for - standard output)",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="file format of the results (default: that of the photograph, png where it must "
        "hold transparency)",
    )
    parser.add_argument(
        "--quality", type=int, default=92, metavar="Q", help="1 to 100, for jpg, webp and avif"
    )
    add_recursive_option(parser)
    add_overwrite_option(parser)
    add_edges_option(parser)
    add_model_options(parser)


@dataclass(slots=True)
class Pictures:
    """One picture of every photograph: a :class:`integument.cli.batch.Job`.

    Attributes
    ----------
    make : from what was found to the picture
    kind : end of the results' names: ``photo_<kind>.png``
    transparent : whether results hold transparency
    format : one of :data:`FORMATS`, or None for the photograph's own
    file : write to exactly this path, for a run of one photograph
    always : work on photographs whose results exist, too
    remark : from what was found to (lines for the person, whether it is fit)
    """

    make: Callable[[People], Picture]
    kind: str
    out: Path
    doing: str
    done: str
    transparent: bool = False
    format: str | None = None
    quality: int = 92
    overwrite: bool = False
    file: Path | None = None
    always: bool = False
    remark: Callable[[Task, People], tuple[tuple[str, ...], bool]] | None = None
    labels: tuple[str, ...] = ()
    results: str = "files"

    def path(self, task: Task) -> Path:
        """Where the result of a photograph goes."""
        if self.file is not None:
            return self.file
        suffix = task.suffix.lower()
        if self.format is not None:
            suffix = f".{self.format}"
        elif suffix not in SUFFIXES or (self.transparent and suffix in (".jpg", ".jpeg")):
            suffix = ".png"
        return task.folder / f"{task.stem}_{self.kind}{suffix}"

    def existing(self, task: Task) -> int:
        return int(not (self.always or self.overwrite) and self.path(task).exists())

    def write(self, task: Task, people: People) -> Outcome:
        remarks, fit = self.remark(task, people) if self.remark else ((), True)
        if not people.found:
            remarks = (*remarks, "nobody found")
        path = self.path(task)
        if path.exists() and not self.overwrite:
            return Outcome(kept=1, remarks=remarks, fit=fit)
        self.make(people).save(path, quality=self.quality)
        return Outcome(written=1, remarks=remarks, fit=fit)


def run_pictures(args: argparse.Namespace, console: Console, job: Pictures) -> int:
    """Make a picture of every input; returns the exit code."""
    from integument.cli.batch import Batch
    from integument.cli.loading import load_segmenter
    from integument.cli.plan import make_plan

    check(args, job)
    if STDIN in args.inputs:
        return _run_stdin(args, console, job)
    if job.file is not None and len(args.inputs) > 1:
        raise UsageError(f"{job.file}: one file cannot take several results: give a folder")
    plan = make_plan(args.inputs, job.out, recursive=args.recursive)
    if job.file is not None:
        _check_one_file(plan, job.file, Path(args.inputs[0]))
    for line in plan.notes:
        console.note(line)
    segmenter = load_segmenter(args, console)
    console.note(f"model {segmenter.name} on {segmenter.note}")
    job.labels = segmenter.labels
    return Batch(job, console, plan.failures).process(plan.tasks, segmenter)


def check(args: argparse.Namespace, job: Pictures) -> None:
    """Settle where results go, and refuse what cannot be written, before anything is loaded."""
    if not 1 <= args.quality <= 100:
        raise UsageError(f"--quality: expected 1 to 100, got {args.quality}")
    job.format, job.quality, job.overwrite = args.format, args.quality, args.overwrite
    out = args.out or DEFAULT_OUT
    if out.suffix.lower() in SUFFIXES and not out.is_dir():
        if args.format is not None:
            raise UsageError(f"--format {args.format}: {out} already says the format")
        job.file, out = out, out.parent
    job.out = out
    suffix = job.file.suffix.lower() if job.file else f".{job.format}"
    if job.transparent and suffix in (".jpg", ".jpeg"):
        raise UsageError("JPEG cannot hold transparency: use png, webp, avif or tif")


def _check_one_file(plan: Plan, file: Path, given: Path) -> None:
    """Refuse one result for many photographs, or in the place of the photograph."""
    for task in plan.tasks:
        if Path(str(task.source)) != given:
            raise UsageError(f"{file}: one file cannot take the results of a folder: give a folder")
        if file.resolve() == given.resolve():
            raise UsageError(f"{file}: the result would replace the photograph: choose another")


def _run_stdin(args: argparse.Namespace, console: Console, job: Pictures) -> int:
    """One photograph from standard input to standard output, or to a file with -o."""
    from integument.cli.batch import Batch
    from integument.cli.loading import load_segmenter
    from integument.many.task import Task

    if args.inputs != [STDIN]:
        raise UsageError("- (standard input) cannot be mixed with other inputs: run it by itself")
    people = load_segmenter(args, console).segment(console.read_bytes())
    task = Task(Path(STDIN), job.out, "stdin")
    if args.out is not None:
        batch = Batch(job, console)
        for remark in batch.write(task, people).remarks:
            console.note(remark)
        batch.report()
        return batch.exit_code
    remarks, fit = job.remark(task, people) if job.remark else ((), True)
    for remark in remarks:
        console.note(remark)
    console.write_bytes(job.make(people).encode(f".{job.format or 'png'}", quality=job.quality))
    return ExitCode.OK if fit else ExitCode.UNFIT
