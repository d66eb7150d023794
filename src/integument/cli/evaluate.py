"""``integument evaluate``: how good a segmenter is on labelled pictures."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from integument import __version__
from integument.classical.registry import ENTRIES
from integument.cli.console import Console
from integument.cli.options import (
    DEFAULT_MODEL,
    add_labels_option,
    add_model_options,
    add_threshold_option,
)
from integument.cli.tone_tables import (
    TonesOfPacks,
    find_tones,
    limits_of,
    print_tone_tables,
    tone_tables,
)
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
  integument evaluate --data portraits --classical rgb hsv=my.toml mixtures
  integument evaluate --data portraits --classical mrf mlp --learn-from people

Classical segmenters, which are mostly rules on the colour of each pixel (docs/classical.md):
{classical}
"""

PLAIN_WIDTH = 120
"""Columns of a table that goes to a file or a pipe, which have no width of their own."""


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "evaluate",
        help="score a model on labelled pictures",
        description="Score models and classical rules on packs of labelled pictures: IoU, "
        "precision, recall, F1 and accuracy, per picture and averaged, and over all pixels.",
        epilog=EPILOG.format(classical=_listed(ENTRIES)),
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
    parser.add_argument(
        "--classical",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME[=FILE]",
        help="score these rules too, or alone if --model is not given; with settings from a TOML "
        "file if one is named",
    )
    parser.add_argument(
        "--learn-from",
        metavar="PACK",
        help="labelled pictures from which classical rules that learn do so",
    )
    parser.add_argument(
        "--tones",
        metavar="LIMITS|FILE",
        help="also IoU by skin tone, estimated with the limits 'chardon', 'dermatology' or "
        "'empirical' of the typology angle, or from a CSV file with columns picture and tone",
    )
    add_labels_option(parser)
    add_threshold_option(parser)
    add_model_options(parser)
    parser.set_defaults(run=run, model=None)


def _listed(names: Iterable[str]) -> str:
    return textwrap.fill(
        ", ".join(names), 96, break_on_hyphens=False, initial_indent="  ", subsequent_indent="  "
    )


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
    tones = None if args.tones is None else find_tones(args.tones, packs, args.limit)
    segmenters = _open_segmenters(args, console)
    total = len(segmenters) * sum(len(picked(pack, args.limit)) for pack in packs)
    reports = []
    with Progress("scoring", total=total, unit="pictures", stream=console.stderr) as progress:
        for segmenter in segmenters:
            report = score(
                segmenter,
                packs,
                labels,
                limit=args.limit,
                threshold=args.threshold,
                advance=progress.advance,
            )
            reports.append(report)
    for report in reports:
        _print_tables(report, console)
        if tones is not None:
            print_tone_tables(report, tones, args.tones, console)
    if tones is not None and (limits := limits_of(args.tones)):
        console.note(limits)
    if args.json is not None:
        content = _content(args, segmenters, reports, tones)
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        atomic_write(args.json, f"{text}\n".encode())
        console.note(f"every picture's scores are in {args.json}")
    return max(_name_failures(report, console) for report in reports)


def _open_segmenters(args: argparse.Namespace, console: Console) -> list[Scorable]:
    """The model, unless only classical segmenters are asked for, and these."""
    from integument.classical.registry import load_text
    from integument.data.pack import Pack

    learn_from = None if args.learn_from is None else Pack(args.learn_from)
    segmenters: list[Scorable] = []
    if args.model is not None or not args.classical:
        args.model = args.model or DEFAULT_MODEL
        segmenters.append(_open_model(args, console))
    for text in args.classical:
        rule = load_text(text, learn_from)
        if rule.note:
            console.note(rule.note)
        segmenters.append(rule)
    return segmenters


def _open_model(args: argparse.Namespace, console: Console) -> Scorable:
    from integument.cli.loading import load_segmenter
    from integument.evaluate import foreign

    if foreign.is_entry(args.model):
        return foreign.load(args.model)
    segmenter = load_segmenter(args, console)
    console.note(segmenter.note)
    return segmenter


def _content(
    args: argparse.Namespace,
    segmenters: list[Scorable],
    reports: list[Report],
    tones: TonesOfPacks | None,
) -> dict[str, Any]:
    """What was run on what, so that the numbers can be made again, and the numbers.

    One segmenter's stand at the top; those of several in a list, ``reports``.
    """
    settings = {
        "data": args.data,
        "labels": args.labels,
        "limit": args.limit,
        "threshold": args.threshold,
        "learn_from": args.learn_from,
        "tones": args.tones,
    }
    each = [
        {"model": _description(args, segmenter), **report.to_dict()}
        for segmenter, report in zip(segmenters, reports, strict=True)
    ]
    if tones is not None:
        for content, report in zip(each, reports, strict=True):
            content["tones"] = tone_tables(report, tones, args.tones)
            content["limits_of_tones"] = limits_of(args.tones)
    found = each[0] if len(each) == 1 else {"reports": each}
    return {"integument": __version__, "settings": settings, **found}


def _description(args: argparse.Namespace, segmenter: Scorable) -> dict[str, Any]:
    from dataclasses import asdict

    from integument.classical.rule import Rule

    if isinstance(segmenter, Rule):
        return {"name": segmenter.name, "settings": asdict(segmenter.settings)}
    session = getattr(segmenter, "session", None)
    return {
        "name": segmenter.name,
        "asked_for": args.model,
        "sha256": getattr(session, "sha256", None),
        "input_size": getattr(segmenter, "input_size", None),
        "device": getattr(segmenter, "device", None),
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
