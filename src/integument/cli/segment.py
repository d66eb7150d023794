"""``integument segment``: masks of photographs, one or many."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.crew import add_crew_options
from integument.cli.masks import make_masks
from integument.cli.options import (
    DEFAULT_OUT,
    STDIN,
    add_edges_option,
    add_extra_results,
    add_inputs,
    add_labels_option,
    add_model_options,
    add_out_option,
    add_overwrite_option,
    add_recursive_option,
    add_threshold_option,
)
from integument.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from integument.cli.plan import Plan
    from integument.people import People
    from integument.segmenter import Segmenter

DESCRIPTION = """\
Find skin, hair and the other labels in photographs and write a mask for each.

For photo.jpg this writes photo_<label>.png (0 or 255, same size), and on demand
photo_overlay.png and photo.json. Files that exist already are kept unless --overwrite.
A picture that cannot be read is named, and the rest go on. The same command goes on where a run
was stopped. Pictures may also lie in .tar archives (WebDataset), in Parquet tables, and behind
addresses such as s3://bucket/folder (the last two need the 'cluster' extra)."""

EPILOG = """\
examples:
  integument segment photo.jpg -o out
  integument segment photo.jpg --labels skin,hair --overlay --json
  integument segment photo.jpg --edges fine --json       closed-form matting
  integument segment holiday/ -o out --recursive       sub-folders are mirrored below out/
  integument segment holiday/ -o out --format coco,labelme   also out/coco.json for all
  integument segment 'shards/*.tar' -o out --workers 4 --failures failed.jsonl
  integument segment s3://bucket/in --to-parquet out.parquet --cluster tcp://host:8786
  integument segment - --labels hair < photo.jpg > hair.png
  integument segment - --json < photo.jpg              JSON to standard output
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "segment", help="find people in photographs", description=DESCRIPTION, epilog=EPILOG
    )
    add_inputs(parser, stdin=True)
    add_out_option(
        parser,
        None,
        help=f"folder for the results (default: {DEFAULT_OUT}; for - standard output)",
    )
    add_labels_option(parser)
    parser.add_argument(
        "--format",
        default="png",
        metavar="A,B",
        help="how masks are written: png, alpha16 (16-bit soft alpha), tiff-layers, coco, "
        "labelme, yolo; several with commas (default: %(default)s)",
    )
    add_extra_results(parser)
    add_threshold_option(parser)
    add_edges_option(parser)
    add_recursive_option(parser)
    add_overwrite_option(parser)
    add_crew_options(parser)
    add_model_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Segment what was asked for; returns the exit code."""
    from integument.formats.names import parse_formats
    from integument.labels import parse
    from integument.people import check_threshold

    check_threshold(args.threshold)
    parse_formats(args.format)
    wanted = None if args.labels is None else parse(args.labels)
    if STDIN in args.inputs:
        return _run_stdin(args, console, wanted)
    return _run_many(args, console, wanted)


def _run_many(args: argparse.Namespace, console: Console, wanted: tuple[str, ...] | None) -> int:
    """Photographs by one or by many workers."""
    from integument.cli.batch import Batch
    from integument.cli.crew import check_crew, hired
    from integument.cli.loading import load_segmenter
    from integument.cli.plan import make_plan
    from integument.lock import exclusive
    from integument.sources.address import is_address

    check_crew(args)
    table = args.to_parquet
    out = table or args.out or DEFAULT_OUT
    plan = make_plan(
        args.inputs, None if table else out, recursive=args.recursive, column=args.column
    )
    for line in plan.notes:
        console.note(line)
    segmenter = load_segmenter(args, console)
    console.note(f"model {segmenter.name} on {segmenter.note}")
    labels = segmenter.choose(wanted)
    # Photographs one by one into one folder is what scripts do, and no two of them meet there.
    several = len(plan.tasks) > 1 or table
    locked = several and not is_address(str(out))  # no plug-in has locks
    with exclusive(out) if locked else contextlib.nullcontext():
        if table:
            return _run_table(args, console, plan, segmenter, labels)
        job = make_masks(args, labels, out)
        with hired(args, console, segmenter, job) as look:
            batch = Batch(job, console, plan.failures, failures_file=args.failures)
            code = batch.follow(plan.tasks, look)
        if code in (ExitCode.OK, ExitCode.INPUT):
            job.finish(plan.tasks)
        return code


def _run_table(
    args: argparse.Namespace,
    console: Console,
    plan: Plan,
    segmenter: Segmenter,
    labels: tuple[str, ...],
) -> int:
    """Masks into a Parquet table."""
    from integument.cli.batch import Batch
    from integument.cli.crew import hired
    from integument.cli.rows import RowMaker, Rows
    from integument.many.table import Table

    identity = {
        "model": segmenter.session.sha256,
        **segmenter.looks.settings,
        "threshold": args.threshold,
        "edges": args.edges,
    }
    table = Table(args.to_parquet, labels, identity, overwrite=args.overwrite)
    job = Rows(table, labels, args.to_parquet)
    batch = Batch(job, console, plan.failures, failures_file=args.failures)
    try:
        with hired(args, console, segmenter, RowMaker(labels, args.threshold)) as look:
            return batch.follow(plan.tasks, look)
    finally:
        job.close(batch.failures)


def _run_stdin(args: argparse.Namespace, console: Console, wanted: tuple[str, ...] | None) -> int:
    """One photograph from standard input; one result to standard output, or files with -o."""
    from integument.cli.batch import Batch
    from integument.cli.loading import load_segmenter
    from integument.many.task import Task

    if args.inputs != [STDIN]:
        raise UsageError("- (standard input) cannot be mixed with other inputs: run it by itself")
    if args.to_parquet is not None:
        raise UsageError("--to-parquet takes files and folders, not - (standard input)")
    if args.out is None:
        _check_single_result(args, wanted)

    segmenter = load_segmenter(args, console)
    people = segmenter.segment(console.read_bytes(), wanted)
    if args.out is not None:
        job = make_masks(args, people.labels, args.out)
        task = Task(Path(STDIN), args.out, "stdin")
        batch = Batch(job, console)
        batch.write(task, job.make(task, people))
        batch.report()
    elif args.json:
        console.json(people.to_dict(threshold=args.threshold))
    else:
        console.write_bytes(_one_picture(people, args))
    return ExitCode.OK


def _check_single_result(args: argparse.Namespace, wanted: tuple[str, ...] | None) -> None:
    """Standard output takes one thing: refuse what would be several."""
    if args.format != "png":
        raise UsageError(f"--format {args.format} writes files: give -o DIR")
    if args.overlay and args.json:
        raise UsageError("--overlay and --json cannot both go to standard output: give -o DIR")
    one_label = wanted is not None and len(wanted) == 1
    if not (args.overlay or args.json or one_label):
        raise UsageError(
            "standard output takes one picture: give one label such as --labels skin, "
            "or --overlay, or --json, or -o DIR"
        )


def _one_picture(people: People, args: argparse.Namespace) -> bytes:
    """The PNG file that goes to standard output."""
    from integument.photo import encode_mask

    if not args.overlay:
        return encode_mask(people.mask(people.labels[0], args.threshold))

    import cv2

    overlay = people.overlay(threshold=args.threshold)
    _, encoded = cv2.imencode(".png", cv2.cvtColor(overlay, cv2.COLOR_RGB2BGR))
    return encoded.tobytes()
