"""Tables of results: ruled on a terminal, plain in a file or a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from integument.cli.console import Console

PLAIN_WIDTH = 120
"""Columns of a table that goes to a file or a pipe, which have no width of their own."""


def print_table(
    console: Console,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    words: int = 2,
    plain_width: int = PLAIN_WIDTH,
    wrap: bool = True,
) -> None:
    """Print ``rows`` under ``headings``.

    Parameters
    ----------
    words : how many columns, the first ones, hold words; the others are numbers
    plain_width : characters in a line that does not go to a terminal
    wrap : whether cells may be broken into several lines
    """
    from rich import box
    from rich.console import Console as Screen
    from rich.table import Table

    terminal = console.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
    for column, heading in enumerate(headings):
        table.add_column(heading, justify="left" if column < words else "right", no_wrap=not wrap)
    for row in rows:
        table.add_row(*row)
    Screen(file=console.stdout, width=None if terminal else plain_width).print(table)
