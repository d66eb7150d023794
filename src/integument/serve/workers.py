"""The bounded pool in which pictures are worked on.

A request takes a place before its body is read and keeps it to the end, so that what is in memory
at one time is bounded too. When no place is free the answer comes at once: a queue without an end
would only make everybody wait for answers nobody is left to read.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, TypeVar

from integument.serve.problems import busy

Result = TypeVar("Result")


class Workers:
    """``workers`` threads, and ``waiting`` places more for those who wait.

    Attributes
    ----------
    capacity : places in all
    taken : places in use now
    """

    def __init__(self, workers: int, waiting: int, seconds: float) -> None:
        self.capacity = workers + waiting
        self.taken = 0
        self.seconds = seconds
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="picture")

    def place(self) -> Place:
        """A place to use as a context; entering it raises a 503 Problem when none is free."""
        return Place(self)

    def close(self) -> None:
        """Let what runs finish, and drop what has not begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _take(self) -> None:
        with self._lock:
            if self.taken >= self.capacity:
                raise busy(f"all {self.capacity} places are taken: try again in a second")
            self.taken += 1

    def _free(self, _: Future[Any] | None = None) -> None:
        with self._lock:
            self.taken -= 1


class Place:
    """One request's place among the workers."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._future: Future[Any] | None = None

    def __enter__(self) -> Place:
        self._workers._take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A thread cannot be stopped: work that ran out of time keeps its place until it ends.
        if self._future is None:
            self._workers._free()
        else:
            self._future.add_done_callback(self._workers._free)

    async def run(self, function: Callable[[], Result]) -> Result:
        """What ``function`` returns, from a worker; a 503 Problem when it takes too long."""
        assert self._future is None, "one place, one piece of work"
        seconds = self._workers.seconds
        self._future = self._workers._pool.submit(function)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(self._future), seconds)
        except TimeoutError:
            raise busy(
                f"the picture took longer than {seconds:g} seconds: "
                "send a smaller one, or try again later",
                10,
            ) from None
