"""``integument statistics``: colours of skin, shares and places of labels, over many pictures."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.options import (
    add_inputs,
    add_labels_option,
    add_model_options,
    add_out_option,
    add_recursive_option,
)
from integument.errors import ExitCode

if TYPE_CHECKING:
    from integument.many.task import Task
    from integument.people import People
    from integument.tally import Tally

DEFAULT_OUT = Path("integument-statistics")

DESCRIPTION = """\
Count over photographs what colours skin has, how much of them each label covers, and where.

Writes to the folder given by --out
  statistics.json   all counts
  histograms.png    hue, saturation and value of skin, and of the rest
  chrominance.png   Cb and Cr of skin
  shares.png        share of each label
  heatmap.png       where in the picture each label lies
Files of an earlier run are replaced."""

EPILOG = """\
examples:
  integument statistics holiday/ -o counts
  integument statistics a.jpg b.jpg --labels skin,hair
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "statistics",
        help="colours of skin and shares of labels, drawn",
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    add_inputs(parser)
    add_out_option(parser, DEFAULT_OUT)
    add_recursive_option(parser)
    add_labels_option(parser)
    add_model_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Count, write and draw; returns the exit code."""
    from integument.cli.batch import Batch, Collecting
    from integument.cli.loading import load_segmenter
    from integument.cli.plan import make_plan
    from integument.labels import parse
    from integument.tally import Tally

    wanted = None if args.labels is None else parse(args.labels)
    plan = make_plan(args.inputs, None, recursive=args.recursive)
    for line in plan.notes:
        console.note(line)
    segmenter = load_segmenter(args, console)
    console.note(f"model {segmenter.name} on {segmenter.note}")
    tally = Tally()

    def collect(_: Task, people: People) -> None:
        tally.add(people)

    job = Collecting(collect, "counting", "counted", segmenter.choose(wanted), args.out)
    code = Batch(job, console, plan.failures).process(plan.tasks, segmenter)
    if code in (ExitCode.OK, ExitCode.INPUT) and tally.pictures:
        write(tally, args.out)
        for line in table(tally):
            console.say(line)
        console.say(f"counts and charts are in {args.out}")
    return code


def write(tally: Tally, out: Path) -> None:
    """Write the JSON and the charts."""
    import json

    from integument.files import atomic_write
    from integument.photo import save_picture
    from integument.tally_charts import charts

    atomic_write(out / "statistics.json", json.dumps(tally.to_dict()).encode() + b"\n")
    for name, picture in charts(tally).items():
        save_picture(out / f"{name}.png", picture)


def table(tally: Tally) -> Iterable[str]:
    """A line a label, for a person."""
    facts = tally.to_dict()
    for label, one in facts["labels"].items():
        yield f"  {label:<10} {one['share']:7.2%} of the pixels, in {one['pictures']} pictures"
    peak = facts["peaks"]["skin"]
    if peak["hue"] is not None:
        yield (
            "  skin is most often of hue {hue}, saturation {saturation}, value {value} "
            "(0-179, 0-255, 0-255)".format(**peak)
        )
