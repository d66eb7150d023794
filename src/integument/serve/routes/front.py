"""The page: a fixed set of files that come with the package."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integument.serve.service import Service

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".webmanifest": "application/manifest+json",
}
"""Suffix → media type. Files with any other suffix are not sent."""

INDEX = "index.html"
SAMPLE = "sample.jpg"
"""The address of the photograph that comes with the package, for a first try."""


def router(service: Service) -> APIRouter:
    """One route for each file, so that no path of a client ever reaches the file system."""
    routes = APIRouter(include_in_schema=False)
    for name, (content, media_type) in page_files().items():
        path = "/" if name == INDEX else f"/{name.removesuffix('.html')}"
        routes.add_api_route(path, _sender(content, media_type), methods=["GET", "HEAD"])

    @routes.get("/page/settings")
    async def settings() -> dict:
        """What the page must know before the first picture."""
        return {
            "labels": list(service.segmenter.labels),
            "max_bytes": service.settings.max_bytes,
            "max_megapixels": service.settings.max_megapixels,
            "needs_token": service.settings.token is not None,
        }

    return routes


def page_files() -> dict[str, tuple[bytes, str]]:
    """Name → content and media type of every file of the page."""
    folder = files("integument.serve") / "page"
    sample = files("integument") / "assets" / "astronaut.jpg"
    return {SAMPLE: (sample.read_bytes(), MEDIA_TYPES[".jpg"])} | {
        file.name: (file.read_bytes(), MEDIA_TYPES[suffix])
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if (suffix := "." + file.name.rpartition(".")[2]) in MEDIA_TYPES
    }


def _sender(content: bytes, media_type: str):
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": media_type}

    async def send(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers)

    return send
