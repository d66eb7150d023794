"""One run of a verb over many photographs, and the account of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from integument.cli.console import Console
from integument.cli.plan import Task
from integument.errors import ExitCode, InputError, IntegumentError, OutputError

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


class Job(Protocol):
    """What a verb makes of every photograph.

    Attributes
    ----------
    doing, done : the verb, as in "segmenting" and "segmented"
    out : folder of the results, for the account
    labels : what the network is asked for
    overwrite : replace results that exist
    """

    doing: str
    done: str
    out: Path
    labels: tuple[str, ...]
    overwrite: bool

    def outputs(self, task: Task) -> list[Path]:
        """The files of one photograph; where all of them exist, it is not even opened.

        With none it is worked on in any case.
        """

    def write(self, task: Task, people: People) -> Outcome:
        """Make and write them, keeping those that exist unless they are to be replaced."""


class Batch:
    """Segments tasks, has their results written, and counts what happened.

    Parameters
    ----------
    job : what to make
    console : where to report
    failures : inputs that are already known to be unusable, one line each
    files : whether each picture has files of its own, which are to be counted
    """

    def __init__(
        self, job: Job, console: Console, failures: Iterable[str] = (), *, files: bool = True
    ) -> None:
        self.files = files
        self.job = job
        self.console = console
        self.failures = list(failures)
        self.done = self.written = self.kept = self.empty = self.unfit = 0
        self.started = time.perf_counter()

    def process(self, tasks: list[Task], segmenter: Segmenter) -> ExitCode:
        """Work on every task that has something left to write.

        A picture that cannot be read is named and the next one follows. A result that cannot
        be written, or Ctrl-C, ends the run; what is finished by then is kept and reported.
        """
        from integument.progress import Progress

        tasks = [task for task in tasks if self._has_work(task)]
        stopped: ExitCode | None = None
        with Progress(
            self.job.doing, total=len(tasks), unit="pictures", stream=self.console.stderr
        ) as progress:
            for failure in self.failures:
                progress.note(f"integument: error: {failure}")
            results = segmenter.segment_many(
                (task.source for task in tasks), self.job.labels, errors="return"
            )
            try:
                for task, result in zip(tasks, results, strict=True):
                    for note in self._finish(task, result):
                        progress.note(note)
                    progress.advance()
            except OutputError as error:
                # The next picture would meet the same full disk.
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

    def write(self, task: Task, people: People) -> Outcome:
        """Write the results of one photograph."""
        outcome = self.job.write(task, people)
        self.done += 1
        self.written += outcome.written
        self.kept += outcome.kept
        self.empty += not people.found
        self.unfit += not outcome.fit
        return outcome

    def report(self, *, unfinished_of: int | None = None) -> None:
        """Say what was done, in one line; ``unfinished_of`` is how many it should have been."""
        seconds = time.perf_counter() - self.started
        count = str(self.done) if unfinished_of is None else f"{self.done} of {unfinished_of}"
        parts = [f"{count} {self.job.done} in {seconds:.1f} s"]
        if self.files:
            parts.append(f"{self.written} files written to {self.job.out}")
        if self.empty:
            parts.append(f"nobody found in {self.empty}")
        if self.unfit:
            parts.append(f"{self.unfit} not fit")
        if self.kept:
            parts.append(f"kept {self.kept} existing files (--overwrite replaces them)")
        if self.failures:
            parts.append(f"{len(self.failures)} inputs failed")
        self.console.say("; ".join(parts))

    def _has_work(self, task: Task) -> bool:
        """Whether a result is missing; where all are there, the photograph is not even opened."""
        paths = self.job.outputs(task)
        if self.job.overwrite or not paths or not all(path.exists() for path in paths):
            return True
        self.kept += len(paths)
        return False

    def _finish(self, task: Task, result: People | IntegumentError) -> list[str]:
        """Write one result or count one failure; returns the lines to show."""
        if not isinstance(result, IntegumentError):
            try:
                outcome = self.write(task, result)
            except MemoryError:
                result = InputError(f"{task.source}: not enough memory for a picture this large")
            else:
                remarks = (*result.photo.notes, *outcome.remarks)
                return [f"{task.source}: {remark}" for remark in remarks]
        self.failures.append(str(result))
        return [f"integument: error: {result}"]
