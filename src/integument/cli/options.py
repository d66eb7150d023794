"""Options that several verbs share, declared once."""

from __future__ import annotations

import argparse

from integument.edges import EDGES, FAST
from integument.labels import NAMES

DEFAULT_MODEL = "integument"
"""The model that comes with the package."""


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
