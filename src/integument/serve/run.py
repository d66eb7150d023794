"""Runs the application until it is told to stop."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from integument.errors import UsageError
from integument.serve.patience import HeadsInTime
from integument.serve.settings import ServeSettings

STOP_SECONDS = 10
"""How long requests under way may take to finish after the signal to stop."""

MAX_CONNECTIONS = 512
"""Open connections, working or idle; more are answered 503. Each costs some kilobytes."""


def listen(settings: ServeSettings) -> socket.socket:
    """The socket to serve on; raises UsageError where it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise UsageError(
            f"{settings.host} port {settings.port}: cannot be listened on: "
            f"{error.strerror or error}: choose another --port or --host"
        ) from None
    return listener


def address(listener: socket.socket) -> str:
    """The address to type into a browser."""
    host, port = listener.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def serve(app: FastAPI, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first."""
    server = _Announcing(configured(app), on_ready)
    # After a graceful stop the server raises the signal again, for whoever started it.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def configured(app: FastAPI) -> uvicorn.Config:
    """How the application is run: quietly, and with limits on connections too."""
    return uvicorn.Config(
        app,
        http=HeadsInTime,
        log_level="warning",
        access_log=False,
        # Whoever asks could write any address into such a header, and so pass by the rate.
        proxy_headers=False,
        server_header=False,
        date_header=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


class _Announcing(uvicorn.Server):
    """Calls back once connections are taken."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()
