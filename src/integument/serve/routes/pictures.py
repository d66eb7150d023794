"""``POST /v1/background``, ``/v1/cutout`` and ``/v1/recolor``: a photograph made anew."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integument.edges import EDGES, FAST
from integument.errors import UsageError
from integument.people import People
from integument.serve import effects, schema
from integument.serve.encode import MEDIA_TYPES, Picture, encode, reduced
from integument.serve.intake import Intake, open_photo
from integument.serve.parameters import Parameters
from integument.serve.service import IMAGE, Answer, Service

BACKGROUND = "background"
LEAST_SIDE, MOST_SIDE = 16, 65535

COMMON = {
    "edges": schema.text(
        "how edges are drawn: fine is closed-form matting, in more time",
        enum=list(EDGES),
        default=FAST,
    ),
    "format": schema.text("of the picture", enum=list(MEDIA_TYPES), default="png"),
    "side": schema.number(
        "longest side of the picture; full size by default", LEAST_SIDE, MOST_SIDE
    ),
}
BACKGROUND_PARAMETERS = {
    BACKGROUND: schema.text(
        "a colour by name or #rrggbb, blur, or transparent; or send a picture under this name",
        "white",
    ),
    **COMMON,
}
CUTOUT_PARAMETERS = {
    "of": schema.text("what is cut out", enum=list(effects.CUTOUTS), default="body"),
    "crop": schema.flag("cut the picture down to what is visible"),
    **COMMON,
}
RECOLOR_PARAMETERS = {
    "hair": schema.text("new colour of the hair", "#5b2a86"),
    "skin_tone": schema.text(
        "another tone of skin, to test whether programs treat people alike",
        enum=list(effects.SKIN_TONES),
    ),
    **COMMON,
}


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["pictures"])
    responses = schema.answers("The picture", *MEDIA_TYPES.values())

    @routes.post(
        "/v1/background",
        summary="Put another background behind the people",
        openapi_extra=schema.described(
            BACKGROUND_PARAMETERS, background=schema.file("a picture, or a text as below")
        ),
        responses=responses,
        response_class=Response,
    )
    async def background(request: Request) -> Response:
        def job(intake: Intake, parameters: Parameters) -> Answer:
            new = _background(service, intake, parameters)
            people = look(service, intake, parameters)
            return picture_answer(people, effects.background(people, new), parameters)

        return await service.handle(
            request, job, texts=BACKGROUND_PARAMETERS, files=(IMAGE, BACKGROUND)
        )

    @routes.post(
        "/v1/cutout",
        summary="Cut people, their hair or their skin out, on a transparent ground",
        openapi_extra=schema.described(CUTOUT_PARAMETERS),
        responses=responses,
        response_class=Response,
    )
    async def cutout(request: Request) -> Response:
        def job(intake: Intake, parameters: Parameters) -> Answer:
            label = parameters.choice("of", effects.CUTOUTS, "body")
            crop = parameters.flag("crop")
            people = look(service, intake, parameters)
            picture = effects.cutout(people, label)
            if crop:
                picture = effects.crop(picture)
            return picture_answer(people, picture, parameters)

        return await service.handle(request, job, texts=CUTOUT_PARAMETERS)

    @routes.post(
        "/v1/recolor",
        summary="Give hair or skin another colour; shading stays",
        openapi_extra=schema.described(RECOLOR_PARAMETERS),
        responses=responses,
        response_class=Response,
    )
    async def recolor(request: Request) -> Response:
        def job(intake: Intake, parameters: Parameters) -> Answer:
            new = effects.parse_recolour(
                parameters.text("hair", None), parameters.text("skin_tone", None)
            )
            people = look(service, intake, parameters)
            return picture_answer(people, effects.recolour(people, new), parameters)

        return await service.handle(request, job, texts=RECOLOR_PARAMETERS)

    return routes


def look(service: Service, intake: Intake, parameters: Parameters) -> People:
    """The people in the photograph, which is made as small as the answer is to be."""
    side = int(parameters.number("side", LEAST_SIDE, MOST_SIDE, MOST_SIDE))
    parameters.choice("format", MEDIA_TYPES, "png")  # refused now rather than after the work
    edges = parameters.choice("edges", EDGES, FAST)
    people = service.look(intake, reduce=lambda photo: reduced(photo, side))
    people.edges = edges
    return people


def picture_answer(people: People, picture: Picture, parameters: Parameters) -> Answer:
    """The picture in the format that was asked for."""
    kind = parameters.choice("format", MEDIA_TYPES, "png")
    headers = {"X-People-Found": "true" if people.found else "false"}
    return Answer(encode(picture, kind, people.photo), MEDIA_TYPES[kind], headers)


def _background(service: Service, intake: Intake, parameters: Parameters) -> effects.Background:
    if BACKGROUND not in intake.files:
        return effects.parse_background(parameters.text(BACKGROUND, "white"))
    if parameters.text(BACKGROUND, None) is not None:
        raise UsageError("background: expected a picture or a colour, got both")
    return open_photo(intake.files[BACKGROUND], service.settings, BACKGROUND)
