"""People made on this machine: in this process, or in several."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait as wait_for

from integument.errors import IntegumentError
from integument.synth.work.recipe import Job, Made, Recipe, Studio, make_here

QUEUED = 2
"""Jobs a worker: one in work, one waiting. More would only hold finished pictures in memory."""


def in_this_process(recipe: Recipe, jobs: Iterable[Job]) -> Iterator[Made]:
    """Make people one after the other."""
    with contextlib.closing(Studio(recipe)) as studio:
        for job in jobs:
            yield studio.make(job)


def in_processes(recipe: Recipe, jobs: Iterable[Job], workers: int) -> Iterator[Made]:
    """Make people in ``workers`` processes, in whatever order they are done.

    Closing the iterator waits for those in work and stops. Raises :class:`IntegumentError` if a
    worker dies, and whatever making a person raises.
    """
    remaining = iter(jobs)
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker
    )
    try:
        with _interrupts_ignored():  # which the processes that start here inherit
            running = {
                pool.submit(make_here, recipe, job) for job in islice(remaining, QUEUED * workers)
            }
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for job in islice(remaining, len(finished)):
                running.add(pool.submit(make_here, recipe, job))
            yield from map(_result, finished)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(job: Future[Made]) -> Made:
    try:
        return job.result()
    except BrokenProcessPool:
        raise IntegumentError(
            "a worker process was killed, perhaps for want of memory; the same command goes on "
            "from here, with fewer --workers if memory is short"
        ) from None


def _start_worker() -> None:
    """End this process when the one that started it is gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait_for([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal; the parent alone decides when to stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
