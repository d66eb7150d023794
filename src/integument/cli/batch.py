"""One run of ``integument segment`` over many photographs, and the account of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.plan import Task
from integument.errors import ExitCode, InputError, IntegumentError, OutputError

if TYPE_CHECKING:
    from integument.people import People
    from integument.segmenter import Segmenter


@dataclass(frozen=True, slots=True)
class Settings:
    """What to write for each photograph, and where."""

    out: Path
    labels: tuple[str, ...]
    overlay: bool
    json: bool
    threshold: float
    overwrite: bool


class Batch:
    """Segments tasks, writes their results, and counts what happened.

    Parameters
    ----------
    settings : what to write
    console : where to report
    failures : inputs that are already known to be unusable, one line each
    """

    def __init__(self, settings: Settings, console: Console, failures: Iterable[str] = ()) -> None:
        self.settings = settings
        self.console = console
        self.failures = list(failures)
        self.done = self.written = self.kept = self.empty = 0
        self.started = time.perf_counter()

    def process(self, tasks: list[Task], segmenter: Segmenter) -> ExitCode:
        """Segment every task that has something left to write.

        A picture that cannot be read is named and the next one follows. A result that cannot
        be written, or Ctrl-C, ends the run; what is finished by then is kept and reported.
        """
        from integument.progress import Progress

        tasks = [task for task in tasks if self._has_work(task)]
        stopped: ExitCode | None = None
        with Progress(
            "segmenting", total=len(tasks), unit="pictures", stream=self.console.stderr
        ) as progress:
            for failure in self.failures:
                progress.note(f"integument: error: {failure}")
            results = segmenter.segment_many(
                (task.source for task in tasks), self.settings.labels, errors="return"
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
        return ExitCode.INPUT if self.failures else ExitCode.OK

    def write(self, task: Task, people: People) -> None:
        """Write the results of one photograph."""
        settings = self.settings
        saved = people.save(
            task.folder,
            stem=task.stem,
            overlay=settings.overlay,
            json=settings.json,
            threshold=settings.threshold,
            overwrite=settings.overwrite,
        )
        self.done += 1
        self.written += len(saved.written)
        self.kept += len(saved.kept)
        self.empty += not people.found

    def report(self, *, unfinished_of: int | None = None) -> None:
        """Say what was done, in one line; ``unfinished_of`` is how many it should have been."""
        seconds = time.perf_counter() - self.started
        count = str(self.done) if unfinished_of is None else f"{self.done} of {unfinished_of}"
        parts = [
            f"{count} segmented in {seconds:.1f} s",
            f"{self.written} files written to {self.settings.out}",
        ]
        if self.empty:
            parts.append(f"nobody found in {self.empty}")
        if self.kept:
            parts.append(f"kept {self.kept} existing files (--overwrite replaces them)")
        if self.failures:
            parts.append(f"{len(self.failures)} inputs failed")
        self.console.say("; ".join(parts))

    def _has_work(self, task: Task) -> bool:
        """Whether a result is missing; where all are there, the photograph is not even opened."""
        settings = self.settings
        paths = task.outputs(settings.labels, overlay=settings.overlay, json=settings.json)
        if settings.overwrite or not all(path.exists() for path in paths):
            return True
        self.kept += len(paths)
        return False

    def _finish(self, task: Task, result: People | IntegumentError) -> list[str]:
        """Write one result or count one failure; returns the lines to show."""
        if not isinstance(result, IntegumentError):
            try:
                self.write(task, result)
            except MemoryError:
                result = InputError(f"{task.source}: not enough memory for a picture this large")
            else:
                return [f"{task.source}: {note}" for note in result.photo.notes]
        self.failures.append(str(result))
        return [f"integument: error: {result}"]
