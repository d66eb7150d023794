"""``integument augment``: a larger training pack from a pack, each picture in fixed variants."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from integument.cli.console import Console
from integument.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from integument.data.derive import Variation

DESCRIPTION = """\
Make a pack in which every picture of another appears in several variants, with its masks. Training
augments by itself, without end; this is for the fixed sets that published methods were trained on.
A run may be stopped at any moment; the same command finishes it. Never for pictures that are used
to evaluate."""

EPILOG = """\
examples:
  integument augment static26 people --out people26
  integument augment static26 people --out people26 --reference-exact
  integument augment grid people --out hues
  integument augment grid people --out hues --full
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "augment",
        help="make fixed variants of the pictures of a pack",
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    parser.set_defaults(run=_no_action)
    actions = parser.add_subparsers(title="sets of variants", metavar="SET")
    static = actions.add_parser(
        "static26",
        help="26 variants: hues, saturations, contrasts, sepia, lattices",
        description="Write 26 variants of every picture: hues, saturations, contrasts, sepia, and\n"
        "lattices of lines across the people.",
    )
    _add_folders(static)
    static.add_argument(
        "--seed", type=int, default=0, metavar="S", help="of the lattices (default: 0)"
    )
    static.add_argument(
        "--reference-exact",
        action="store_true",
        help="with the slips of the published code: bluish sepia, and variants that change nothing",
    )
    static.set_defaults(run=run_static26)
    grid = actions.add_parser(
        "grid",
        help="hues, saturations and brightnesses, one changed at a time or all together",
        description="Write every picture in other hues, saturations and brightnesses: 15 variants\n"
        "in which one is changed, the picture itself included.",
    )
    _add_folders(grid)
    grid.add_argument("--full", action="store_true", help="all 180 combinations, for tests")
    grid.set_defaults(run=run_grid)


def run_static26(args: argparse.Namespace, console: Console) -> int:
    """Write the 26 variants; returns the exit code."""
    from integument.data.static26 import Static26

    if args.seed < 0:
        raise UsageError(f"--seed: expected 0 or more, got {args.seed}")
    variation = Static26(reference_exact=args.reference_exact)
    return _derive(args, console, variation, args.seed, {"reference_exact": args.reference_exact})


def run_grid(args: argparse.Namespace, console: Console) -> int:
    """Write the colour-invariant grid; returns the exit code."""
    from integument.data.hsv_grid import HsvGrid

    return _derive(args, console, HsvGrid(full=args.full), 0, {"full": args.full})


def _derive(
    args: argparse.Namespace,
    console: Console,
    variation: Variation,
    seed: int,
    settings: dict[str, Any],
) -> int:
    from integument.data.derive import derive_pack
    from integument.data.pack import Pack
    from integument.progress import Progress

    pack = Pack(args.pack)
    with Progress("augmenting", total=len(pack), unit="pictures", stream=console.stderr) as bar:
        made = derive_pack(
            pack, args.out, variation, seed=seed, settings=settings, advance=bar.advance
        )
    total = len(pack) * len(variation.suffixes)
    there = f" ({total - made} were there already)" if made < total else ""
    console.say(f"{args.out}: {total} pictures{there} from {len(pack)}, masks, index.csv")
    return ExitCode.OK


def _add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", type=Path, metavar="PACK", help="folder of pictures and masks")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write")


def _no_action(args: argparse.Namespace, console: Console) -> int:
    raise UsageError("which variants? static26 or grid (see: integument augment --help)")
