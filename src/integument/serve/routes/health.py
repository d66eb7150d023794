"""``/healthz``, ``/readyz`` and ``/metrics``: for those who run the service."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, Response

from integument import __version__
from integument.serve.metrics import CONTENT_TYPE
from integument.serve.problems import busy
from integument.serve.service import Service


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["operation"])

    @routes.get("/healthz", summary="Is the process alive")
    async def health() -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    @routes.get("/readyz", summary="Would a picture be taken now")
    async def ready() -> Response:
        if not service.is_warm:
            raise busy("the model is being loaded")
        if service.workers.taken >= service.workers.capacity:
            raise busy("all places are taken")
        return JSONResponse({"status": "ready", "model": service.segmenter.name})

    @routes.get("/metrics", summary="Counters for Prometheus", response_class=PlainTextResponse)
    async def metrics() -> Response:
        workers = service.workers
        text = service.metrics.text(taken=workers.taken, capacity=workers.capacity)
        return Response(text, headers={"Content-Type": CONTENT_TYPE})

    return routes
