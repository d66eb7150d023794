"""The main memory a network takes, measured in a process that does nothing else."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np

from integument.bench.backends import Job, open_job

RUNS = 2
"""The second run finds everything laid out, and may still take more than the first."""

STATUS = Path("/proc/self/status")


def peak(job: Job, size: int) -> int | None:
    """Bytes a process takes at most, with interpreter and libraries, to open and run ``job``.

    One picture of ``size × size`` pixels. None where the system does not tell, or the process
    died, as it does when memory runs out.
    """
    # A process forked from this one would begin with all that this one has loaded.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(_run_and_tell, job, size).result()
        except BrokenProcessPool:
            return None


def _run_and_tell(job: Job, size: int) -> int | None:
    run = open_job(job)
    image = np.zeros((1, 3, size, size), np.float32)
    for _ in range(RUNS):
        run(image)
    return _most_so_far()


def _most_so_far() -> int | None:
    """The largest resident size this process has had, in bytes."""
    # Linux: what getrusage() says is inherited from the process that started this one.
    if STATUS.is_file():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
