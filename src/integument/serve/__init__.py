"""The service: a page, and the same over HTTP (extra ``serve``).

=============  ============================================================================
`app`          the application: routes, middleware and the workers, put together
`settings`     what is served where, and every limit
`guard`        who may ask, how often, and what stands in every answer's head
`linger`       an early refusal that reaches a client which is still sending
`intake`       the body of a request → one picture and named texts, in memory
`form`         multipart forms, in memory
`patience`     connections on which no request arrives
`parameters`   named texts → checked values
`workers`      the bounded pool in which pictures are worked on
`effects`      backgrounds, cut-outs and new colours
`encode`       pixels → the bytes of a file, in memory
`tuning`       rules on colour with their sliders and files
`metrics`      counters in the text format of Prometheus
`problems`     every refusal as a status and one sentence
`routes`       one module for each group of addresses
`page`         the files of the page, as they are sent
=============  ============================================================================

No picture is written to disk or to a log, and no address is ever fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from integument.serve.app import create_app
    from integument.serve.settings import ServeSettings

__all__ = ["ServeSettings", "create_app"]


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from integument.serve.app import create_app

        return create_app
    if name == "ServeSettings":
        from integument.serve.settings import ServeSettings

        return ServeSettings
    raise AttributeError(f"module 'integument.serve' has no attribute {name!r}")
