"""From the model options of a command to a loaded segmenter."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.edges import FAST

if TYPE_CHECKING:
    from integument.segmenter import Segmenter

_MEBIBYTE = 1 << 20


def load_segmenter(
    args: argparse.Namespace, console: Console, model: str | None = None
) -> Segmenter:
    """The segmenter that ``--model``, ``--device``, ``--threads``, ``--input-size`` describe,
    and ``--edges`` where a command has it. ``model`` is one of several that ``--model`` named.

    A model that must be fetched first shows its progress.
    """
    from integument.models import registry
    from integument.progress import Progress
    from integument.segmenter import Segmenter

    name = args.model if model is None else model
    with Progress(f"fetching {name}", unit="files", stream=console.stderr) as bar:
        path = registry.locate(
            name,
            on_progress=lambda done, total: bar.status(
                f"{done / _MEBIBYTE:.1f} of {total / _MEBIBYTE:.1f} MiB"
            ),
        )
    return Segmenter(
        path,
        device=args.device,
        threads=args.threads,
        input_size=args.input_size,
        edges=getattr(args, "edges", FAST),
    )
