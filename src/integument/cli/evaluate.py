"""``integument evaluate``: how good a segmenter is on labelled pictures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from integument import __version__
from integument.cli.console import Console
from integument.cli.options import add_labels_option, add_model_options, add_threshold_option
from integument.errors import ExitCode

if TYPE_CHECKING:
    from integument.evaluate.report import Report
    from integument.evaluate.scoring import Scorable

EPILOG = """\
A pack is a folder with images/NNNN.jpg and masks/<label>/NNNN.png (0 or 255). A picture without a
file for a label is left out for that label; pixels set in masks/void are left out for all. In a
pack whose meta.json says "people_free": true, the share of pixels marked is reported instead.
Published data sets are read in the layout of their archive: see 'integument data layouts'.

examples:
  integument evaluate --data portraits --json portraits.json
  integument evaluate --data portraits street rooms --labels skin,hair --limit 100
  integument evaluate --data "hgr=/data/hands#test"              a data set by name, one split of it
  integument evaluate --data portraits --model my.onnx --input-size 512
  integument evaluate --data portraits --model rules:Reddish     an object of module rules.py
"""

PLAIN_WIDTH = 120
"""Columns of a table that goes to a file or a pipe, which have no width of their own."""


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "evaluate",
        help="score a model on labelled pictures",
        description="Score a model on packs of labelled pictures: IoU, precision, recall, F1 and "
        "accuracy, per picture and averaged, and over all pixels.",
        epilog=EPILOG,
    )
    parser.add_argument(
        "--data",
        nargs="+",
        action="extend",
        required=True,
        metavar="PACK",
        help="folders of labelled pictures",
    )
    parser.add_argument(
        "--limit", type=int, metavar="N", help="at most N pictures a pack, spread evenly over it"
    )
    parser.add_argument(
        "--json", metavar="FILE", help="write everything, picture by picture, to this file"
    )
    add_labels_option(parser)
    add_threshold_option(parser)
    add_model_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Score, print the tables, write the JSON; 3 if a picture could not be scored."""
    import json

    from integument.data.open import open_data
    from integument.evaluate.scoring import picked, score
    from integument.files import atomic_write
    from integument.labels import parse
    from integument.progress import Progress

    labels = None if args.labels is None else parse(args.labels)
    packs = [open_data(path) for path in args.data]
    for pack in packs:
        if orphans := pack.orphans():
            console.note(
                f"{pack.path}: files without a partner: {len(orphans)}, such as {orphans[0]}"
            )
    segmenter = _open_segmenter(args, console)
    total = sum(len(picked(pack, args.limit)) for pack in packs)
    with Progress("scoring", total=total, unit="pictures", stream=console.stderr) as progress:
        report = score(
            segmenter,
            packs,
            labels,
            limit=args.limit,
            threshold=args.threshold,
            advance=progress.advance,
        )
    _print_tables(report, console)
    if args.json is not None:
        content = {**_provenance(args, segmenter), **report.to_dict()}
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        atomic_write(args.json, f"{text}\n".encode())
        console.note(f"every picture's scores are in {args.json}")
    return _name_failures(report, console)


def _open_segmenter(args: argparse.Namespace, console: Console) -> Scorable:
    from integument.cli.loading import load_segmenter
    from integument.evaluate import foreign

    if foreign.is_entry(args.model):
        return foreign.load(args.model)
    segmenter = load_segmenter(args, console)
    console.note(segmenter.note)
    return segmenter


def _provenance(args: argparse.Namespace, segmenter: Scorable) -> dict[str, Any]:
    """What was run on what, so that the numbers can be made again."""
    session = getattr(segmenter, "session", None)
    return {
        "integument": __version__,
        "settings": {
            "data": args.data,
            "labels": args.labels,
            "limit": args.limit,
            "threshold": args.threshold,
        },
        "model": {
            "name": segmenter.name,
            "asked_for": args.model,
            "sha256": getattr(session, "sha256", None),
            "input_size": getattr(segmenter, "input_size", None),
            "device": getattr(segmenter, "device", None),
        },
    }


def _print_tables(report: Report, console: Console) -> None:
    from rich import box
    from rich.console import Console as Screen
    from rich.table import Table

    terminal = console.stdout.isatty()
    screen = Screen(file=console.stdout, width=None if terminal else PLAIN_WIDTH)

    def table(*headings: str) -> Table:
        made = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
        for column, heading in enumerate(headings):
            made.add_column(heading, justify="left" if column < 2 else "right")
        return made

    with_people = table(
        *("pack", "label", "pictures", "IoU", "precision", "recall", "F1", "accuracy"),
        "IoU pooled",
    )
    without = table("pack", "label", "pictures", "marked", "at most", "left empty")
    for pack in report.packs:
        for label in pack.labels:
            count = len(pack.counts(label))
            if count and pack.people_free:
                marked = pack.marked(label)
                shares = [f"{marked[key]:.2%}" for key in ("mean", "max", "empty")]
                without.add_row(pack.name, label, str(count), *shares)
            elif count:
                numbers = [*pack.mean(label).values(), pack.pooled(label)["iou"]]
                with_people.add_row(pack.name, label, str(count), *(f"{n:.3f}" for n in numbers))
    if with_people.row_count:
        console.say(f"{report.segmenter}: mean over pictures, threshold {report.threshold:g}")
        screen.print(with_people)
    if without.row_count:
        console.say(f"{report.segmenter}: pixels marked in pictures of nobody, mean over pictures")
        screen.print(without)


def _name_failures(report: Report, console: Console) -> ExitCode:
    failures = [(pack.name, failure) for pack in report.packs for failure in pack.failures]
    for name, failure in failures:
        console.note(f"{name} {failure.picture}: not scored: {failure.reason}")
    return ExitCode.INPUT if failures else ExitCode.OK
