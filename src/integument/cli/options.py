"""Options that several verbs share, declared once."""

from __future__ import annotations

import argparse
from pathlib import Path

from integument.edges import EDGES, FAST
from integument.labels import NAMES
from integument.sources.address import is_address

DEFAULT_MODEL = "integument"
"""The model that comes with the package."""

STDIN = "-"
"""The input that is read from standard input."""

DEFAULT_OUT = Path("integument-out")
"""Folder of the masks and pictures of a verb that was given none."""


def add_inputs(parser: argparse.ArgumentParser, *, stdin: bool = False) -> None:
    """Photographs and folders of them; with ``stdin`` also :data:`STDIN`."""
    what = "a photograph, a folder of photographs, or - for standard input"
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help=what if stdin else "a photograph or a folder of photographs",
    )


def add_out_option(
    parser: argparse.ArgumentParser,
    default: Path | None,
    *,
    metavar: str = "DIR",
    help: str = "folder for the results (default: %(default)s)",
) -> None:
    """``-o``, ``--out``: where results go."""
    parser.add_argument("-o", "--out", type=local_path, default=default, metavar=metavar, help=help)


def local_path(text: str) -> Path:
    """A path of this machine, out of an option; an address would lose its slashes as one."""
    if is_address(text):
        raise argparse.ArgumentTypeError(
            f"{text}: expected a path of this machine; 'segment --to-parquet' writes to addresses"
        )
    return Path(text)


def add_packs_option(
    parser: argparse._ActionsContainer, flag: str, help: str, *, required: bool = False
) -> None:
    """An option that takes one or more packs, and may be repeated; a list of paths."""
    parser.add_argument(
        flag,
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        required=required,
        metavar="PACK",
        help=help,
    )


def add_set_option(parser: argparse._ActionsContainer, help: str) -> None:
    """``--set NAME=VALUE``, kept as ``assignments``."""
    parser.add_argument(
        "--set",
        dest="assignments",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"{help}; may be repeated",
    )


def add_recursive_option(
    parser: argparse.ArgumentParser, help: str = "look into sub-folders of folders too"
) -> None:
    """``-r``, ``--recursive``."""
    parser.add_argument("-r", "--recursive", action="store_true", help=help)


def add_overwrite_option(parser: argparse.ArgumentParser) -> None:
    """``--overwrite``."""
    parser.add_argument("--overwrite", action="store_true", help="replace results that exist")


def add_worker_options(group: argparse._ArgumentGroup, work: str) -> None:
    """``--workers`` and ``--cluster``; ``work`` is what the workers of a scheduler do."""
    group.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="K",
        help="processes on this machine (default: %(default)s)",
    )
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help=f"Dask scheduler whose workers {work}; needs the 'cluster' extra",
    )


def add_extra_results(parser: argparse.ArgumentParser) -> None:
    """``--overlay`` and ``--json``: what may be written beside masks."""
    parser.add_argument("--overlay", action="store_true", help="also write a tinted photograph")
    parser.add_argument("--json", action="store_true", help="also write what was found as JSON")


def add_model_options(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """``--model``, ``--device``, ``--threads``, ``--input-size``: how to run a network.

    With ``several``, ``--model`` may be repeated and gives a list, or None if it is not given.
    """
    group = parser.add_argument_group("model")
    what = "a name from 'integument models', or an .onnx file"
    if several:
        group.add_argument(
            "--model",
            action="append",
            metavar="NAME|FILE",
            help=f"{what}; repeat it to compare several (default: {DEFAULT_MODEL})",
        )
    else:
        group.add_argument(
            "--model",
            default=DEFAULT_MODEL,
            metavar="NAME|FILE",
            help=f"{what} (default: %(default)s)",
        )
    group.add_argument(
        "--device",
        default="auto",
        metavar="DEVICE",
        help="auto, cpu, cuda, directml, coreml, …; a device that is named and missing "
        "is an error (default: %(default)s)",
    )
    group.add_argument(
        "--threads", type=int, metavar="N", help="processor threads (default: up to 4)"
    )
    group.add_argument(
        "--input-size",
        type=int,
        metavar="PIXELS",
        help="longest side at which the network looks at a picture: more finds smaller people, "
        "for more time (default: the model's own)",
    )


def add_labels_option(parser: argparse.ArgumentParser) -> None:
    """``--labels``."""
    parser.add_argument(
        "--labels",
        metavar="A,B",
        help=f"what to look for, from {', '.join(NAMES)} (default: all)",
    )


def add_edges_option(parser: argparse.ArgumentParser) -> None:
    """``--edges``."""
    parser.add_argument(
        "--edges",
        choices=EDGES,
        default=FAST,
        help="how edges are drawn: fine is closed-form matting, which takes longer "
        "(default: %(default)s)",
    )


def add_threshold_option(parser: argparse.ArgumentParser) -> None:
    """``--threshold``."""
    parser.add_argument(
        "--threshold",
        type=float,
        default=0.5,
        metavar="T",
        help="probability from which a pixel is marked (default: %(default)s)",
    )
