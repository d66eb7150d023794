"""``integument video``: a film with another background, masks, or labels drawn in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.options import add_labels_option, add_model_options
from integument.errors import ExitCode, UsageError
from integument.labels import NAMES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from integument.people import People
    from integument.video.convert import Conversion

DESCRIPTION = """\
Put another background behind the people of a film, or write a film of masks.

Needs the program ffmpeg. Sound is kept. Masks are averaged over time where the picture does not
move, so that they do not flicker. A run that was stopped goes on with the same command: finished
chunks of ten seconds wait in a hidden folder beside the result."""

EPILOG = """\
examples:
  integument video talk.mp4 white.mp4
  integument video talk.mp4 calm.mp4 --to blur
  integument video talk.mp4 cut.webm --to transparent       or cut.mov, for editors
  integument video talk.mp4 hair.mp4 --mask hair
  integument video talk.mp4 labels.mp4 --overlay
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "video",
        help="backgrounds and masks of films (needs ffmpeg)",
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    parser.add_argument("source", type=Path, metavar="IN", help="a film that ffmpeg can read")
    parser.add_argument(
        "target", type=Path, metavar="OUT", help="the film to write: .mp4, .mov, .mkv or .webm"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--to",
        metavar="BACKGROUND",
        help="a colour (white, '#dfe6ee'), blur, transparent, or a picture (default: white)",
    )
    what.add_argument("--mask", choices=NAMES, help="write this label's mask, white on black")
    what.add_argument("--overlay", action="store_true", help="draw the labels into the film")
    add_labels_option(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    add_model_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Convert the film; returns the exit code."""
    from integument.cli.loading import load_segmenter
    from integument.progress import Progress
    from integument.video.convert import check_target, convert
    from integument.video.ffmpeg import find_ffmpeg

    conversion = _conversion(args)
    check_target(args.target, transparent=conversion.transparent)
    find_ffmpeg()
    if args.target.exists() and not args.overwrite:
        console.say(f"kept {args.target}, which exists (--overwrite replaces it)")
        return ExitCode.OK
    if args.source.resolve() == args.target.resolve():
        raise UsageError(f"{args.target}: the result would replace the film: choose another name")
    segmenter = load_segmenter(args, console)
    console.note(f"model {segmenter.name} on {segmenter.note}")
    with Progress("converting", unit="frames", stream=console.stderr) as progress:

        def show(done: int, total: int | None) -> None:
            # Films say how long they are, not how many frames they have: it may be one more.
            progress.total = None if total is None else max(total, done)
            progress.advance()

        count = convert(args.source, args.target, segmenter, conversion, on_progress=show)
    console.say(f"{count} frames written to {args.target}")
    return ExitCode.OK


def _conversion(args: argparse.Namespace) -> Conversion:
    from integument.compose import BLUR, TRANSPARENT, check_background
    from integument.labels import parse
    from integument.video.convert import Conversion

    if args.labels is not None and not args.overlay:
        raise UsageError("--labels is of --overlay: give both")
    if args.mask is not None:
        return Conversion(lambda people: _mask(people, args.mask), f"mask {args.mask}")
    if args.overlay:
        labels = None if args.labels is None else parse(args.labels)
        return Conversion(lambda people: people.overlay(labels), f"overlay {labels}")
    background = args.to or "white"
    check_background(background)
    loaded = background
    if Path(background).is_file() and background not in (BLUR, TRANSPARENT):
        from integument.photo import load_photo

        loaded = load_photo(background)
    return Conversion(
        lambda people: people.background(loaded).to_array(),
        f"background {background}",
        transparent=background == TRANSPARENT,
    )


def _mask(people: People, label: str) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    return cv2.cvtColor(people.mask(label) * np.uint8(255), cv2.COLOR_GRAY2RGB)
