"""What is served where, and every limit."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from integument.errors import UsageError

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
"""Names under which a browser on this machine may ask. Any other name that leads here belongs to
a foreign page that was pointed at this machine (DNS rebinding)."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Settings of the service; the defaults suit one person or a small team.

    Attributes
    ----------
    host, port : where to listen; only this machine can reach the default. Port 0 picks a free one.
    token : what clients must send as ``Authorization: Bearer …`` or ``X-Api-Key``; None for
        nothing
    max_megapixels : larger pictures are refused before they are decoded. 50 is the full size of
        common phone cameras, and needs about 2.5 GB while its background is changed.
    max_megabytes : of one request's body, in MiB
    workers : pictures that are worked on at once
    waiting : requests that may wait for a worker; the next is refused at once. Their bodies are
        in memory, so this times ``max_megabytes`` is what waiting may cost.
    seconds : that one picture may take, waiting included
    upload_seconds : in which a body must have arrived
    per_minute : requests for work that one address may make a minute; 0 for any number
    hosts : names under which the service may be addressed; empty for any, or on a loopback
        ``host`` for :data:`LOOPBACK_NAMES`
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None
    max_megapixels: float = 50.0
    max_megabytes: float = 32.0
    workers: int = 2
    waiting: int = 16
    seconds: float = 30.0
    upload_seconds: float = 30.0
    per_minute: int = 0
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise UsageError(f"port: expected 0 to 65535, got {self.port}")
        if self.token is not None and not (self.token.isascii() and self.token.isprintable()):
            raise UsageError("token: expected printable ASCII characters, which headers can carry")
        if self.token is not None and not self.token.strip():
            raise UsageError("token: expected some characters, got none")
        for name in ("max_megapixels", "max_megabytes", "seconds", "upload_seconds"):
            if not 0 < getattr(self, name) < float("inf"):
                raise UsageError(f"{name}: expected more than 0, got {getattr(self, name):g}")
        for name, least in (("workers", 1), ("waiting", 0), ("per_minute", 0)):
            if getattr(self, name) < least:
                raise UsageError(f"{name}: expected {least} or more, got {getattr(self, name)}")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Names that a request's ``Host`` may have; empty for any."""
        return self.hosts or (LOOPBACK_NAMES if self.is_loopback else ())

    @property
    def max_pixels(self) -> int:
        return round(self.max_megapixels * 1_000_000)

    @property
    def max_bytes(self) -> int:
        return round(self.max_megabytes * (1 << 20))
