"""``integument synth``: make pictures of people who do not exist, with exact masks."""

from __future__ import annotations

import argparse
from pathlib import Path

from integument.cli.console import Console
from integument.errors import ExitCode

DESCRIPTION = """\
Make a pack of synthetic people: pictures, soft masks for every label, and a record of every
sampled value. The same seed and settings give the same files, byte for byte, with any number of
workers. A run may be stopped at any moment; the same command goes on with it. Adults only, never
nude. Needs the 'synth' extra."""

EPILOG = """\
examples:
  integument synth --count 64 --out people --seed 7
  integument synth --count 5000 --out people --backgrounds photographs/ --workers 4
  integument synth --count 500 --out tight --set p_focal=2 --set framings=face:1,portrait:1

settings for --set, with their defaults: {settings}
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    from integument.settings import described
    from integument.synth.settings import Settings

    parser = verbs.add_parser(
        "synth",
        help="make synthetic people with exact masks",
        description=DESCRIPTION,
        epilog=EPILOG.format(settings=described(Settings())),
    )
    parser.add_argument("--count", type=int, required=True, metavar="N", help="how many pictures")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the pack")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="start of all chance (default: 0)"
    )
    parser.add_argument(
        "--size", type=int, metavar="PIXELS", help="side of the square pictures (default: 256)"
    )
    parser.add_argument(
        "--backgrounds",
        type=Path,
        metavar="DIR",
        help="folder of photographs without people, used behind and around them "
        "(default: made-up backgrounds)",
    )
    parser.add_argument(
        "--workers", type=int, default=1, metavar="K", help="processes (default: %(default)s)"
    )
    parser.add_argument(
        "--set",
        dest="assignments",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting of the generator; may be repeated",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Generate; returns the exit code."""
    from integument.progress import Progress
    from integument.settings import assign
    from integument.synth import Settings, generate

    if args.size is not None:
        args.assignments.append(f"size={args.size}")
    settings = assign(Settings(), args.assignments)
    with Progress(
        "making people", total=args.count, unit="pictures", stream=console.stderr
    ) as progress:
        made = generate(
            args.out,
            args.count,
            args.seed,
            settings,
            backgrounds=str(args.backgrounds) if args.backgrounds else None,
            workers=args.workers,
            advance=progress.advance,
        )
    kept = args.count - made
    console.say(
        f"{args.out}: {args.count} pictures"
        + (f" ({kept} were there already)" if kept else "")
        + ", masks, index.csv, records.jsonl, meta.json"
    )
    return ExitCode.OK
