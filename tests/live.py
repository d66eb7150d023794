"""A real server on a real socket, for tests that need one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def running(segmenter: Any, **settings: Any) -> Iterator[str]:
    """The address of a server in a thread of its own."""
    uvicorn = pytest.importorskip("uvicorn")
    from integument.serve import ServeSettings, create_app
    from integument.serve.run import address, listen

    chosen = ServeSettings(port=0, **settings)
    listener = listen(chosen)
    config = uvicorn.Config(create_app(segmenter, chosen), log_level="warning", access_log=False)
    server = uvicorn.Server(config)
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
