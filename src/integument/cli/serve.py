"""``integument serve``: the page and the HTTP service."""

from __future__ import annotations

import argparse
import importlib.util
import os

from integument.cli.console import Console
from integument.cli.options import add_model_options
from integument.errors import ExitCode, MissingExtraError

TOKEN_VARIABLE = "INTEGUMENT_TOKEN"

DESCRIPTION = """\
Serve a page to drop photographs on, and the same over HTTP.

Only this machine can reach it unless --host says otherwise. Photographs stay in memory: none is
written to disk or to a log, and no address is ever fetched."""

EPILOG = f"""\
examples:
  integument serve                              then open http://127.0.0.1:8000/
  integument serve --port 9000 --workers 4
  integument serve --host 0.0.0.0 --token SECRET --allow-host photos.example.org
  curl --data-binary @me.jpg 'http://127.0.0.1:8000/v1/segment?labels=hair&format=png' -o hair.png

The token may also be in the environment variable {TOKEN_VARIABLE}, where other users of the machine
cannot see it. All addresses and their parameters: docs/serve.md and /openapi.json.
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser. The defaults are those of ``serve.settings.ServeSettings``."""
    parser = verbs.add_parser(
        "serve",
        help="a page and an HTTP service",
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    parser.add_argument(
        "--host", metavar="ADDRESS", help="where to listen (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument("--port", type=int, help="0 picks a free one (default: 8000)")
    parser.add_argument("--token", help="what clients must send; for any --host but this machine")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which the service may be addressed; repeat it for several",
    )
    limits = parser.add_argument_group("limits")
    limits.add_argument(
        "--max-megapixels", type=float, metavar="N", help="of a picture (default: 50)"
    )
    limits.add_argument(
        "--max-megabytes", type=float, metavar="N", help="of a request (default: 32)"
    )
    limits.add_argument(
        "--workers", type=int, metavar="N", help="pictures worked on at once (default: 2)"
    )
    limits.add_argument(
        "--waiting", type=int, metavar="N", help="requests that may wait (default: 16)"
    )
    limits.add_argument(
        "--seconds", type=float, metavar="S", help="that a picture may take (default: 30)"
    )
    limits.add_argument(
        "--upload-seconds", type=float, metavar="S", help="that an upload may take (default: 30)"
    )
    limits.add_argument(
        "--per-minute",
        type=int,
        metavar="N",
        help="requests of one address a minute (default: any number)",
    )
    add_model_options(parser)
    parser.set_defaults(run=run)


SETTINGS = (
    *("host", "port", "token", "max_megapixels", "max_megabytes", "workers", "waiting"),
    *("seconds", "upload_seconds", "per_minute"),
)
"""Options that are settings of the same name; those not given keep their default."""


def run(args: argparse.Namespace, console: Console) -> int:
    """Serve until stopped; a stop by signal is the normal end."""
    from integument.serve.settings import ServeSettings

    if args.token is None:
        args.token = os.environ.get(TOKEN_VARIABLE) or None
    given = {name: getattr(args, name) for name in SETTINGS if getattr(args, name) is not None}
    settings = ServeSettings(**given, hosts=tuple(name.lower() for name in args.allow_host))
    for module in ("fastapi", "uvicorn", "python_multipart"):
        if importlib.util.find_spec(module) is None:
            raise MissingExtraError("integument serve", "serve")

    import cv2

    from integument.cli.loading import load_segmenter
    from integument.serve.app import create_app
    from integument.serve.run import address, listen, serve

    listener = listen(settings)
    with listener:
        # Several pictures at once use the cores better than several cores on one picture.
        args.threads = 1 if args.threads is None else args.threads
        segmenter = load_segmenter(args, console)
        cv2.setNumThreads(args.threads)
        console.note(f"model {segmenter.name} on {segmenter.note}")
        if not settings.is_loopback and settings.token is None:
            console.note(
                f"anybody who can reach {settings.host} can use this service: "
                "--token asks for a token"
            )

        def announce() -> None:
            console.note(f"serving at {address(listener)} (Ctrl-C stops)")

        serve(create_app(segmenter, settings), listener, announce)
    console.note("stopped")
    return ExitCode.OK
