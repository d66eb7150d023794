"""Jobs done by several processes of this machine."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait as wait_for
from typing import TypeVar

from integument.errors import IntegumentError

Job = TypeVar("Job")
Result = TypeVar("Result")

QUEUED = 2
"""Jobs a worker: one in work, one waiting. More would only hold finished results in memory."""

DEATHS_IN_A_ROW = 5
"""Workers that may die with nothing done between: more, and it is not the jobs."""


def in_processes(
    function: Callable[[Job], Result],
    jobs: Iterable[Job],
    workers: int,
    *,
    queued: int = QUEUED,
    killed: Callable[[Job], None] | None = None,
) -> Iterator[Result]:
    """Results of ``function``, which travels too, in whatever order they are done.

    Closing the iterator waits for jobs in work and stops.

    Parameters
    ----------
    function : what to do with a job; what it raises is raised here
    jobs : taken as they are needed
    workers : processes
    queued : jobs a process, with the one in work
    killed : told of every job that was with the workers when one of them died, one of which it
        may have died of; the others go on. Without it, a death ends everything.

    Raises
    ------
    IntegumentError
        If a worker dies, see ``killed``.
    """
    remaining = iter(jobs)
    deaths = 0
    while True:
        suspects: list[Job] = []
        for result in _until_one_dies(function, remaining, workers, queued, suspects):
            deaths = 0
            yield result
        if not suspects:
            return
        deaths += 1
        if killed is None or deaths > DEATHS_IN_A_ROW:
            raise IntegumentError(
                "a worker process was killed, perhaps for want of memory; the same command goes "
                "on from here, with fewer --workers if memory is short"
            )
        for job in suspects:
            killed(job)


def _until_one_dies(
    function: Callable[[Job], Result],
    remaining: Iterator[Job],
    workers: int,
    queued: int,
    suspects: list[Job],
) -> Iterator[Result]:
    """Results of one pool; if a worker dies, its end, and the jobs it had go to ``suspects``."""
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker
    )
    running: dict[Future[Result], Job] = {}

    def start(job: Job) -> None:
        try:
            running[pool.submit(function, job)] = job
        except BrokenProcessPool:  # those in work are told of it when they are asked
            suspects.append(job)

    try:
        with interrupts_ignored():  # which the processes that start here inherit
            for job in islice(remaining, queued * workers):
                start(job)
        while running:
            for finished in wait(running, return_when=FIRST_COMPLETED).done:
                result = finished.result()
                del running[finished]
                for job in islice(remaining, 0 if suspects else 1):
                    start(job)
                yield result
    except BrokenProcessPool:
        suspects += running.values()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """End this process when the one that started it is gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait_for([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal; the parent alone decides when to stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
