"""``integument nets``: every network, what it costs, and whether that is what was published."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass

from integument.cli.console import Console
from integument.errors import ExitCode
from integument.extras import require

EPILOG = """\
examples:
  integument nets                  parameters and multiply-accumulates of every network
  integument nets u2net lrn        only these
  integument nets --json           as JSON

Counts are for one label, or for those a network is bound to, and for one picture of the size
given. Multiply-accumulates are those of convolutions, fully connected and recurrent layers;
published ones may include more, about 1 %. Where a source prints no number of parameters, that
of its reference implementation stands there, or what its description comes to.
"""


NAME = 25
NUMBER = 12
"""Widths of the columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of one network beside what is published of it, None where nothing is."""

    name: str
    parameters: int
    published_parameters: int | None
    size: int
    gmacs: float
    published_gmacs: float | None
    labels: tuple[str, ...]
    source: str


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "nets",
        help="list networks with their size and cost beside the published ones",
        description="Count parameters and multiply-accumulates of the networks.",
        epilog=EPILOG,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Print one line a network."""
    from integument.nets import ARCHITECTURES

    rows = [_count(name) for name in args.names or ARCHITECTURES]
    if args.json:
        console.json([asdict(row) for row in rows])
        return ExitCode.OK
    console.say(
        f"{'network':<{NAME}}{'parameters':>{NUMBER}}{'published':>{NUMBER}}"
        f"{'picture':>{NUMBER}}{'GMACs':>{NUMBER}}{'published':>{NUMBER}}  source"
    )
    for row in rows:
        console.say(_line(row))
    return ExitCode.OK


def _count(name: str) -> Row:
    from integument.errors import unknown
    from integument.nets import ARCHITECTURES, build

    if name not in ARCHITECTURES:
        raise unknown("network", name, ARCHITECTURES)
    require("counting a network", "train", "torch")
    import torch

    from integument.nets.count import multiply_accumulates, parameters

    entry = ARCHITECTURES[name]
    # Shapes are enough to count: on this device nothing is stored or computed.
    with torch.device("meta"):
        net = build(name, labels=len(entry.labels) or 1)
        macs = multiply_accumulates(net, entry.size)
    return Row(
        name=name,
        parameters=parameters(net),
        published_parameters=entry.parameters,
        size=entry.size,
        gmacs=round(macs / 1e9, 3),
        published_gmacs=entry.macs,
        labels=entry.labels,
        source=entry.source,
    )


def _line(row: Row) -> str:
    published = "" if row.published_parameters is None else f"{row.published_parameters:,}"
    published_gmacs = "" if row.published_gmacs is None else f"{row.published_gmacs:.3f}"
    return (
        f"{row.name:<{NAME}}{row.parameters:>{NUMBER},}{published:>{NUMBER}}"
        f"{f'{row.size}x{row.size}':>{NUMBER}}{row.gmacs:>{NUMBER}.3f}"
        f"{published_gmacs:>{NUMBER}}  {row.source}"
    )
