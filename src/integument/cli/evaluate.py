"""``integument evaluate``: how good a segmenter is on labelled pictures."""

from __future__ import annotations

import argparse
import math
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
from integument.cli.table import print_table
from integument.cli.tone_tables import (
    TonesOfPacks,
    find_tones,
    limits_of,
    print_tone_tables,
    tone_tables,
)
from integument.errors import ExitCode

if TYPE_CHECKING:
    from integument.evaluate.evaluation import Subject
    from integument.evaluate.report import Report
    from integument.evaluate.scoring import Pictures, Scorable

EPILOG = """\
A pack is a folder with images/NNNN.jpg and masks/<label>/NNNN.png (0 or 255). A picture without a
file for a label is left out for that label; pixels set in masks/void are left out for all. In a
pack whose meta.json says "people_free": true, the share of pixels marked is reported instead.
Published data sets are read in the layout of their archive: see 'integument data layouts'.

--report writes a page with tables, curves and the worst and best pictures (index.html, on its own),
and the numbers as JSON and CSV. Predictions are kept in the folder --store names, and not made
again: an evaluation that was stopped goes on where it was.

examples:
  integument evaluate --data portraits --json portraits.json
  integument evaluate --data portraits street rooms --labels skin,hair --limit 100
  integument evaluate --data portraits --model my.onnx --input-size 512
  integument evaluate --data portraits --model rules:Reddish     an object of module rules.py
  integument evaluate --data portraits --model integument --model my.onnx --report comparison
  integument evaluate --data portraits --stress grey,hue --report stress
  integument evaluate --data "hgr=/data/hands#test"              a data set by name, one split of it
  integument evaluate --data portraits --classical rgb hsv=my.toml mixtures
  integument evaluate --data portraits --classical mrf mlp --learn-from people
  integument evaluate --data portraits --tones chardon
  integument evaluate --data portraits street rooms --model a.onnx --model b.onnx --matrix table
  integument evaluate --data people --hair

Classical segmenters, which are mostly rules on the colour of each pixel (docs/classical.md):
{classical}
"""

WITH_PEOPLE = (
    *("pack", "label", "pictures", "IoU", "precision", "recall", "F1", "accuracy"),
    "IoU pooled",
)
WITHOUT = ("pack", "label", "pictures", "marked", "at most", "left empty")
"""Headings of the tables of pictures with people and of people-free ones."""

