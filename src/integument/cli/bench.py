"""``integument bench``: how fast, how large and how hungry networks are, side by side."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from integument.cli.console import Console
from integument.cli.options import DEFAULT_MODEL
from integument.cli.table import print_table
from integument.errors import ExitCode, ModelError, UsageError, unknown

if TYPE_CHECKING:
    from integument.bench.measure import Bench, Row
    from integument.bench.training import Pace

EPILOG = """\
A MODEL is a name from 'integument models', an .onnx file, a checkpoint (.pt) of 'integument
train', or a network of 'integument nets' (net:NAME where a model has that name too; dlmv is
deeplab_mobilenet) with weights that mean nothing. Torch runs the last two, and for ONNX Runtime
and OpenVINO they are exported first, in float and in int8.

All take turns, so that a busy moment of the machine hits all alike. The minimum is what a network
needs, the median says how disturbed the measurement was. Time is that of the network alone, for
one square picture, on the processor. Memory is the most that a process takes which does nothing
else, at the largest size, with interpreter and libraries.

examples:
  integument bench                                       the model that comes along
  integument bench integument my.onnx --sizes 256,384 --threads 1,4
  integument bench runs/first/best.pt net:deeplab_mobilenet --json bench.json
  integument bench integument u2netp dlmv
  integument bench net:integument --backends torch,torch.compile

With --train, how many pictures a second the networks of recipes learn from, beside the same
networks and their loading as commonly written, on a pack with masks of skin and body:

  integument bench --train people                        u2netp, unet and mutual_guidance
  integument bench --train people unet --sizes 256 --batch 4 --rounds 5
