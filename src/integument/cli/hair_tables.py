"""Tables of ``integument evaluate --hair``: how often what is said of hair is right."""

from __future__ import annotations

import argparse
from typing import Any

from integument import __version__
from integument.cli.console import Console
from integument.cli.table import print_table
from integument.errors import ExitCode, UsageError

COLUMNS = ("pack", "attribute", "pictures", "accuracy", "recall", "F1", "told", "right")


def run(args: argparse.Namespace, console: Console) -> int:
    """Ask every picture of every pack, print, and write the JSON if it was asked for."""
    from integument.cli.loading import load_segmenter
    from integument.cli.options import DEFAULT_MODEL
    from integument.data.open import open_data
    from integument.evaluate import hair, output
    from integument.files import atomic_write

    names = args.model or [DEFAULT_MODEL]
    if args.classical or args.report or args.matrix or len(names) > 1:
        raise UsageError("--hair: expected one --model, and no --classical, --report or --matrix")
    segmenter = load_segmenter(args, console, names[0])
    content: dict[str, Any] = {
        "integument": __version__,
        "model": {"name": segmenter.name, "sha256": segmenter.session.sha256},
        "packs": {},
    }
    rows: list[list[str]] = []
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
            rows.append([pack.name, name, str(row["pictures"]), *shares])
    console.say(f"{segmenter.name}: hair of the largest head of each picture")
    print_table(console, COLUMNS, rows)
    console.note(
        "accuracy, recall and F1 (means over the values) take the likeliest answer, however "
        "unsure; told is the share of pictures with an answer, right the share of those that is "
        "right"
    )
    if args.json is not None:
        atomic_write(args.json, output.as_json(content))
    return ExitCode.OK
