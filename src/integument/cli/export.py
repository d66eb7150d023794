"""``integument export``: from a checkpoint to ONNX files."""

from __future__ import annotations

import argparse
from pathlib import Path

from integument.cli.console import Console
from integument.cli.options import add_packs_option
from integument.errors import ExitCode, UsageError
from integument.extras import require

DESCRIPTION = """\
Write the network of a checkpoint as ONNX: in float, compared with torch, and with --int8 in
whole numbers, three times as fast. What was measured is printed and kept as JSON beside them.
Needs the 'train' extra."""

EPILOG = """\
examples:
  integument export runs/first/best.pt --out model
  integument export runs/first/best.pt --out model --int8 --calibration people
  integument export runs/first/best.pt --out model --int8 --calibration people \\
      --truth people --speed
  integument train integument --data people --init runs/first/best.pt \\
      --set quantise=true --set learning_rate=1e-4 --steps 2000 --out runs/whole
  integument export runs/whole/best.pt --out model --int8 --calibration people
  integument export runs/first/best.pt runs/second/best.pt --mirrored --out stills
  integument segment photo.jpg --model model/integument.int8.onnx
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "export", help="write a trained network as ONNX", description=DESCRIPTION, epilog=EPILOG
    )
    parser.add_argument(
        "checkpoints",
        type=Path,
        nargs="+",
        metavar="CHECKPOINT",
        help="a .pt file of a run; of several, for the same labels, the networks vote in one file",
    )
    parser.add_argument(
        "--mirrored",
        action="store_true",
        help="let each network look at the mirror image too: better masks in twice the time",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--name", default="integument", help="name of the model (default: %(default)s)"
    )
    parser.add_argument(
        "--licence",
        default="Apache-2.0",
        metavar="TEXT",
        help="licence of the weights, kept in the files (default: %(default)s)",
    )
    parser.add_argument(
        "--input-size",
        type=int,
        metavar="PIXELS",
        help="longest side of pictures, kept in the files (default: that of the training recipe)",
    )
    parser.add_argument(
        "--presence",
        nargs="?",
        const="",
        metavar="A,B;C,D",
        help="empty regions without a sure trace of a person: whose surest pixel lies below A "
        "(above B they stay) or whose surest skin or hair lies below C (D); without values those "
        "of the default model. For well-trained networks: a young one is never sure",
    )

    parser.add_argument(
        "--overview",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="look at photographs a second time at this share of the input size, such as 0.5, so "
        "that what is larger than anything in training is seen as well (default: one look)",
    )
    parser.add_argument(
        "--confirm",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="believe regions that cover this share of a picture, such as 0.125, only if something "
        "is seen there in the look from afar too; needs --overview (default: believe them)",
    )
    parser.add_argument(
        "--closer",
        type=float,
        default=0.0,
        metavar="TIMES",
        help="where heads are small, look once more at the people, enlarged up to so many times, "
        "such as 2 (default: never)",
    )

    int8 = parser.add_argument_group("whole numbers")
    int8.add_argument("--int8", action="store_true", help="also write an 8-bit integer version")
    int8.add_argument(
        "--calibration", type=Path, metavar="PACK", help="pictures from which ranges are learned"
    )
    int8.add_argument(
        "--calibration-method",
        choices=("minmax", "percentile", "entropy"),
        default="minmax",
        help="how ranges are learned: minmax keeps all values, percentile and entropy cut off rare "
        "extremes (default: %(default)s)",
    )
    int8.add_argument(
        "--pictures", type=int, default=100, metavar="N", help="how many (default: %(default)s)"
    )
    int8.add_argument(
        "--eight-bit-weights",
        action="store_true",
        help="use all 8 bits of a weight: a trace more exact, but wrong on processors without VNNI",
    )

    measure = parser.add_argument_group("measure")
    add_packs_option(measure, "--truth", "packs on which both versions are scored")
    measure.add_argument(
        "--limit", type=int, default=200, metavar="N", help="pictures of each (default: 200)"
    )
    measure.add_argument(
        "--speed",
        action="store_true",
        help="time them on one thread, beside DeepLabV3-MobileNetV3-Large",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Export what was asked for; returns the exit code."""
    if args.int8 and args.calibration is None:
        raise UsageError("--int8 needs pictures to learn ranges from: add --calibration PACK")
    if args.pictures < 1 or args.limit < 1:
        raise UsageError("--pictures and --limit: expected at least 1")
    if args.input_size is not None and args.input_size < 32:
        raise UsageError(f"--input-size: expected at least 32, got {args.input_size}")
    if not 0 <= args.overview < 1:
        raise UsageError(f"--overview: expected a share from 0 to below 1, got {args.overview:g}")
    if not 0 <= args.confirm < 1:
        raise UsageError(f"--confirm: expected a share from 0 to below 1, got {args.confirm:g}")
    if args.confirm and not args.overview:
        raise UsageError("--confirm needs a look from afar: add --overview SHARE")
    if not (args.closer == 0 or args.closer > 1):
        raise UsageError(f"--closer: expected a number above 1, or 0, got {args.closer:g}")
    require("exporting", "train", "onnx", "onnxscript", "torch")

    from integument.export.quantize import QuantizeSettings
    from integument.export.report import Order, export
    from integument.presence import Presence

    presence = None
    if args.presence is not None:
        presence = Presence.parse(args.presence) if args.presence else Presence()
    order = Order(
        checkpoints=tuple(args.checkpoints),
        mirrored=args.mirrored,
        out=args.out,
        name=args.name,
        licence=args.licence,
        int8=args.int8,
        calibration=args.calibration,
        quantize=QuantizeSettings(
            args.calibration_method, args.pictures, not args.eight_bit_weights
        ),
        truth=tuple(args.truth),
        limit=args.limit,
        input_size=args.input_size,
        speed=args.speed,
        presence=presence,
        overview=args.overview,
        confirm=args.confirm,
        closer=args.closer,
    )
    export(order, say=console.say)
    console.say(f"report: {order.out / f'{order.name}.json'}")
    return ExitCode.OK
