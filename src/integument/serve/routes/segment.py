"""``POST /v1/segment``: what is where in a photograph."""

from __future__ import annotations

import base64
import json
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integument.arrays import to_bytes
from integument.errors import UsageError
from integument.labels import NAMES
from integument.people import THRESHOLD, People
from integument.photo import encode_mask
from integument.serve import schema
from integument.serve.encode import Picture, as_zip, encode, fit
from integument.serve.intake import Intake
from integument.serve.parameters import Parameters
from integument.serve.service import Answer, Service

FORMATS = ("json", "zip", "png", "overlay")
INCLUDED = ("masks", "probabilities", "photo")
LEAST_SIDE, MOST_SIDE = 16, 65535

PARAMETERS = {
    "labels": schema.text(f"which, from {', '.join(NAMES)}; all by default", "skin,hair"),
    "threshold": schema.number("probability from which a pixel is marked", 0.001, 1, THRESHOLD),
    "format": schema.text(
        "json: what was found; zip: masks, overlay and JSON; png: the mask of one label; "
        "overlay: the photograph with the labels drawn in",
        enum=list(FORMATS),
        default="json",
    ),
    "include": schema.text(
        "with json, pictures as base64: masks (PNG, 0 or 255), probabilities (PNG, 0 to 255), "
        "photo (JPEG, upright)",
        "masks",
    ),
    "side": schema.number(
        "longest side of what json includes; full size by default", LEAST_SIDE, MOST_SIDE
    ),
}


def router(service: Service) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["pictures"])

    @routes.post(
        "/v1/segment",
        summary="Find skin, hair, body and the other labels",
        openapi_extra=schema.described(PARAMETERS),
        responses=schema.answers(
            "What was found", "application/json", "application/zip", "image/png"
        ),
        response_class=Response,
    )
    async def segment(request: Request) -> Response:
        def job(intake: Intake, parameters: Parameters) -> Answer:
            return _answer(service, intake, parameters)

        return await service.handle(request, job, texts=PARAMETERS)

    return routes


def _answer(service: Service, intake: Intake, parameters: Parameters) -> Answer:
    labels = parameters.labels()
    threshold = parameters.number("threshold", 0.001, 1, THRESHOLD)
    kind = parameters.choice("format", FORMATS, "json")
    include = parameters.words("include", INCLUDED)
    side = int(parameters.number("side", LEAST_SIDE, MOST_SIDE, MOST_SIDE))
    if kind == "png" and (labels is None or len(labels) != 1):
        raise UsageError("format=png is one mask: expected one label such as labels=skin")
    if include and kind != "json":
        raise UsageError(f"include: goes with format=json, got format={kind}")
    people = service.look(intake, labels)
    match kind:
        case "png":
            return Answer(encode_mask(people.mask(people.labels[0], threshold)), "image/png")
        case "overlay":
            return Answer(_overlay(people, threshold), "image/png")
        case "zip":
            return Answer(
                _archive(people, threshold),
                "application/zip",
                {"Content-Disposition": 'attachment; filename="integument.zip"'},
            )
    found = people.to_dict(threshold=threshold)
    for what in include:
        found[what] = _included(people, what, threshold, side)
    return Answer(json.dumps(found).encode(), "application/json")


def _included(people: People, what: str, threshold: float, side: int) -> Any:
    """One of :data:`INCLUDED`, as base64."""
    if what == "photo":
        return _base64(encode(Picture(fit(people.photo.pixels, side)), "jpg"))
    if what == "masks":
        return {
            label: _base64(encode_mask(_small_mask(people, label, threshold, side)))
            for label in people.labels
        }
    return {
        label: _base64(encode_mask(to_bytes(fit(people.probability(label), side) * 255)))
        for label in people.labels
    }


def _small_mask(people: People, label: str, threshold: float, side: int) -> Any:
    mask = people.mask(label, threshold)
    if side >= max(mask.shape):
        return mask
    return fit(people.probability(label), side) >= threshold


def _archive(people: People, threshold: float) -> bytes:
    files = {f"{label}.png": encode_mask(people.mask(label, threshold)) for label in people.labels}
    files["overlay.png"] = _overlay(people, threshold)
    told = json.dumps(people.to_dict(threshold=threshold), indent=2)
    return as_zip({**files, "people.json": told.encode() + b"\n"})


def _overlay(people: People, threshold: float) -> bytes:
    return encode(Picture(people.overlay(threshold=threshold)), "png", people.photo)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
