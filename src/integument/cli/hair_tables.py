"""Tables of ``integument evaluate --hair``: how often what is said of hair is right."""

from __future__ import annotations

import argparse
from typing import Any

from integument import __version__
from integument.cli.console import Console
from integument.errors import ExitCode, UsageError

COLUMNS = ("pack", "attribute", "pictures", "accuracy", "recall", "F1", "told", "right")
PLAIN_WIDTH = 120


def run(args: argparse.Namespace, console: Console) -> int:
    """Ask every picture of every pack, print, and write the JSON if it was asked for."""
    from rich import box
    from rich.console import Console as Screen
    from rich.table import Table

    from integument.cli.loading import load_segmenter
    from integument.cli.options import DEFAULT_MODEL
    from integument.data.open import open_data
    from integument.evaluate import hair, output
    from integument.files import atomic_write

    names = args.model or [DEFAULT_MODEL]
    if args.classical or args.report or args.matrix or len(names) > 1:
        raise UsageError("--hair: expected one --model, and no --classical, --report or --matrix")
    segmenter = load_segmenter(argparse.Namespace(**{**vars(args), "model": names[0]}), console)
    content: dict[str, Any] = {
        "integument": __version__,
        "model": {"name": segmenter.name, "sha256": segmenter.session.sha256},
        "packs": {},
    }
    table = Table(box=box.SIMPLE_HEAD if console.stdout.isatty() else None, pad_edge=False)
    for column, heading in enumerate(COLUMNS):
        table.add_column(heading, justify="left" if column < 2 else "right")
    for pack in map(open_data, args.data):
        found = hair.ask(pack, segmenter, args.limit)
        if not found:
            raise UsageError(
                f"{pack.path}: its index says nothing of hair: expected columns hair_colour, "
                "straight, wavy, bangs, bald or hair_style"
            )
        content["packs"][pack.name] = told = {}
        for name in (one for one in hair.QUESTIONS if one in found):
            row = hair.scores(found[name])
            told[name] = {**row, "reliability": hair.reliability(found[name])}
            shares = (f"{row[key]:.3f}" for key in ("accuracy", "recall", "f1", "told", "right"))
            table.add_row(pack.name, name, str(row["pictures"]), *shares)
    width = None if console.stdout.isatty() else PLAIN_WIDTH
    console.say(f"{segmenter.name}: hair of the largest head of each picture")
    Screen(file=console.stdout, width=width).print(table)
    console.note(
        "accuracy, recall and F1 (means over the values) take the likeliest answer, however "
        "unsure; told is the share of pictures with an answer, right the share of those that is "
        "right"
    )
    if args.json is not None:
        atomic_write(args.json, output.as_json(content))
    return ExitCode.OK
