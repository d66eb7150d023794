"""Options for many photographs, and the workers that they ask for."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.options import add_worker_options
from integument.errors import UsageError

if TYPE_CHECKING:
    from integument.cli.batch import Look
    from integument.many.recipe import Maker
    from integument.segmenter import Segmenter

LOCAL = "local"
"""The address of a cluster that is started for the run, on this machine."""


def add_crew_options(parser: argparse.ArgumentParser) -> None:
    """``--workers``, ``--cluster``, ``--to-parquet``, ``--column``, ``--failures``."""
    group = parser.add_argument_group("many pictures")
    add_worker_options(
        group,
        "segment, as tcp://host:8786; 'local' starts --workers of them here",
    )
    group.add_argument(
        "--to-parquet",
        metavar="TABLE",
        help="write masks as rows of a Parquet table, a folder of parts or an address such as "
        "s3://bucket/table, in the place of files",
    )
    group.add_argument(
        "--column", metavar="NAME", help="the column of Parquet inputs with the pictures"
    )
    group.add_argument(
        "--failures",
        type=Path,
        metavar="FILE",
        help="write inputs that failed as JSON lines: input, error",
    )


def check_crew(args: argparse.Namespace) -> None:
    """Refuse what cannot be, before anything is loaded; raises UsageError."""
    if args.workers < 1:
        raise UsageError(f"--workers: expected at least 1, got {args.workers}")
    if args.cluster not in (None, LOCAL) and args.workers > 1:
        raise UsageError("--workers are processes of this machine; a cluster brings its own")
    if args.to_parquet is None:
        return
    others = {"--out": args.out, "--overlay": args.overlay, "--json": args.json}
    others["--format"] = args.format != "png"
    for flag, given in others.items():
        if given:
            raise UsageError(f"{flag} is of files: --to-parquet writes none")


@contextlib.contextmanager
def hired(
    args: argparse.Namespace, console: Console, segmenter: Segmenter, maker: Maker
) -> Iterator[Look]:
    """Whoever is to look at photographs: this process, or the workers asked for.

    Workers use one thread each unless ``--threads`` says otherwise.
    """
    from integument.many.recipe import Model, make_each

    if args.cluster is None and args.workers == 1:
        yield partial(make_each, segmenter, maker)
        return
    from integument.many.workers import in_pool, look, on_dask
    from integument.work.cluster import local_scheduler

    # Workers may be somewhere else: they are told the whole path of a file.
    name = str(Path(args.model).resolve()) if Path(args.model).is_file() else args.model
    sha256 = segmenter.session.sha256
    model = Model(name, sha256, args.device, args.threads or 1, args.input_size, args.edges)
    if args.cluster is None:
        yield partial(look, in_pool(args.workers), model, maker)
    elif args.cluster != LOCAL:
        yield partial(look, on_dask(args.cluster, console.note), model, maker)
    else:
        with local_scheduler(args.workers) as address:
            yield partial(look, on_dask(address, console.note), model, maker)
