"""``integument quantize``: what whole numbers cost and gain, as a table."""

from __future__ import annotations

import argparse
from pathlib import Path

from integument.cli.console import Console
from integument.cli.options import add_packs_option, add_set_option
from integument.errors import ExitCode, UsageError
from integument.extras import require

DESCRIPTION = """\
Export checkpoints in float and in whole numbers, with ranges by minmax and by percentile, and
after more training with rounding (quantisation-aware); score all on the same pictures, time them
in turns, and write the table. Needs the 'train' extra."""

EPILOG = """\
With checkpoints of u2net, u2netp and deeplab_mobilenet this is the table "Quantized Results" of
the project these recipes come from, whose own numbers stand beside: bitwise IoU on the 1,134
pictures that were trained on, in the whole numbers of fbgemm / qnnpack.

A checkpoint that was trained with --set quantise=true gives the row 'qat' alone.

examples:
  integument quantize runs/u2netp/best.pt --calibration people --truth people --out whole
  integument quantize runs/u2net/best.pt runs/u2netp/best.pt runs/dlmv/best.pt \\
      --calibration people --truth people --qat-steps 2000 --out whole
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "quantize",
        help="compare a network in float and in whole numbers",
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    parser.add_argument(
        "checkpoints", type=Path, nargs="+", metavar="CHECKPOINT", help=".pt files of runs"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--calibration",
        type=Path,
        required=True,
        metavar="PACK",
        help="pictures from which ranges are learned, and rounding with --qat-steps",
    )
    add_packs_option(parser, "--truth", "packs on which all are scored", required=True)
    parser.add_argument(
        "--pictures",
        type=int,
        default=100,
        metavar="N",
        help="pictures to calibrate on (default: %(default)s)",
    )
    parser.add_argument(
        "--limit",
        type=int,
        default=200,
        metavar="N",
        help="pictures of each pack to score (default: %(default)s)",
    )
    parser.add_argument(
        "--qat-steps",
        type=int,
        default=0,
        metavar="N",
        help="batches of training with rounding; 0 leaves that row out (default: %(default)s)",
    )
    add_set_option(parser, "change a setting of that training")
    parser.add_argument(
        "--rounds",
        type=int,
        default=10,
        metavar="N",
        help="how often each is timed (default: %(default)s)",
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=1,
        metavar="N",
        help="processor threads while timing (default: %(default)s)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Compare what was asked for; returns the exit code."""
    for name in ("pictures", "limit", "rounds", "threads"):
        if getattr(args, name) < 1:
            raise UsageError(f"--{name}: expected at least 1, got {getattr(args, name)}")
    if args.qat_steps < 0:
        raise UsageError(f"--qat-steps: expected 0 or more, got {args.qat_steps}")
    if args.assignments and not args.qat_steps:
        raise UsageError("--set changes the training with rounding: add --qat-steps N")
    require("exporting", "train", "onnx", "onnxscript", "torch")

    from integument.export.table import TableOrder, markdown, rebuild

    order = TableOrder(
        checkpoints=tuple(args.checkpoints),
        out=args.out,
        calibration=args.calibration,
        truth=tuple(args.truth),
        pictures=args.pictures,
        limit=args.limit,
        qat_steps=args.qat_steps,
        rounds=args.rounds,
        threads=args.threads,
        changes=tuple(args.assignments),
    )
    rows = rebuild(order, say=console.note)
    console.say(markdown(rows).rstrip())
    console.note(f"also in {order.out / 'table.md'} and table.json")
    return ExitCode.OK
