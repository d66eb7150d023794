"""``integument recolor``: hair in another colour, skin in another tone."""

from __future__ import annotations

import argparse

from integument.cli.console import Console
from integument.cli.options import DEFAULT_OUT
from integument.cli.pictures import Pictures, add_picture_options, run_pictures

DESCRIPTION = """\
Give hair another colour or skin another tone; shading and texture stay.

For photo.jpg this writes photo_recolored.jpg. Files that exist already are kept unless
--overwrite."""

EPILOG = """\
examples:
  integument recolor me.jpg --hair auburn
  integument recolor me.jpg --hair '#7a3cff' -o me_violet.jpg
  integument recolor tests/ --skin-tone VI -o tests_vi

colours of hair: black, dark brown, brown, light brown, blond, platinum, auburn, red, gray,
white, or any CSS colour. Tones of skin: I (lightest) to VI, or 1 to 6.

A simulated skin tone is for testing how software treats colour, for example whether a face
detector still finds the same face. It is not how a person with that skin looks.
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "recolor", help="another colour of hair or skin", description=DESCRIPTION, epilog=EPILOG
    )
    parser.add_argument("--hair", metavar="COLOUR", help="the new colour of hair")
    parser.add_argument(
        "--skin-tone", metavar="TYPE", help="the new tone of skin, I to VI; for testing fairness"
    )
    add_picture_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Make the pictures; returns the exit code."""
    from integument.recolor import parse_changes

    parse_changes(hair=args.hair, skin_tone=args.skin_tone)
    if args.skin_tone is not None:
        console.note("a simulated skin tone is for testing software, not a likeness of anyone")
    job = Pictures(
        make=lambda people: people.recolor(hair=args.hair, skin_tone=args.skin_tone),
        kind="recolored",
        out=DEFAULT_OUT,
        doing="recolouring",
        done="recoloured",
    )
    return run_pictures(args, console, job)
