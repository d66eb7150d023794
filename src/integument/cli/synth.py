"""``integument synth``: make pictures of people who do not exist, with exact masks."""

from __future__ import annotations

import argparse
from pathlib import Path

from integument.cli.console import Console
from integument.errors import ExitCode, UsageError

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
  integument synth --count 100000 --out big --format tar --cluster tcp://scheduler:8786
  integument synth --count 200 --out fine --settings portraits.toml --renderer cycles
  integument synth inspect people --out spread.png
  integument synth gallery people --out sheet.jpg

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
    parser.add_argument("--count", type=int, metavar="N", help="how many pictures")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the pack")
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
        "--cluster",
        metavar="ADDRESS",
        help="make them on the Dask cluster of this scheduler; files are written here "
        "(needs the 'cluster' extra)",
    )
    parser.add_argument(
        "--format",
        dest="layout",
        default="folder",
        metavar="NAME",
        help="folder, or tar: shards as WebDataset reads them (default: %(default)s)",
    )
    parser.add_argument(
        "--renderer",
        default="raster",
        metavar="NAME",
        help="raster, or cycles: Blender, slower and finer (default: %(default)s)",
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="TOML file of settings; --set wins over it"
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
    actions = parser.add_subparsers(title="look at a pack instead", metavar="ACTION")
    look = actions.add_parser(
        "inspect",
        help="how angles, lenses, framings, tones and skin are spread",
        description="Print, and draw, how the sampled values of a generated pack are spread.",
    )
    look.add_argument("pack", type=Path, metavar="DIR", help="a pack made by 'integument synth'")
    look.add_argument("--out", type=Path, metavar="FILE", help="draw it to this picture too")
    look.set_defaults(run=run_inspect)
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
    from integument.settings import assign, read
    from integument.synth import Settings, generate

    settings = read(Settings(), args.settings) if args.settings else Settings()
    if args.size is not None:
        args.assignments.append(f"size={args.size}")
    settings = assign(settings, args.assignments)
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
            layout=args.layout,
            renderer=args.renderer,
            cluster=args.cluster,
        )
    kept = args.count - made
    console.say(
        f"{args.out}: {args.count} pictures"
        + (f" ({kept} were there already)" if kept else "")
        + ", masks, index.csv, records.jsonl, README.md, SHA256SUMS"
    )
    return ExitCode.OK
