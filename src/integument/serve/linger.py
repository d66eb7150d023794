"""Lets an early refusal reach a client that is still sending its picture.

Closing a connection on unread bytes makes the operating system reset it, and the client may lose
the answer with it. So the answer goes out whole, at once; what still arrives is read and thrown
away for a moment; only then is the exchange ended.
"""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LINGER_SECONDS = 2.0
LINGER_BYTES = 64 << 20
"""How long, and how much, at most: a client that goes on regardless is cut off."""


class Linger:
    """Middleware: see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A client that waits to be told to go on has sent nothing yet.
        if scope["type"] != "http" or _is_bodiless(scope):
            await self.app(scope, receive, send)
            return
        arrived = False

        async def receive_and_note() -> Message:
            nonlocal arrived
            message = await receive()
            arrived = arrived or not message.get("more_body", False)
            return message

        async def send_and_drain(message: Message) -> None:
            last = message["type"] == "http.response.body" and not message.get("more_body")
            if not last or arrived:
                await send(message)
                return
            await send({**message, "more_body": True})
            await _drain(receive_and_note)
            await send({"type": "http.response.body", "body": b""})

        await self.app(scope, receive_and_note, send_and_drain)


async def _drain(receive: Receive) -> None:
    """Throw away what arrives, up to the limits."""
    thrown_away = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while thrown_away < LINGER_BYTES:
                message = await receive()
                if not message.get("more_body", False):
                    return
                thrown_away += len(message.get("body", b""))


def _is_bodiless(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return b"expect" in names or not names & {b"content-length", b"transfer-encoding"}
