"""``integument cutout``: people, or a part of them, on transparency."""

from __future__ import annotations

import argparse

from integument.cli.console import Console
from integument.cli.options import DEFAULT_OUT
from integument.cli.pictures import Pictures, add_picture_options, run_pictures

PARTS = ("body", "hair", "skin", "head_torso", "face_skin", "clothes")

DESCRIPTION = """\
Cut people, or a part of them, out of photographs: transparent elsewhere, soft at the edge,
without a rim of the old background.

For photo.jpg this writes photo_cutout.png. Files that exist already are kept unless
--overwrite."""

EPILOG = """\
examples:
  integument cutout me.jpg                      everything that belongs to people
  integument cutout me.jpg --of hair --crop -o hair.png
  integument cutout shop/ -o out --format webp
  integument cutout - < me.jpg > me.png
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "cutout", help="people on transparency", description=DESCRIPTION, epilog=EPILOG
    )
    parser.add_argument(
        "--of", default=PARTS[0], choices=PARTS, help="what to cut out (default: %(default)s)"
    )
    parser.add_argument(
        "--crop", action="store_true", help="cut the picture to what is kept; by default its size"
    )
    add_picture_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Make the cut-outs; returns the exit code."""
    job = Pictures(
        make=lambda people: people.cutout(args.of, crop=args.crop),
        kind="cutout",
        out=DEFAULT_OUT,
        doing="cutting out",
        done="cut out",
        transparent=True,
    )
    return run_pictures(args, console, job)
