"""``integument synth``: make pictures of people who do not exist, with exact masks."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

from integument.cli.console import Console
from integument.cli.options import add_set_option, add_worker_options
from integument.errors import ExitCode, UsageError

DESCRIPTION = """\
Make a pack of synthetic people: pictures, soft masks for every label, a record of every sampled
value, a data card and checksums. The same seed and settings give the same files, byte for byte,
with any number of workers. A run may be stopped at any moment; the same command goes on with it.
Adults only, never nude. Needs the 'synth' extra. All of it is explained in docs/synth.md."""

EPILOG = """\
examples:
  integument synth --count 64 --out people --seed 7
  integument synth --count 5000 --out people --backgrounds photographs/ --workers 4
  integument synth --count 500 --out tight --set p_focal=2 --set framings=face:1,portrait:1
  integument synth --count 500 --out mine --settings mine.toml
  integument synth --count 100000 --out shards --format tar --cluster tcp://host:8786
  integument synth inspect people --out spread.png
  integument synth gallery people --out sheet.jpg

settings for --set, with their defaults:
{settings}
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    from integument.settings import described
    from integument.synth.settings import Settings

    settings = described(Settings())
    parser = verbs.add_parser(
        "synth",
        help="make synthetic people with exact masks",
        description=DESCRIPTION,
        epilog=EPILOG.format(settings=textwrap.indent(textwrap.fill(settings, 96), "  ")),
    )
    _add_what(parser)
    _add_how(parser)
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(title="look at a pack instead", metavar="ACTION")
    _add_inspect(actions)
    _add_gallery(actions)


def _add_what(parser: argparse.ArgumentParser) -> None:
    """What is in the pack."""
    group = parser.add_argument_group("what to make")
    group.add_argument("--count", type=int, metavar="N", help="how many pictures")
    group.add_argument("--out", type=Path, metavar="DIR", help="folder of the pack")
    group.add_argument(
        "--seed", type=int, default=0, metavar="S", help="start of all chance (default: 0)"
    )
    group.add_argument(
        "--size", type=int, metavar="PIXELS", help="side of the square pictures (default: 256)"
    )
    group.add_argument(
        "--backgrounds",
        type=Path,
        metavar="DIR",
        help="folder of photographs without people, used behind and around them "
        "(default: made-up backgrounds)",
    )
    group.add_argument(
        "--settings", type=Path, metavar="FILE", help="settings of the generator, as TOML"
    )
    add_set_option(group, "change a setting of the generator; wins over --settings")
    group.add_argument(
        "--renderer",
        default="raster",
        metavar="NAME",
        help="raster, or cycles for Blender's (default: %(default)s)",
    )
    group.add_argument(
        "--format",
        default="folder",
        metavar="NAME",
        help="folder, or tar for shards in the style of WebDataset (default: %(default)s)",
    )
    group.add_argument(
        "--shard",
        type=int,
        default=1000,
        metavar="N",
        help="pictures in a tar shard, rounded up to whole people (default: %(default)s)",
    )


def _add_how(parser: argparse.ArgumentParser) -> None:
    """Who makes it; none of this changes the pack."""
    group = parser.add_argument_group("who makes it")
    add_worker_options(group, "make the people, as tcp://host:8786")


def _add_inspect(actions: argparse._SubParsersAction) -> None:
    look = actions.add_parser(
        "inspect",
        help="how angles, lenses, framings, tones and skin are spread",
        description="Print, and draw, how the sampled values of a generated pack are spread: the\n"
        "camera's turn theta and focal length f, framings, skin tones, hair, shares of skin and\n"
        "body, and how much of the skin lies in the classic box of Cb and Cr.",
    )
    look.add_argument("pack", type=Path, metavar="DIR", help="a pack made by 'integument synth'")
    look.add_argument("--out", type=Path, metavar="FILE", help="draw it to this picture too")
    look.set_defaults(run=run_inspect)


def _add_gallery(actions: argparse._SubParsersAction) -> None:
    sheet = actions.add_parser(
        "gallery",
        help="one contact sheet of pictures beside their masks",
        description="Write a contact sheet of a generated pack, sorted by tone and framing.",
    )
    sheet.add_argument("pack", type=Path, metavar="DIR", help="a pack made by 'integument synth'")
    sheet.add_argument("--out", type=Path, required=True, metavar="FILE", help="picture to write")
    sheet.add_argument(
        "--pictures", type=int, default=64, metavar="N", help="how many (default: %(default)s)"
    )
    sheet.add_argument(
        "--columns", type=int, default=8, metavar="N", help="in a row (default: %(default)s)"
    )
    sheet.set_defaults(run=run_gallery)


def run_inspect(args: argparse.Namespace, console: Console) -> int:
    """Print and draw the histograms of a pack."""
    from integument.photo import save_picture
    from integument.synth import inspection

    histograms = inspection.inspect(args.pack)
    console.say("\n\n".join(map(str, histograms)))
    if args.out:
        save_picture(args.out, inspection.draw(histograms))
        console.say(f"drawn in {args.out}")
    return ExitCode.OK


def run_gallery(args: argparse.Namespace, console: Console) -> int:
    """Write the contact sheet of a pack."""
    from integument.photo import save_picture
    from integument.synth import gallery

    if args.pictures < 1 or args.columns < 1:
        raise UsageError("--pictures and --columns: expected at least 1")
    save_picture(args.out, gallery.sheet(args.pack, args.pictures, args.columns))
    console.say(f"{args.out}: pictures of {args.pack} beside their masks, by tone and framing")
    return ExitCode.OK


def run(args: argparse.Namespace, console: Console) -> int:
    """Generate; returns the exit code."""
    for flag in ("count", "out"):
        if getattr(args, flag) is None:
            raise UsageError(f"--{flag} is missing (see: integument synth --help)")
    from integument.progress import Progress
    from integument.settings import assign
    from integument.synth import Settings, generate

    if args.size is not None:
        args.assignments.append(f"size={args.size}")
    settings = assign(Settings(), args.assignments, args.settings)
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
            renderer=args.renderer,
            format=args.format,
            shard=args.shard,
            cluster=args.cluster,
            note=progress.note,
        )
    kept = args.count - made
    console.say(
        f"{args.out}: {args.count} pictures"
        + (f" ({kept} were there already)" if kept else "")
        + ", described in README.md"
    )
    return ExitCode.OK
