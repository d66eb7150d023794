"""Processes of this machine: what is done comes home, and a job that kills its worker is told."""

from __future__ import annotations

import os
import time

import pytest

from integument.errors import IntegumentError
from integument.work.local import DEATHS_IN_A_ROW, in_processes


def square(number: int) -> int:
    """Of anything but 3, which ends the process."""
    if number == 3:
        os._exit(9)
    return number * number


def never(number: int) -> int:
    time.sleep(0.2)
    os._exit(9)


def test_results_come_in_any_order() -> None:
    assert sorted(in_processes(square, [1, 2, 4, 5], workers=2)) == [1, 4, 16, 25]


def test_a_job_that_kills_its_worker_is_told_and_the_others_go_on() -> None:
    killed: list[int] = []
    results = sorted(in_processes(square, range(8), workers=1, queued=1, killed=killed.append))
    assert killed == [3]
    assert results == [0, 1, 4, 16, 25, 36, 49]


def test_every_job_is_done_or_told_of() -> None:
    killed: list[int] = []
    results = list(in_processes(square, range(12), workers=2, killed=killed.append))
    assert 3 in killed and len(killed) <= 5
    assert sorted([*results, *(n * n for n in killed)]) == [n * n for n in range(12)]


def test_what_was_done_before_a_worker_died_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job may come home just before its pool breaks, and be followed by one that cannot start."""
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    honest, submitted = ProcessPoolExecutor.submit, []

    def breaks_once(pool, function, job):
        submitted.append(job)
        if len(submitted) == 3:
            raise BrokenProcessPool
        return honest(pool, function, job)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", breaks_once)
    killed: list[int] = []
    jobs = [0, 1, 2, 4, 5]
    results = list(in_processes(square, jobs, workers=1, queued=2, killed=killed.append))
    assert killed == [2]
    assert sorted(results) == [0, 1, 16, 25]


def test_workers_that_always_die_are_given_up() -> None:
    killed: list[int] = []
    with pytest.raises(IntegumentError, match="a worker process was killed"):
        list(in_processes(never, range(100), workers=1, queued=1, killed=killed.append))
    assert len(killed) == DEATHS_IN_A_ROW