"""

TRAIN_COLUMNS = (
    *("network", "version", "threads", "size"),
    *("loader, files", "loader, memory", "network alone", "training"),
)
COLUMNS = ("model", "backend", "precision", "threads", "size", "min ms", "median ms")

_MEBIBYTE = 1 << 20


def register(verbs: Any) -> None:
    """Add this verb's parser."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "bench",
        help="measure time, memory and size of networks side by side",
        description="Measure how long networks take, on each backend that is installed, and\n"
        "count their parameters and multiply-accumulates.",
        epilog=EPILOG,
    )
    parser.add_argument(
        "models",
        nargs="*",
        metavar="MODEL",
        help=f"what to measure (default: {DEFAULT_MODEL})",
    )
    parser.add_argument(
        "--sizes",
        default="256,512",
        metavar="A,B",
        help="sides of the square pictures, in pixels, multiples of 32 (default: %(default)s)",
    )
    parser.add_argument(
        "--threads", default="1", metavar="A,B", help="processor threads (default: %(default)s)"
    )
    parser.add_argument(
        "--backends",
        metavar="A,B",
        help="from onnxruntime, openvino, torch, torch.compile (default: all that are installed)",
    )
    parser.add_argument(
        "--rounds", type=int, default=20, metavar="N", help="how often (default: %(default)s)"
    )
    parser.add_argument(
        "--warm-up",
        type=int,
        default=2,
        metavar="N",
        help="rounds before, which do not count (default: %(default)s)",
    )
    parser.add_argument(
        "--no-memory", action="store_true", help="do not measure memory, which takes a while"
    )
    parser.add_argument(
        "--train", metavar="PACK", help="measure training instead, on the pictures of this pack"
    )
    parser.add_argument(
        "--batch", type=int, default=4, metavar="N", help="pictures a step (default: %(default)s)"
    )
    parser.add_argument("--json", metavar="FILE", help="write everything to this file too")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Measure, print the table, write JSON."""
    if args.rounds < 1 or args.warm_up < 0:
        raise UsageError("--rounds: expected 1 or more, and --warm-up 0 or more")
    if args.batch < 2:
        raise UsageError(f"--batch: expected 2 or more, got {args.batch}")
    sizes = _numbers("--sizes", args.sizes)
    if odd := [size for size in sizes if size % 32]:
        raise UsageError(f"--sizes: expected multiples of 32, got {odd[0]}")
    threads = _numbers("--threads", args.threads)
    if args.train is not None:
        return _train(args, sizes, threads, console)
    backends = _backends(args.backends)

    from integument.bench.measure import Plan, measure
    from integument.files import atomic_write
    from integument.progress import Progress

    plan = Plan(backends, sizes, threads, args.rounds, args.warm_up, not args.no_memory)
    total = len(sizes) * (args.rounds + args.warm_up)
    with Progress("timing", total=total, unit="rounds", stream=console.stderr) as progress:
        models = args.models or [DEFAULT_MODEL]
        found = measure(models, plan, note=console.note, advance=progress.advance)
    if not found.rows:
        raise ModelError("nothing could be timed: the lines above say why")
    _print(found, console)
    if args.json is not None:
        import json

        atomic_write(args.json, f"{json.dumps(found.to_dict(), indent=1)}\n".encode())
        console.note(f"everything is in {args.json}")
    return ExitCode.OK


def _train(
    args: argparse.Namespace, sizes: tuple[int, ...], threads: tuple[int, ...], console: Console
) -> int:
    """Measure training, print the table, write JSON."""
    from pathlib import Path

    from integument.bench.backends import installed
    from integument.errors import MissingExtraError

    if "torch" not in installed():
        raise MissingExtraError("training", extra="train")
    from integument.bench import training
    from integument.bench.measure import machine
    from integument.progress import Progress

    networks = args.models or list(training.RECIPES)
    rounds = args.rounds + args.warm_up
    total = len(networks) * len(sizes) * len(threads) * rounds
    paces = []
    with Progress("training", total=total, unit="rounds", stream=console.stderr) as progress:
        for size in sizes:
            for count in threads:
                plan = training.TrainPlan(size, args.batch, count, args.rounds, args.warm_up)
                paces += training.measure(networks, Path(args.train), plan, progress.advance)
    described = machine()
    console.say(
        f"{described['processor']}, {described['cores']} cores; pictures a second, median of "
        f"{args.rounds} rounds, batches of {args.batch}"
    )
    print_table(console, TRAIN_COLUMNS, [_pace_cells(pace) for pace in paces], wrap=False)
    if args.json is not None:
        import json
        from dataclasses import asdict

        from integument.files import atomic_write

        content = {"machine": described, "rows": [asdict(pace) for pace in paces]}
        atomic_write(args.json, f"{json.dumps(content, indent=1)}\n".encode())
        console.note(f"everything is in {args.json}")
    return ExitCode.OK


def _pace_cells(pace: Pace) -> list[str]:
    remembered = "" if pace.remembered is None else f"{pace.remembered:.1f}"
    return [
        *(pace.network, pace.version, str(pace.threads), str(pace.size)),
        *(f"{pace.loading:.1f}", remembered, f"{pace.learning:.2f}", f"{pace.training:.2f}"),
    ]


def _numbers(option: str, text: str) -> tuple[int, ...]:
    """``"256,512"`` → ``(256, 512)``, each once."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if not word.isdecimal() or int(word) < 1:
            raise UsageError(f"{option}: expected numbers from 1 up, as in '1,4', got '{text}'")
    return tuple(dict.fromkeys(int(word) for word in words))


def _backends(text: str | None) -> tuple[str, ...]:
    """Those asked for, which must be there, or all that are."""
    from integument.bench.backends import BACKENDS, installed
    from integument.errors import MissingExtraError

    if text is None:
        return installed()
    names = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    for name in names:
        if name not in BACKENDS:
            raise unknown("backend", name, BACKENDS)
        if name in installed():
            continue
        if name.startswith("torch"):
            raise MissingExtraError(f"backend '{name}'", extra="train")
        raise UsageError(f"backend '{name}' is not installed: pip install {name}")
    return names


def _print(found: Bench, console: Console) -> None:
    machine = found.machine
    console.say(
        f"{machine['processor']}, {machine['cores']} cores; "
        f"least and median of {found.plan.rounds} rounds"
    )
    rows = [_cells(row) for row in sorted(found.rows, key=lambda row: (row.size, row.threads))]
    headings = (*COLUMNS, "parameters", "GMACs", "peak MiB")
    print_table(console, headings, rows, words=3, wrap=False)


def _cells(row: Row) -> list[str]:
    def cell(value: float | None, form: str) -> str:
        return "" if value is None else format(value, form)

    work = None if row.multiply_accumulates is None else row.multiply_accumulates / 1e9
    memory = None if row.memory is None else row.memory / _MEBIBYTE
    return [
        *(row.model, row.backend, row.precision, str(row.threads), str(row.size)),
        *(f"{row.minimum:.2f}", f"{row.median:.2f}"),
        *(cell(row.parameters, ","), cell(work, ".3f"), cell(memory, ".0f")),
    ]
