"""Who may ask, how often, and what stands in every answer's head."""

from __future__ import annotations

import hmac
import logging
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integument.serve.metrics import Metrics
from integument.serve.problems import Problem, answer
from integument.serve.settings import ServeSettings

logger = logging.getLogger(__name__)

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; media-src 'self' blob:; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Nothing from elsewhere is loaded, nothing is sent elsewhere, no other page may embed ours."""

WORK = ("/v1/", "/v1.0/", "/tuner/")
"""Starts of the paths that cost work: these need the token and are counted against the rate."""

REMEMBERED_CLIENTS = 4096
"""Addresses whose rate is kept; beyond, the one that was quiet longest is forgotten."""


class Guard:
    """Middleware: refuses who may not ask, completes every answer's head, counts."""

    def __init__(
        self, app: ASGIApp, *, settings: ServeSettings, metrics: Metrics, routes: frozenset[str]
    ) -> None:
        self.app = app
        self.settings = settings
        self.metrics = metrics
        self.routes = routes
        self.rate = Rate(settings.per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(MutableHeaders(scope=message))
            await send(message)

        try:
            self._check(scope)
            await self.app(scope, receive, send_guarded)
        except Problem as problem:
            await answer(problem, scope["path"])(scope, receive, send_guarded)
        except Exception:
            logger.exception("unexpected failure in %s", scope["path"][:80])
            if status:  # the answer had begun: all that is left is to break it off
                raise
            problem = Problem(500, "unexpected failure: the server's log says where")
            await answer(problem, scope["path"])(scope, receive, send_guarded)
        finally:
            route = scope["path"] if scope["path"] in self.routes else "other"
            self.metrics.count_request(route, status, time.perf_counter() - started)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        self._check_host(headers)
        path = scope["path"]
        if path.startswith(WORK) or path == "/metrics":
            self._check_token(headers)
        if path.startswith(WORK):
            self._check_origin(headers)
            client = scope.get("client")
            self.rate.check(client[0] if client else "")

    def _check_host(self, headers: Headers) -> None:
        allowed = self.settings.allowed_hosts
        host = _name_of(f"//{headers.get('host', '')}")
        if allowed and host not in allowed:
            raise Problem(
                421, "this name is not served here: use localhost, or start with --allow-host NAME"
            )

    def _check_token(self, headers: Headers) -> None:
        wanted = self.settings.token
        if wanted is None:
            return
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            given = headers.get("x-api-key", "")
        if not hmac.compare_digest(given.strip().encode(), wanted.encode()):
            what = "is not right" if given else "is missing"
            raise Problem(
                401,
                f"the token {what}: send it as 'Authorization: Bearer …' or 'X-Api-Key: …'",
                {"WWW-Authenticate": "Bearer"},
            )

    def _check_origin(self, headers: Headers) -> None:
        """Pages of other sites may not spend this machine's time behind a visitor's back."""
        origin = headers.get("origin")
        if origin is None:
            return
        if _place_of(origin) != headers.get("host", "").lower():
            raise Problem(403, "pages of other sites may not use this service")


class Rate:
    """How often each address may ask: as many in hand as a minute gives, refilled steadily."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, client: str, now: float | None = None) -> None:
        """Count one request of ``client`` at ``now`` (seconds); a 429 Problem beyond the rate."""
        if not self.per_minute:
            return
        now = time.monotonic() if now is None else now
        left, before = self._clients.pop(client, (float(self.per_minute), now))
        left = min(self.per_minute, left + (now - before) * self.per_minute / 60)
        self._clients[client] = (left - 1 if left >= 1 else left, now)
        if len(self._clients) > REMEMBERED_CLIENTS:
            self._clients.popitem(last=False)
        if left < 1:
            seconds = max(1, round((1 - left) * 60 / self.per_minute))
            raise Problem(
                429,
                f"more than {self.per_minute} requests a minute: try again in {seconds} s",
                {"Retry-After": str(seconds)},
            )


def _complete(headers: MutableHeaders) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")


def _name_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _place_of(origin: str) -> str | None:
    """Name and port of an origin as a ``Host`` has them; None for the origin ``null``."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
