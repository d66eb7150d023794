"""``integument hair``: what everybody's hair is like, as a table or as JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from integument.cli.batch import Batch, Collecting
from integument.cli.console import Console
from integument.cli.options import add_inputs, add_model_options, add_recursive_option
from integument.cli.plan import NOWHERE, make_plan
from integument.errors import ExitCode

if TYPE_CHECKING:
    from integument.hair import Answer, Hair
    from integument.many.task import Task
    from integument.people import People

DESCRIPTION = """\
Tell what the hair is like of everybody in photographs: colour (black, blond, brown, gray, red,
dyed), straight, wavy, bangs, bald, each with a confidence, the probability of being right.

"-" in the table, null in JSON, means that the picture cannot tell: no hair shows, or the odds are
too even. Heads that touch in the picture count as one. Coiled hair is neither straight nor wavy."""

EPILOG = """\
examples:
  integument hair photo.jpg
  integument hair holiday/ --recursive --json > hair.json
"""

COLUMNS = ("photo", "head", "colour", "straight", "wavy", "bangs", "bald")


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "hair", help="tell what the hair is like", description=DESCRIPTION, epilog=EPILOG
    )
    add_inputs(parser)
    add_recursive_option(parser)
    parser.add_argument("--json", action="store_true", help="write JSON to standard output")
    add_model_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Look at every photograph; one that cannot be read is named, and the rest go on."""
    from integument.cli.loading import load_segmenter
    from integument.hair import describe

    plan = make_plan(args.inputs, None, recursive=args.recursive)
    for line in plan.notes:
        console.note(line)
    segmenter = load_segmenter(args, console)
    told: dict[str, list[Hair]] = {}

    def collect(task: Task, people: People) -> None:
        told[str(task.source)] = describe(people, segmenter)

    job = Collecting(collect, "looking", "looked at", segmenter.labels, NOWHERE)
    code = Batch(job, console, plan.failures, say=console.note).process(plan.tasks, segmenter)
    if code not in (ExitCode.OK, ExitCode.INPUT):
        return code
    if args.json:
        console.json({name: [one.to_dict() for one in hair] for name, hair in told.items()})
    else:
        _table(console, told)
    return code


def _table(console: Console, found: dict[str, list[Hair]]) -> None:
    rows = [COLUMNS]
    for name, people in found.items():
        if not people:
            rows.append((name, "nobody", "", "", "", "", ""))
        for number, hair in enumerate(people, start=1):
            answers = (hair.colour, hair.straight, hair.wavy, hair.bangs, hair.bald)
            rows.append((name, str(number), *map(_word, answers)))
    widths = [max(len(row[k]) for row in rows) for k in range(len(COLUMNS))]
    for row in rows:
        cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        console.say("  ".join(cells).rstrip())


def _word(answer: Answer) -> str:
    """``brown 93 %``, ``yes 71 %``, or ``-``."""
    if answer.value is None:
        return "-"
    word = {True: "yes", False: "no"}.get(answer.value, answer.value)
    return f"{word} {100 * answer.confidence:.0f} %"
