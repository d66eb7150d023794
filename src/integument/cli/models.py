"""``integument models``: what models there are, where they come from, whether they are whole."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.errors import ExitCode, ModelError

if TYPE_CHECKING:
    from integument.models.registry import ModelCard

EPILOG = """\
examples:
  integument models                  every model: labels, licence, whether it is here
  integument models integument       all about one
  integument models --verify         compare each file with its checksum
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "models",
        help="list models with licence, training data and scores",
        description="List the models that are known by name.",
        epilog=EPILOG,
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="only this one, in full")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--verify", action="store_true", help="check the files against checksums")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the models; with ``--verify`` the exit code tells whether all are whole."""
    from integument.models import registry

    chosen = list(registry.cards().values()) if args.name is None else [registry.card(args.name)]
    problems = {card.name: _problem(card) for card in chosen} if args.verify else {}
    if args.json:
        console.json([{**card.to_dict(), **_verdict(card, problems)} for card in chosen])
    else:
        for card in chosen:
            for line in _full(card) if args.name else _short(card):
                console.say(line)
            if args.verify:
                console.say(f"  check          {problems[card.name] or 'whole'}")
    return ExitCode.MODEL if any(problems.values()) else ExitCode.OK


def _problem(card: ModelCard) -> str:
    """What is wrong with a model's file; "" if nothing is, or it waits to be fetched."""
    from integument.models import registry

    if not card.bundled and not card.path.is_file():
        return ""
    try:
        registry.verify(card)
    except ModelError as error:
        return str(error)
    return ""


def _verdict(card: ModelCard, problems: dict[str, str]) -> dict[str, str]:
    return {"problem": problems[card.name]} if problems else {}


def _short(card: ModelCard) -> list[str]:
    return [
        f"{card.name}: {card.summary}",
        f"  labels         {', '.join(card.labels)}",
        f"  licence        {card.licence}",
        f"  file           {_whereabouts(card)}",
    ]


def _full(card: ModelCard) -> list[str]:
    return [
        *_short(card),
        f"  sha256         {card.sha256}",
        f"  input          {card.input_size} pixels, longest side",
        f"  training data  {card.training_data}",
        f"  made by        {card.command}",
        *(f"  score          {name}: {value}" for name, value in card.scores.items()),
    ]


def _whereabouts(card: ModelCard) -> str:
    if not card.path.is_file():
        return "missing" if card.bundled else f"fetched from {card.url} when it is first used"
    megabytes = card.path.stat().st_size / 1e6
    return f"{card.path} ({megabytes:.1f} MB, {'bundled' if card.bundled else 'fetched'})"
