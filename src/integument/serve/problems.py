"""Every refusal: a status and one sentence for a person."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse

from integument.errors import (
    InputError,
    IntegumentError,
    MissingExtraError,
    UsageError,
)

CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    415: "unsupported_type",
    421: "wrong_host",
    422: "not_usable",
    429: "too_many_requests",
    500: "unexpected",
    503: "busy",
}
"""Status → the word that programs go by."""

REMOVEBG = "/v1.0/"
"""Start of the paths that speak as remove.bg does."""


class Problem(Exception):
    """A refusal; ``str(problem)`` is the sentence, and ``headers`` go with the answer."""

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = dict(headers or {})


def busy(sentence: str, seconds: int = 1) -> Problem:
    """A 503 that says when to come again."""
    return Problem(503, sentence, {"Retry-After": str(seconds)})


def from_error(error: IntegumentError) -> Problem:
    """The refusal for an error that was raised on purpose."""
    sentence = " ".join(str(error).split())
    if isinstance(error, MissingExtraError):
        return Problem(415, f"{sentence} (on the server)")
    if isinstance(error, UsageError | InputError):
        return Problem(422, sentence)
    return busy(sentence, 10)


def answer(problem: Problem, path: str = "") -> JSONResponse:
    """``{"error": {"code": …, "message": …}}``.

    Below :data:`REMOVEBG` it is ``{"errors": [{"title": …, "code": …}]}``, which clients of
    remove.bg read.
    """
    code = CODES.get(problem.status, "error")
    if path.startswith(REMOVEBG):
        content: dict = {"errors": [{"title": str(problem), "code": code}]}
    else:
        content = {"error": {"code": code, "message": str(problem)}}
    return JSONResponse(content, problem.status, problem.headers)
