"""Where people are made: in this process, in several, or on a Dask cluster.

Every function takes the jobs and the layout that writes them, and yields after each person how
many pictures are done. People come in any order; what they become does not depend on it.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import cv2

from integument.errors import DeviceError, MissingExtraError, UsageError
from integument.files import atomic_write
from integument.synth.layouts import Folder, Tar
from integument.synth.person_files import Job, make, make_all

Layout = Folder | Tar

CONNECT_SECONDS = 10.0
RETRIES = 3
"""How often Dask repeats a person whose worker died."""
IN_FLIGHT = 4
"""People that wait per thread of a cluster: enough to keep it busy, few enough to hold."""


def record_path(out: Path, number: int) -> Path:
    """The file with the records of a person, which exists once all of them is written."""
    return out / "records" / f"{number:06d}.jsonl"


def _keep(layout: Layout, number: int, pictures) -> int:
    """Write a person; the records come last and mark it as done. Returns its pictures."""
    records = layout.write(number, pictures)
    text = "\n".join(records) + "\n"
    atomic_write(record_path(layout.out, number), text.encode())
    return len(records)


def here(jobs: Sequence[Job], layout: Layout) -> Iterator[int]:
    """Make people one after the other in this process."""
    for job in jobs:
        yield _keep(layout, job.number, make(job))


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    cv2.setNumThreads(1)


def _make_and_keep(job: Job, layout: Layout) -> int:
    return _keep(layout, job.number, make(job))


def in_processes(jobs: Sequence[Job], layout: Layout, workers: int) -> Iterator[int]:
    """Make people in ``workers`` processes of this machine."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    try:
        for done in as_completed([pool.submit(_make_and_keep, job, layout) for job in jobs]):
            yield done.result()
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


def on_cluster(jobs: Sequence[Job], layout: Layout, address: str) -> Iterator[int]:
    """Make people on the Dask cluster whose scheduler is at ``address``; files are written here.

    Workers need integument with the extra 'synth', and see the folder of backgrounds under the
    same path. One that dies loses nothing: its people are made again by another.

    Raises :class:`MissingExtraError` without Dask, :class:`DeviceError` for a scheduler that does
    not answer or whose workers lack integument, :class:`UsageError` for an address that is none.
    """
    try:
        from dask import distributed
    except ImportError:
        raise MissingExtraError("a Dask cluster", extra="cluster") from None
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except ValueError as error:
        raise UsageError(
            f"--cluster {address}: expected the address of a Dask scheduler, "
            f"such as tcp://host:8786: {error}"
        ) from None
    except (OSError, TimeoutError) as error:
        raise DeviceError(
            f"--cluster {address}: no Dask scheduler answers there within {CONNECT_SECONDS:g} s; "
            "is it running, and reachable from here?"
        ) from error
    with client:
        threads = _ready_threads(client, address)
        waiting = iter(jobs)
        running = distributed.as_completed(loop=client.loop)

        def submit(count: int) -> None:
            for _, job in zip(range(count), waiting, strict=False):
                future = client.submit(make_all, job, pure=False, retries=RETRIES)
                numbers[future.key] = job.number
                running.add(future)

        numbers: dict[str, int] = {}
        submit(IN_FLIGHT * threads)
        for future in running:
            yield _keep(layout, numbers.pop(future.key), future.result())
            submit(1)


def _ready_threads(client, address: str) -> int:
    """Threads of all workers, once it is known that they can make people."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        versions = set(client.run(_version).values())
    except TimeoutError:
        raise DeviceError(f"--cluster {address}: the scheduler has no workers") from None
    except ImportError as error:
        raise DeviceError(
            f"--cluster {address}: its workers cannot make people: {error}; "
            "install 'integument[synth]' there"
        ) from None
    own = _version()
    if versions != {own}:
        raise DeviceError(
            f"--cluster {address}: its workers have integument {', '.join(sorted(versions))}, "
            f"this is {own}; install the same version"
        )
    return sum(client.nthreads().values())


def _version() -> str:
    import numba  # noqa: F401  (what the extra brings)

    import integument

    return integument.__version__
