"""A real server on a real socket, for tests that need one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class Held:
    """A segmenter that waits until it is let go."""

    def __init__(self, segmenter: Any) -> None:
        self.inner = segmenter
        self.labels, self.name = segmenter.labels, segmenter.name
        self.predict = segmenter.predict
        self.go = threading.Event()

    def segment(self, photo: Any, labels: Any = None) -> Any:
        self.go.wait(10)
        return self.inner.segment(photo, labels)


@contextmanager
def running(segmenter: Any, **settings: Any) -> Iterator[str]:
    """The address of a server in a thread of its own."""
    uvicorn = pytest.importorskip("uvicorn")
    from integument.serve import ServeSettings, create_app
    from integument.serve.run import address, configured, listen

    chosen = ServeSettings(port=0, **settings)
    listener = listen(chosen)
    server = uvicorn.Server(configured(create_app(segmenter, chosen)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until(lambda: server.started)
    try:
        yield address(listener)
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.01)
