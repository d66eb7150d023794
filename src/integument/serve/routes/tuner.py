"""``/tuner/…``: masks of rules on colour for the page that tunes them, and their settings."""

from __future__ import annotations

import dataclasses
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integument.arrays import to_bytes
from integument.photo import encode_mask
from integument.serve import tuning
from integument.serve.encode import fit
from integument.serve.intake import Intake, open_photo, read_body
from integument.serve.parameters import Parameters
from integument.serve.problems import Problem
from integument.serve.service import IMAGE, Answer, Service

MOST_SIDE = 1024
"""Pictures are tuned on at most at this size: a rule must answer while a slider moves."""

RULE = "rule"


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/tuner", include_in_schema=False)

    @routes.get("/rules")
    def rules() -> list[dict[str, Any]]:
        """Every rule with its sliders, and a note where it cannot do all it should here."""
        return [
            {
                "name": name,
                "title": title,
                "sliders": [dataclasses.asdict(slider) for slider in tuning.sliders(name)],
                "note": tuning.opened(name, {}).note,
            }
            for name, title in tuning.RULES.items()
        ]

    @routes.post("/mask")
    async def mask(request: Request) -> Response:
        """The mask of one rule: grey PNG, at most :data:`MOST_SIDE` pixels long."""

        def job(intake: Intake, parameters: Parameters) -> Answer:
            return _mask(service, intake)

        return await service.handle(request, job, texts=(RULE, *tuning.RANGES))

    @routes.post("/load")
    async def load(request: Request) -> dict[str, float]:
        """The settings in a file."""
        with service.workers.place():
            content = await read_body(request, service.settings)
        return tuning.read_file(request.query_params.get(RULE, ""), content)

    @routes.get("/save")
    def save(request: Request) -> Response:
        """The settings as a file."""
        texts = dict(request.query_params)
        rule = texts.pop(RULE, "")
        text = tuning.write_file(rule, texts)
        name = f'attachment; filename="{rule}.toml"'
        return Response(text, media_type="text/plain", headers={"Content-Disposition": name})

    return routes


def _mask(service: Service, intake: Intake) -> Answer:
    texts = dict(intake.texts)
    rule = tuning.opened(texts.pop(RULE, ""), texts)
    if IMAGE not in intake.files:
        raise Problem(422, f"expected a picture as '{IMAGE}' of a form")
    photo = open_photo(intake.files[IMAGE], service.settings, IMAGE)
    probability = rule.predict(fit(photo.pixels, MOST_SIDE))["skin"]
    return Answer(encode_mask(to_bytes(probability * 255)), "image/png")
