"""``integument demo``: the whole line, tried on the photograph that comes along."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from integument.cli.console import Console
from integument.cli.options import add_model_options, add_out_option
from integument.errors import ExitCode

PHOTOGRAPH = Path(__file__).parent.parent / "assets" / "astronaut.jpg"
CREDIT = "astronaut Eileen Collins, photograph by NASA, public domain"

EPILOG = """\
examples:
  integument demo
  integument demo --out out --device cpu
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "demo",
        help="try everything on the photograph that comes along",
        description="Segment the bundled photograph and write masks, overlay and JSON. "
        "Needs no network.",
        epilog=EPILOG,
    )
    add_out_option(parser, Path("integument-demo"))
    add_model_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Segment the bundled photograph and say what was found, how fast, and where it is."""
    from integument.cli.loading import load_segmenter

    started = time.perf_counter()
    segmenter = load_segmenter(args, console)
    people = segmenter.segment(PHOTOGRAPH)
    saved = people.save(args.out, overlay=True, json=True, overwrite=True)
    seconds = time.perf_counter() - started

    found = people.to_dict()
    width, height = people.photo.size
    console.say(f"{PHOTOGRAPH.name} ({width}x{height}): {CREDIT}")
    console.say(f"model {segmenter.name} on {segmenter.note}")
    console.say("somebody is there" if people.found else "nobody found")
    for label, details in found["labels"].items():
        confidence = details["confidence"]
        sure = "" if confidence is None else f", {confidence:.0%} sure"
        console.say(f"  {label:<11} {details['share']:6.1%} of the picture{sure}")
    console.say(
        f"network {people.run.seconds * 1000:.0f} ms; "
        f"everything from loading to {len(saved.written)} written files {seconds:.2f} s"
    )
    console.say(f"look at {args.out / 'astronaut_overlay.png'}; masks and JSON lie beside it")
    return ExitCode.OK
