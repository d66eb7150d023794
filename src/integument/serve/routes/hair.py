"""``POST /v1/hair``: what everybody's hair is like."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integument.hair import describe
from integument.serve import schema
from integument.serve.intake import Intake
from integument.serve.parameters import Parameters
from integument.serve.service import Answer, Service


def router(service: Service) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["pictures"])

    @routes.post(
        "/v1/hair",
        summary="Tell what the hair is like: colour, straight, wavy, bangs, bald",
        description="One entry for each head, the largest first; null is 'cannot tell'.",
        openapi_extra=schema.described({}),
        responses=schema.answers("The hair of everybody", "application/json"),
        response_class=Response,
    )
    async def hair(request: Request) -> Response:
        def job(intake: Intake, parameters: Parameters) -> Answer:
            people = service.look(intake)
            heads = [one.to_dict() for one in describe(people, service.segmenter)]
            width, height = people.photo.size
            told = {"photo": {"width": width, "height": height}, "heads": heads}
            return Answer(json.dumps(told).encode(), "application/json")

        return await service.handle(request, job, texts=())

    return routes
