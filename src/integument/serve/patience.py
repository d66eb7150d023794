"""Closes connections on which the head of a request never ends.

A body must arrive in time because reading it is ours to limit; the head is read by the server
itself, which waits for ever. Enough clients that send half of one would take every connection.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 10.0
"""From opening a connection, or from the first byte of a further request, to the end of its head:
some hundred bytes, which the slowest phone sends in one."""


class HeadsInTime(AutoHTTPProtocol):
    """The server's protocol, with an end to its patience."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait_for_head()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._stop_waiting()

    def _wait_for_head(self) -> None:
        """Start to wait, where the next thing to arrive is a head; one byte more buys no time."""
        if not self._is_between_requests():
            self._stop_waiting()
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD_SECONDS, self._close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _close(self) -> None:
        if self._is_between_requests():
            self.transport.close()

    def _is_between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete
