"""Jobs done by the workers of a Dask scheduler.

Where a worker is lost, the scheduler gives its jobs to another one. Workers need this version of
Integument, and whatever the jobs need.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

import integument
from integument.errors import DeviceError, IntegumentError, MissingExtraError, UsageError
from integument.work.local import interrupts_ignored

Job = TypeVar("Job")
Result = TypeVar("Result")

PATIENCE = 8.0
"""Seconds to wait for a scheduler: a distant one answers in less, and a typing error is told
before anybody wonders."""

QUEUED = 3
"""Jobs a thread of the cluster: they travel while others are worked on."""

LOGGERS = ("distributed", "distributed.client", "tornado.application")
"""Who would put remarks of their own on a lost connection between our lines."""

LARGE_JOB = "distributed.admin.large-graph-warning-threshold"
"""Size of a job at which Dask wonders whether it is meant: photographs are large."""

FEWEST_QUEUED = 8
"""Jobs waiting at a scheduler without workers, so that an adaptive one starts some."""


def on_cluster(
    function: Callable[[Job], Result],
    jobs: Iterable[Job],
    address: str,
    note: Callable[[str], None] = lambda text: None,
    *,
    killed: Callable[[Job], None] | None = None,
) -> Iterator[Result]:
    """Results of ``function``, which travels too, in whatever order they are done.

    Closing the iterator cancels what is not done.

    Parameters
    ----------
    function : what to do with a job; what it raises is raised here
    jobs : taken as they are needed
    address : of the scheduler, as ``tcp://host:8786``
    note : told how many workers there are
    killed : told of every job that ended several workers; the others go on. Without it, such a
        job ends everything.

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    UsageError
        If ``address`` is none.
    DeviceError
        If no scheduler answers there, or it goes away.
    IntegumentError
        If a job ended several workers, see ``killed``, or a worker has another version of
        Integument.
    """
    with _connected(address) as client:
        from distributed import KilledWorker, as_completed

        note(f"cluster {address}: {_count(client)}")
        remaining = iter(jobs)
        running = as_completed(loop=client.loop)
        job_of: dict[str, Job] = {}

        def refill() -> None:
            wanted = max(FEWEST_QUEUED, QUEUED * sum(client.nthreads().values()))
            for job in islice(remaining, max(0, wanted - running.count())):
                future = client.submit(_call, integument.__version__, function, job, pure=False)
                job_of[future.key] = job
                running.add(future)

        refill()
        for finished in running:
            refill()
            job = job_of.pop(finished.key)
            try:
                result = _result(finished, address)
            except KilledWorker:
                if killed is None:
                    raise IntegumentError(
                        f"cluster {address}: a job ended several workers, perhaps for want of "
                        "memory; the same command goes on from here"
                    ) from None
                killed(job)
                continue
            finally:
                finished.release()
            yield result


@contextlib.contextmanager
def local_scheduler(workers: int) -> Iterator[str]:
    """A scheduler with ``workers`` processes of this machine; gives its address.

    Processes that end are started again. Raises MissingExtraError if Dask is not installed.
    """
    try:
        from distributed import LocalCluster
    except ImportError:
        raise MissingExtraError("working on a cluster", extra="cluster") from None
    with interrupts_ignored():  # which the processes inherit
        running = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            protocol="tcp",
            dashboard_address="127.0.0.1:0",  # a free port, for nobody else
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )
    with running:
        yield running.scheduler_address


def _call(version: str, function: Callable[[Job], Result], job: Job) -> Result:
    """Runs on a worker."""
    if integument.__version__ != version:
        raise UsageError(
            f"a worker of the cluster has integument {integument.__version__}: expected {version}"
        )
    return function(job)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from dask import config
        from distributed import Client
    except ImportError:
        raise MissingExtraError("working on a cluster", extra="cluster") from None
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        # A client that fails to connect tries to say goodbye all the same, loudly, and waits.
        with ThreadPoolExecutor(1) as aside:  # a notebook has a loop of its own running here
            aside.submit(asyncio.run, _greet(address)).result()
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except OSError:
        raise DeviceError(
            f"cluster {address}: no scheduler answers within {PATIENCE:.0f} s: "
            "is 'dask scheduler' running there, and the port open?"
        ) from None
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"cluster {address}: expected an address such as tcp://host:8786: {error}"
        ) from None
    except (MemoryError, EOFError):  # what sense Dask makes of another protocol
        raise DeviceError(
            f"cluster {address}: something answers that is no Dask scheduler: is it another port?"
        ) from None
    with client, config.set({LARGE_JOB: "1 GiB"}):
        try:
            yield client
        except (OSError, CancelledError):
            raise DeviceError(
                f"cluster {address}: the connection is lost; the same command goes on from here"
            ) from None


async def _greet(address: str) -> None:
    """See whether anybody who speaks Dask's protocol is there."""
    from distributed.comm import connect

    comm = await connect(address, timeout=PATIENCE)
    await comm.close()


def _result(job: Any, address: str) -> Any:
    """What a job gave, or what went wrong with it."""
    if job.status != "error":
        return job.result()
    error = job.exception()
    if isinstance(error, OSError):  # of the worker; ours would be a lost connection
        raise IntegumentError(f"cluster {address}: a worker failed: {error}")
    raise error


def _count(client: Any) -> str:
    workers = len(client.nthreads())
    return f"{workers} worker{'' if workers == 1 else 's'}" + (
        "" if workers else " yet: waiting for some"
    )
