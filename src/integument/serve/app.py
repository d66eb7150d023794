"""The application: routes, middleware and the workers, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from integument import __version__
from integument.errors import IntegumentError
from integument.segmenter import Segmenter
from integument.serve.guard import Guard
from integument.serve.linger import Linger
from integument.serve.problems import Problem, answer, from_error
from integument.serve.routes import front, hair, health, pictures, removebg, segment, tuner
from integument.serve.service import Service
from integument.serve.settings import ServeSettings

ROUTERS = (segment, pictures, hair, removebg, tuner, health, front)

DESCRIPTION = """\
Skin, face skin, hair, body, head-and-torso and clothes in photographs of people.

Send a photograph as the body of a request, or as the part `image` of a form. Texts go into the
query or the form. Nothing is stored, and no address is ever fetched.
"""


def create_app(segmenter: Segmenter, settings: ServeSettings | None = None) -> FastAPI:
    """The service as an ASGI application, which any ASGI server runs.

    Parameters
    ----------
    segmenter : the loaded model
    settings : limits, token and names; ``host`` and ``port`` are only used to decide by which
        names the service may be addressed

    Examples
    --------
    >>> from integument import Segmenter                             # doctest: +SKIP
    >>> app = create_app(Segmenter(threads=1))                       # doctest: +SKIP
    """
    settings = ServeSettings() if settings is None else settings
    service = Service(segmenter, settings)
    app = FastAPI(
        title="Integument",
        version=__version__,
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=_lifespan(service),
        # The usual pages of documentation load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    routers = [module.router(service) for module in ROUTERS]
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(Problem, _tell_problem)
    app.add_exception_handler(IntegumentError, _tell_error)
    app.add_exception_handler(HTTPException, _tell_http)
    paths = frozenset(route.path for router in routers for route in router.routes)
    app.add_middleware(Guard, settings=settings, metrics=service.metrics, routes=paths)
    app.add_middleware(Linger)
    return app


def _lifespan(service: Service):
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(service.warm_up)
        yield
        await asyncio.to_thread(service.workers.close)

    return lifespan


async def _tell_problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return answer(problem, request.url.path)


async def _tell_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, IntegumentError)
    return answer(from_error(error), request.url.path)


async def _tell_http(request: Request, error: Exception) -> Response:
    """What the router refuses by itself: unknown paths and methods."""
    assert isinstance(error, HTTPException)
    sentences = {
        404: "nothing is served at this address: see /openapi.json",
        405: f"expected another method than {request.method[:16]}",
    }
    sentence = sentences.get(error.status_code, str(error.detail))
    return answer(Problem(error.status_code, sentence, error.headers), request.url.path)
