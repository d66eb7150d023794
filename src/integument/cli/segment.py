"""``integument segment``: masks of photographs, one or many."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.batch import Outcome
from integument.cli.console import Console
from integument.cli.options import (
    add_edges_option,
    add_labels_option,
    add_model_options,
    add_threshold_option,
)
from integument.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from integument.cli.plan import Task
    from integument.people import People

STDIN = "-"
DEFAULT_OUT = Path("integument-out")

DESCRIPTION = """\
Find skin, hair and the other labels in photographs and write a mask for each.

For photo.jpg this writes photo_<label>.png (0 or 255, same size), and on demand
photo_overlay.png and photo.json. Files that exist already are kept unless --overwrite.
A picture that cannot be read is named, and the rest go on."""

EPILOG = """\
examples:
  integument segment photo.jpg -o out
  integument segment photo.jpg --labels skin,hair --overlay --json
  integument segment photo.jpg --edges fine --json       closed-form matting
  integument segment holiday/ -o out --recursive       sub-folders are mirrored below out/
  integument segment holiday/ -o out --format coco,labelme   also out/coco.json for all
  integument segment - --labels hair < photo.jpg > hair.png
  integument segment - --json < photo.jpg              JSON to standard output
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "segment", help="find people in photographs", description=DESCRIPTION, epilog=EPILOG
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a photograph, a folder of photographs, or - for standard input",
    )
    parser.add_argument(
        "-o",
        "--out",
        type=Path,
        metavar="DIR",
        help="folder for the results (default: integument-out; for - standard output)",
    )
    add_labels_option(parser)
    parser.add_argument(
        "--format",
        default="png",
        metavar="A,B",
        help="how masks are written: png, alpha16 (16-bit soft alpha), tiff-layers, coco, "
        "labelme, yolo; several with commas (default: %(default)s)",
    )
    parser.add_argument("--overlay", action="store_true", help="also write a tinted photograph")
    parser.add_argument("--json", action="store_true", help="also write what was found as JSON")
    add_threshold_option(parser)
    add_edges_option(parser)
    parser.add_argument(
        "-r", "--recursive", action="store_true", help="look into sub-folders of folders too"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace results that exist")
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

    from integument.cli.batch import Batch
    from integument.cli.loading import load_segmenter
    from integument.cli.plan import make_plan

    out = args.out or DEFAULT_OUT
    plan = make_plan(args.inputs, out, recursive=args.recursive)
    for line in plan.notes:
        console.note(line)
    segmenter = load_segmenter(args, console)
    console.note(f"model {segmenter.name} on {segmenter.note}")
    job = make_job(args, segmenter.choose(wanted), out)
    code = Batch(job, console, plan.failures).process(plan.tasks, segmenter)
    if code in (ExitCode.OK, ExitCode.INPUT):
        job.finish(plan.tasks)
    return code


def _run_stdin(args: argparse.Namespace, console: Console, wanted: tuple[str, ...] | None) -> int:
    """One photograph from standard input; one result to standard output, or files with -o."""
    from integument.cli.batch import Batch
    from integument.cli.loading import load_segmenter
    from integument.cli.plan import Task

    if args.inputs != [STDIN]:
        raise UsageError("- (standard input) cannot be mixed with other inputs: run it by itself")
    if args.out is None:
        _check_single_result(args, wanted)

    segmenter = load_segmenter(args, console)
    people = segmenter.segment(console.read_bytes(), wanted)
    if args.out is not None:
        batch = Batch(make_job(args, people.labels, args.out), console)
        batch.write(Task(Path(STDIN), args.out, "stdin"), people)
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


@dataclass(frozen=True, slots=True)
class Masks:
    """Masks, overlay and JSON of every photograph: a :class:`integument.cli.batch.Job`."""

    out: Path
    labels: tuple[str, ...]
    overlay: bool
    json: bool
    threshold: float
    overwrite: bool
    formats: tuple[str, ...] = ("png",)
    doing: str = "segmenting"
    done: str = "segmented"

    def outputs(self, task: Task) -> list[Path]:
        from integument.formats.names import format_paths

        paths = task.outputs((), overlay=self.overlay, json=self.json)
        for name in self.formats:
            paths += format_paths(name, task.folder, task.stem, self.labels).values()
        return paths

    def write(self, task: Task, people: People) -> Outcome:
        saved = people.save(
            task.folder,
            stem=task.stem,
            overlay=self.overlay,
            json=self.json,
            threshold=self.threshold,
            overwrite=self.overwrite,
            format=",".join(self.formats),
        )
        return Outcome(len(saved.written), len(saved.kept))

    def finish(self, tasks: Sequence[Task]) -> None:
        """What belongs to all photographs together, from the files that are there."""
        import json

        from integument.files import atomic_write
        from integument.formats.annotations import merge_coco, yolo_classes
        from integument.formats.names import format_paths

        if "coco" in self.formats:
            files = [format_paths("coco", t.folder, t.stem, self.labels)["coco"] for t in tasks]
            whole = merge_coco(file for file in files if file.exists())
            atomic_write(self.out / "coco.json", json.dumps(whole).encode() + b"\n")
        if "yolo" in self.formats:
            atomic_write(self.out / "classes.txt", yolo_classes().encode())


def make_job(args: argparse.Namespace, labels: tuple[str, ...], out: Path) -> Masks:
    from integument.formats.names import parse_formats

    return Masks(
        out=out,
        labels=labels,
        overlay=args.overlay,
        json=args.json,
        threshold=args.threshold,
        overwrite=args.overwrite,
        formats=parse_formats(args.format),
    )
