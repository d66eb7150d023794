"""The argument parser: one verb per module, imported only when it is needed.

A verb is a module ``integument.cli.<verb>`` with ``register(verbs)``, which adds its own
sub-parser, and ``run(args, console) -> int``, which does the work and returns the exit code.
Neither imports anything heavy before ``run`` is called, so help is immediate and works
even where an optional part of the program is not installed.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from integument import __version__
from integument.errors import UsageError, unknown

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

VERBS = (
    "segment",
    "background",
    "cutout",
    "recolor",
    "hair",
    "statistics",
    "video",
    "watch",
    "demo",
    "serve",
    "evaluate",
    "data",
    "synth",
    "augment",
    "train",
    "export",
    "quantize",
    "models",
    "nets",
    "bench",
    "experiment",
    "doctor",
)
"""All commands, in the order in which the help lists them."""

EPILOG = """\
examples:
  integument demo                              try it on the picture that comes along
  integument segment photo.jpg -o out          every label of one photograph
  integument segment holiday/ -o out --labels skin,hair --overlay
  integument background me.jpg --passport      white background, no halo; is it fit for a passport?

exit codes:
  0 all done      1 unexpected failure     2 wrong usage        3 an input was unreadable
  4 cannot write  5 model missing/damaged  6 device not there   7 an extra is not installed
  8 a picture did not pass the checks asked for
  130 interrupted; what was finished is kept
"""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises :class:`UsageError` and knows what was meant."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        # An abbreviation that works today becomes ambiguous when an option is added.
        settings.setdefault("allow_abbrev", False)
        super().__init__(**settings)
        self.add_argument(
            "--debug",
            action="store_true",
            default=argparse.SUPPRESS,
            help="show the full traceback of an error",
        )

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see: {self.prog} --help)")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        # The parent's own swallows every failure to write, a closed pipe too.
        (sys.stdout if file is None else file).write(self.format_help())

    def option_strings(self) -> list[str]:
        """Every flag this parser understands."""
        return list(self._option_string_actions)

    def reject(self, extras: Sequence[str]) -> NoReturn:
        """Refuse arguments that nothing understood, naming the nearest flag for the first."""
        got = next((extra for extra in extras if extra.startswith("-")), extras[0])
        got = got.partition("=")[0]
        near = difflib.get_close_matches(got, self.option_strings(), n=1)
        hint = f": did you mean '{near[0]}'?" if near else ""
        self.error(f"unknown argument '{got}'{hint}")


def build(names: Sequence[str] = VERBS) -> tuple[Parser, argparse._SubParsersAction[Parser]]:
    """The program's parser, and the action that holds those of the verbs ``names``."""
    parser = Parser(
        prog="integument",
        description="Find skin, face, hair, body, head-and-torso and clothes in photographs.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"integument {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", title="commands")
    for name in names:
        importlib.import_module(f"integument.cli.{name}").register(verbs)
    return parser, verbs


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse ``argv``; the result holds ``verb``, ``run`` and the verb's own options.

    Raises :class:`UsageError` on anything wrong, and SystemExit after ``--help`` and
    ``--version``, as argparse does.
    """
    verb = _find_verb(argv)
    parser, verbs = build(VERBS if verb is None else (verb,))

    args, extras = parser.parse_known_args(argv)
    if extras:
        (parser if verb is None else verbs.choices[verb]).reject(extras)
    if verb is None:
        parser.print_help()
        parser.exit(UsageError.exit_code)
    return args


def _find_verb(argv: Sequence[str]) -> str | None:
    """The command in ``argv``; no option before it takes a value, so it is the first bare word."""
    word = next((argument for argument in argv if not argument.startswith("-")), None)
    if word is not None and word not in VERBS:
        raise unknown("command", word, VERBS)
    return word