DEFAULT_TONES = "chardon"
"""Limits of the tones in a report, where none are asked for."""


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "evaluate",
        help="score a model on labelled pictures",
        description="Score models and classical rules on packs of labelled pictures: IoU,\n"
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
        "--report", metavar="FOLDER", help="write a page, JSON and CSV to this folder"
    )
    parser.add_argument(
        "--matrix",
        metavar="FOLDER",
        help="write a table of models and packs for each label to this folder: HTML, CSV, JSON",
    )
    parser.add_argument(
        "--store",
        metavar="FOLDER",
        help="keep predictions in this folder (default: 'predictions' in the report's folder)",
    )
    parser.add_argument(
        "--stress",
        metavar="A,B",
        help="score altered pictures too: all, or from grey, sepia, light, skin-background, "
        "blond-hair, hue, saturation, value, hsv-grid (the last makes 180 sets)",
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
    parser.add_argument(
        "--hair",
        action="store_true",
        help="score what is said of hair (colour, straight, wavy, bangs, bald) instead of masks",
    )
    add_labels_option(parser)
    add_threshold_option(parser)
    add_model_options(parser, several=True)
    parser.set_defaults(run=run)


def _listed(names: Iterable[str]) -> str:
    return textwrap.fill(
        ", ".join(names), 96, break_on_hyphens=False, initial_indent="  ", subsequent_indent="  "
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Score, print the tables, write JSON and report; 3 if a picture could not be scored."""
    if args.hair:
        from integument.cli import hair_tables

        return hair_tables.run(args, console)
    from integument.data.open import open_data
    from integument.evaluate import stress
    from integument.evaluate.scoring import picked
    from integument.evaluate.several import score_several
    from integument.labels import parse
    from integument.progress import Progress

    labels = None if args.labels is None else parse(args.labels)
    stresses = stress.named(args.stress or "")
    packs: list[Pictures] = []
    for pack in map(open_data, args.data):
        if orphans := pack.orphans():
            console.note(
                f"{pack.path}: files without a partner: {len(orphans)}, such as {orphans[0]}"
            )
        packs += [pack, *stress.applicable(pack, stresses)]
    source = args.tones or (DEFAULT_TONES if args.report else None)
    tones = None
    if source is not None:
        tones = find_tones(source, packs, args.limit, asked_for=args.tones is not None)
    segmenters = _open_segmenters(args, console)
    total = len(segmenters) * sum(len(picked(pack, args.limit)) for pack in packs)
    with Progress("scoring", total=total, unit="pictures", stream=console.stderr) as progress:
        reports = score_several(
            segmenters,
            packs,
            labels,
            limit=args.limit,
            threshold=args.threshold,
            outlines=args.report is not None,
            advance=progress.advance,
        )
    for report in reports:
        _print_tables(report, console)
        if args.tones is not None and tones is not None:
            print_tone_tables(report, tones, args.tones, console)
    if args.tones is not None and (limits := limits_of(args.tones)):
        console.note(limits)
    _write(args, segmenters, reports, packs, tones, console)
    if args.matrix is not None:
        from integument.evaluate.matrix import matrix_of, write

        console.note(f"the matrix is in {write(matrix_of(reports), args.matrix)}")
    return max(_name_failures(report, console) for report in reports)


def _open_segmenters(args: argparse.Namespace, console: Console) -> list[Scorable]:
    """The models, unless only classical segmenters are asked for, and these."""
    from integument.classical.registry import load_text
    from integument.data.pack import Pack

    learn_from = None if args.learn_from is None else Pack(args.learn_from)
    if not args.model:
        args.model = [] if args.classical else [DEFAULT_MODEL]
    segmenters = [_open_model(args, name, console) for name in args.model]
    for text in args.classical:
        rule = load_text(text, learn_from)
        if rule.note:
            console.note(rule.note)
        segmenters.append(rule)
    return [_keeping(args, segmenter, console) for segmenter in segmenters]


def _open_model(args: argparse.Namespace, name: str, console: Console) -> Scorable:
    from integument.cli.loading import load_segmenter
    from integument.evaluate import foreign

    if foreign.is_entry(name):
        return foreign.load(name)
    segmenter = load_segmenter(args, console, name)
    console.note(segmenter.note)
    return segmenter


def _keeping(args: argparse.Namespace, segmenter: Scorable, console: Console) -> Scorable:
    """The segmenter, with its predictions kept where that was asked for."""
    from pathlib import Path

    from integument.evaluate.fingerprint import fingerprint
    from integument.evaluate.store import Stored

    store = args.store or (args.report and Path(args.report) / "predictions")
    if not store:
        return segmenter
    mark = fingerprint(segmenter)
    if mark is None:
        console.note(f"{segmenter.name}: predictions are not kept: it has no source files")
        return segmenter
    return Stored(segmenter, mark, store)


def _write(
    args: argparse.Namespace,
    segmenters: list[Scorable],
    reports: list[Report],
    packs: list[Pictures],
    tones: TonesOfPacks | None,
    console: Console,
) -> None:
    """The JSON and the report, if they were asked for."""
    from integument.evaluate import output
    from integument.evaluate.evaluation import evaluation
    from integument.files import atomic_write

    kept = ("data", "labels", "limit", "threshold", "learn_from", "tones")
    settings = {key: getattr(args, key) for key in kept}
    head = {"integument": __version__, "settings": settings}
    names = [*args.model, *args.classical]
    subjects = [_subject(name, one) for name, one in zip(names, segmenters, strict=True)]
    if args.json is not None:
        models = [
            {"model": {**subject.provenance, "cost": subject.cost()}, **report.to_dict()}
            for subject, report in zip(subjects, reports, strict=True)
        ]
        if args.tones is not None and tones is not None:
            for content, report in zip(models, reports, strict=True):
                content["tones"] = tone_tables(report, tones, args.tones)
                content["limits_of_tones"] = limits_of(args.tones)
        content = {**head, **models[0]} if len(models) == 1 else {**head, "models": models}
        atomic_write(args.json, output.as_json(content))
        console.note(f"every picture's scores are in {args.json}")
    if args.report is not None:
        if args.stress:
            settings["stress"] = args.stress
        by_pack = {pack.name: told for pack, told in zip(packs, tones or [], strict=True)}
        found = evaluation(subjects, reports, packs, settings, tones=by_pack)
        console.note(f"the report is in {output.write(found, args.report)}")


def _subject(asked_for: str, segmenter: Scorable) -> Subject:
    """What was run, so that the numbers can be made again, with its size and speed."""
    from dataclasses import asdict

    from integument.bench.counts import count_file
    from integument.classical.rule import Rule
    from integument.evaluate.evaluation import Subject, speed_of
    from integument.evaluate.store import Stored
    from integument.letterbox import MULTIPLE

    stored = isinstance(segmenter, Stored)
    inner = segmenter.segmenter if stored else segmenter
    rule = isinstance(inner, Rule)
    session = getattr(inner, "session", None)
    side = MULTIPLE * math.ceil((getattr(inner, "input_size", None) or MULTIPLE) / MULTIPLE)
    return Subject(
        segmenter,
        {
            "name": segmenter.name,
            "asked_for": asked_for,
            "sha256": getattr(session, "sha256", None),
            "input_size": getattr(inner, "input_size", None),
            "device": getattr(inner, "device", None),
            **({"settings": asdict(inner.settings)} if rule else {}),
        },
        size=session.path.stat().st_size if session is not None else None,
        speed=speed_of(segmenter.times()) if stored else None,
        counts=count_file(session.path, side) if session is not None else None,
    )


def _print_tables(report: Report, console: Console) -> None:
    from integument.evaluate.stress import GRID_STEPS

    with_people: list[list[str]] = []
    without: list[list[str]] = []
    for pack in report.packs:
        if pack.stress in GRID_STEPS:  # 180 rows say less than the curve in the report
            continue
        for label in pack.labels:
            count = len(pack.counts(label))
            if count and pack.people_free:
                marked = pack.marked(label)
                shares = [f"{marked[key]:.2%}" for key in ("mean", "max", "empty")]
                without.append([pack.name, label, str(count), *shares])
            elif count:
                numbers = [*pack.mean(label).values(), pack.pooled(label)["iou"]]
                with_people.append([pack.name, label, str(count), *(f"{n:.3f}" for n in numbers)])
    if with_people:
        console.say(f"{report.segmenter}: mean over pictures, threshold {report.threshold:g}")
        print_table(console, WITH_PEOPLE, with_people)
    if without:
        console.say(f"{report.segmenter}: pixels marked in pictures of nobody, mean over pictures")
        print_table(console, WITHOUT, without)


def _name_failures(report: Report, console: Console) -> ExitCode:
    failures = [(pack.name, failure) for pack in report.packs for failure in pack.failures]
    for name, failure in failures:
        console.note(f"{name} {failure.picture}: not scored: {failure.reason}")
    return ExitCode.INPUT if failures else ExitCode.OK
