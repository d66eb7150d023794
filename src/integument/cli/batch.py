"""One run of a verb over many photographs, and the account of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from integument.cli.console import Console
from integument.cli.plan import Failure
from integument.errors import ExitCode, IntegumentError
from integument.files import atomic_write
from integument.many.task import Task

if TYPE_CHECKING:
    from integument.people import People
    from integument.segmenter import Segmenter


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one photograph.

    Attributes
    ----------
    written, kept : files written now, and files that were there already
    remarks : what the person should know, one line each, without the photograph's name
    fit : False if it did not pass checks that were asked for
    """

    written: int = 0
    kept: int = 0
    remarks: tuple[str, ...] = ()
    fit: bool = True


class Found(Protocol):
    """What looking at a photograph gave: :class:`integument.people.People`, or files made of it.

    Attributes
    ----------
    found : whether somebody is there
    notes : what could not be honoured in the photograph, one line each
    """

    @property
    def found(self) -> bool: ...

    @property
    def notes(self) -> tuple[str, ...]: ...


class Job(Protocol):
    """What a verb makes of every photograph.

    Attributes
    ----------
    doing, done : the verb, as in "segmenting" and "segmented"
    results : what each photograph gives, in the plural, for the account; "" for nothing of its own
    out : where they go, for the account
    labels : what the network is asked for
    """

    doing: str
    done: str
    results: str
    out: Path
    labels: tuple[str, ...]

    def existing(self, task: Task) -> int:
        """How many results of the photograph are there and stay; 0 where any has to be made.

        Where there are some, the photograph is not even opened.
        """

    def write(self, task: Task, found: Any) -> Outcome:
        """Make and write results, keeping those that exist unless they are to be replaced."""


@dataclass(frozen=True, slots=True)
class Collecting:
    """A :class:`Job` that writes nothing for single photographs: what was found is handed on."""

    collect: Callable[[Task, People], None]
    doing: str
    done: str
    labels: tuple[str, ...]
    out: Path
    results: str = ""

    def existing(self, task: Task) -> int:
        return 0

    def write(self, task: Task, found: People) -> Outcome:
        self.collect(task, found)
        return Outcome()


Look = Callable[[list[Task]], Iterable[tuple[Task, Found | IntegumentError]]]
"""Looks at photographs and gives, in any order, each with what was found or what is wrong."""


class Batch:
    """Segments tasks, has their results written, and counts what happened.

    Parameters
    ----------
    job : what to make
    console : where to report
    failures : inputs that are already known to be unusable
    failures_file : file for all of them, as JSON lines
    say : where the account goes; to standard output by default
    """

    def __init__(
        self,
        job: Job,
        console: Console,
        failures: Iterable[Failure] = (),
        *,
        failures_file: Path | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.job = job
        self.console = console
        self.failures = list(failures)
        self.failures_file = failures_file
        self.say = say or console.say
        self.done = self.written = self.kept = self.empty = self.unfit = 0
        self.started = time.perf_counter()

    def process(self, tasks: list[Task], segmenter: Segmenter) -> ExitCode:
        """Work on every task that has something left to write, in this process: see `follow`."""

        def look(tasks: list[Task]) -> Iterator[tuple[Task, People | IntegumentError]]:
            sources = (task.source for task in tasks)
            found = segmenter.segment_many(sources, self.job.labels, errors="return")
            return zip(tasks, found, strict=True)

        return self.follow(tasks, look)

    def follow(self, tasks: list[Task], look: Look) -> ExitCode:
        """Have ``look`` find what is in every task that has something left to write, and write it.

        A picture that cannot be read is named and the next one follows. A result that cannot
        be written, workers that are lost, or Ctrl-C end the run; what is finished by then is
        kept and reported.
        """
        from integument.progress import Progress

        tasks = [task for task in tasks if self._has_work(task)]
        stopped: ExitCode | None = None
        with Progress(
            self.job.doing, total=len(tasks), unit="pictures", stream=self.console.stderr
        ) as progress:
            for failure in self.failures:
                progress.note(f"integument: error: {failure.error}")
            try:
                for task, result in look(tasks):
                    for note in self._finish(task, result):
                        progress.note(note)
                    progress.advance()
            except IntegumentError as error:
                # The next picture would meet the same full disk, or the same lost cluster.
                progress.note(f"integument: error: {error}")
                stopped = error.exit_code
            except KeyboardInterrupt:
                progress.note("integument: interrupted")
                stopped = ExitCode.INTERRUPTED
        self.report(unfinished_of=None if stopped is None else len(tasks))
        if stopped is not None:
            return stopped
        return self.exit_code

    @property
    def exit_code(self) -> ExitCode:
        """What the account amounts to: an unreadable input outweighs an unfit one."""
        if self.failures:
            return ExitCode.INPUT
        return ExitCode.UNFIT if self.unfit else ExitCode.OK

    def write(self, task: Task, found: Found) -> Outcome:
        """Write the results of one photograph."""
        outcome = self.job.write(task, found)
        self.done += 1
        self.written += outcome.written
        self.kept += outcome.kept
        self.empty += not found.found
        self.unfit += not outcome.fit
        return outcome

    def report(self, *, unfinished_of: int | None = None) -> None:
        """Say what was done, in one line; ``unfinished_of`` is how many it should have been.

        Failures go to their file, too. Raises OutputError if that cannot be written.
        """
        seconds = time.perf_counter() - self.started
        count = str(self.done) if unfinished_of is None else f"{self.done} of {unfinished_of}"
        parts = [f"{count} {self.job.done} in {seconds:.1f} s"]
        results = self.job.results
        if results:
            parts.append(f"{self.written} {results} written to {self.job.out}")
        if self.empty:
            parts.append(f"nobody found in {self.empty}")
        if self.unfit:
            parts.append(f"{self.unfit} not fit")
        if self.kept:
            parts.append(f"kept {self.kept} existing {results} (--overwrite replaces them)")
        if self.failures:
            parts.append(f"{len(self.failures)} inputs failed")
        self.say("; ".join(parts))
        if self.failures_file is not None:
            lines = [json.dumps(failure._asdict(), ensure_ascii=False) for failure in self.failures]
            atomic_write(self.failures_file, "".join(f"{line}\n" for line in lines).encode())

    def _has_work(self, task: Task) -> bool:
        """Whether a result is missing; those that are there are counted."""
        existing = self.job.existing(task)
        self.kept += existing
        return not existing

    def _finish(self, task: Task, result: Found | IntegumentError) -> list[str]:
        """Write one result or count one failure; returns the lines to show."""
        if not isinstance(result, IntegumentError):
            try:
                outcome = self.write(task, result)
            except MemoryError:
                result = task.too_large()
            else:
                remarks = (*result.notes, *outcome.remarks)
                return [f"{task.source}: {remark}" for remark in remarks]
        self.failures.append(Failure(str(task.source), str(result)))
        return [f"integument: error: {result}"]
