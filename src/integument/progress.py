"""Progress of a long task: a live line on a terminal, a plain line now and then elsewhere.

Everything goes to standard error, so standard output stays clean for results. A task that is
over before the first plain line is due says nothing at all.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as LiveBar
    from rich.progress import TaskID

PLAIN_INTERVAL = 10.0
"""Seconds between plain lines: a log of an hour stays readable, a stuck task is still noticed."""


class Progress:
    """Count finished pieces of work and show the rate and the time left.

    Parameters
    ----------
    title : what is being done, e.g. ``"segmenting"``
    total : how many pieces there are; None when nobody knows
    unit : what the pieces are, in the plural
    stream : where to write; standard error by default

    Examples
    --------
    >>> with Progress("segmenting", total=3, unit="pictures") as progress:
    ...     for _ in range(3):
    ...         progress.advance()
    """

    def __init__(
        self,
        title: str,
        *,
        total: int | None = None,
        unit: str = "items",
        stream: TextIO | None = None,
    ) -> None:
        self.title = title
        self.total = total
        self.unit = unit
        self.done = 0
        self._stream = sys.stderr if stream is None else stream
        self._status = ""
        self._live = False
        self._bar: LiveBar | None = None
        self._task: TaskID | None = None
        self._started = self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        self._started = self._last_line = time.monotonic()
        self._live = self._stream.isatty()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def advance(self, count: int = 1) -> None:
        """Say that ``count`` more pieces are finished."""
        self.done += count
        self._show()

    def status(self, text: str) -> None:
        """Show ``text`` (a loss, a file name) behind the count from now on."""
        self._status = text
        self._show()

    def note(self, text: str) -> None:
        """Write one lasting line without tearing the live one apart."""
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            print(text, file=self._stream, flush=True)

    def line(self) -> str:
        """The state in one plain line: count, rate, time left.

        >>> Progress("segmenting", total=3, unit="pictures").line()
        'segmenting: 0/3 pictures'
        """
        elapsed = time.monotonic() - self._started
        count = f"{self.done}/{self.total}" if self.total is not None else f"{self.done}"
        parts = [f"{self.title}: {count} {self.unit}"]
        if self.done and elapsed > 0:
            rate = self.done / elapsed
            parts.append(f"{rate:.1f}/s" if rate >= 1 else f"{1 / rate:.1f} s each")
            if self.total is not None and self.done < self.total:
                parts.append(f"{duration((self.total - self.done) / rate)} left")
        if self._status:
            parts.append(self._status)
        return ", ".join(parts)

    def _show(self) -> None:
        if self._live:
            # Work that is already over needs no bar: it would only flash.
            if self._bar is None and self.done != self.total:
                self._bar = _live_bar(self._stream)
                self._task = self._bar.add_task(self.title, total=self.total, note="")
                self._bar.start()
            if self._bar is None or self._task is None:
                return
            self._bar.update(self._task, completed=self.done, note=self._note())
        elif time.monotonic() - self._last_line >= PLAIN_INTERVAL:
            self._last_line = time.monotonic()
            print(self.line(), file=self._stream, flush=True)

    def _note(self) -> str:
        _, _, details = self.line().partition(", ")
        return details


def duration(seconds: float) -> str:
    """A time span for a person.

    >>> duration(8.2), duration(200), duration(7300)
    ('8 s', '3 min 20 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def _live_bar(stream: TextIO) -> LiveBar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as LiveBar

    columns: list[Any] = [
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
    ]
    # The streams are left alone: masks may be travelling through standard output.
    return LiveBar(
        *columns,
        console=Console(file=stream),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
