"""``POST /v1.0/removebg``, as clients of remove.bg ask for it.

Parameters, sizes and headers follow the published API, version 1.0. What would need an address to
be fetched is refused, and so is what is not done here: an option that is silently ignored gives a
wrong picture to somebody who asked for a right one.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integument.errors import UsageError
from integument.photo import encode_mask
from integument.serve import effects, schema
from integument.serve.encode import MEDIA_TYPES, Picture, as_zip, encode, reduced
from integument.serve.intake import Intake, open_photo
from integument.serve.parameters import Parameters
from integument.serve.problems import Problem
from integument.serve.service import Answer, Service

MEGAPIXELS = {
    "preview": 0.25,
    "small": 0.25,
    "regular": 0.25,
    "medium": 1.5,
    "hd": 4.0,
    "full": 25.0,
    "4k": 25.0,
    "auto": 25.0,
    "50MP": 50.0,
}
"""Size → most megapixels of the answer, as published; smaller pictures are not enlarged."""

FORMATS = ("auto", "png", "jpg", "webp", "zip")
IMAGE, IMAGE_B64, BACKGROUND = "image_file", "image_file_b64", "bg_image_file"

PARAMETERS = {
    IMAGE_B64: schema.text("the picture as base64, in place of image_file"),
    "image_url": schema.text("refused: no address is ever fetched"),
    "size": schema.text("of the answer", enum=list(MEGAPIXELS), default="preview"),
    "format": schema.text("auto is png, or jpg on a ground", enum=list(FORMATS), default="auto"),
    "channels": schema.text("picture or alpha alone", enum=["rgba", "alpha"], default="rgba"),
    "bg_color": schema.text("a ground, as name or hexadecimal digits", "81d4fa"),
    "crop": schema.flag("cut the picture down to what is visible"),
    "type": schema.text("of the foreground", enum=["auto", "person"], default="auto"),
}
WITHOUT_EFFECT = ("type_level", "semitransparency")
"""Accepted with any value: they choose among models and treatments that exist only there."""

NOT_DONE = {
    "bg_image_url": ("",),
    "roi": ("", "0% 0% 100% 100%"),
    "crop_margin": ("", "0", "0px", "0%"),
    "scale": ("", "original", "100%"),
    "position": ("", "original", "50%", "50% 50%"),
    "add_shadow": ("", "false"),
    "shadow_type": ("", "none"),
    "shadow_opacity": ("",),
}
"""What is not done → the values that ask for nothing."""

KNOWN = (*PARAMETERS, *WITHOUT_EFFECT, *NOT_DONE)


class _Wish(NamedTuple):
    """What is asked for, checked."""

    kind: str
    most_pixels: float
    alpha_only: bool
    ground: effects.Background
    crop: bool


def router(service: Service) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["remove.bg"])

    @routes.post(
        "/v1.0/removebg",
        summary="Remove the background, for clients of remove.bg",
        openapi_extra=_described(),
        response_class=Response,
    )
    async def removebg(request: Request) -> Response:
        as_json = "application/json" in request.headers.get("accept", "")

        def job(intake: Intake, parameters: Parameters) -> Answer:
            return _answer(service, intake, parameters, as_json=as_json)

        return await service.handle(
            request, job, texts=KNOWN, files=(IMAGE, IMAGE_B64, BACKGROUND), takes_base64=True
        )

    return routes


def _answer(service: Service, intake: Intake, parameters: Parameters, *, as_json: bool) -> Answer:
    _refuse_what_is_not_done(parameters)
    wish = _read(service, intake, parameters)
    intake.files[IMAGE] = _picture_bytes(intake, parameters)
    people = service.look(
        intake,
        name=IMAGE,
        reduce=lambda photo: reduced(photo, _side(photo.size, wish.most_pixels)),
    )
    if not people.found:
        raise Problem(400, "no person was found in the picture")
    cutout = effects.cutout(people)
    made = cutout
    if wish.ground != "transparent":
        made = effects.background(people, wish.ground)
    box = effects.visible_box(cutout)
    if wish.crop and box[2]:
        made, cutout = _part(made, box), _part(cutout, box)
        box = (0, 0, *box[2:])
    content, media_type = _encoded(made, cutout, wish)
    return _told(content, media_type, made, box, as_json=as_json)


def _read(service: Service, intake: Intake, parameters: Parameters) -> _Wish:
    size = parameters.choice("size", MEGAPIXELS, "preview")
    kind = parameters.choice("format", FORMATS, "auto")
    parameters.choice("type", ("auto", "person"), "auto")
    alpha_only = parameters.choice("channels", ("rgba", "alpha"), "rgba") == "alpha"
    ground: effects.Background = "transparent"
    if (colour := parameters.text("bg_color", None)) is not None:
        digits = len(colour) in (3, 6) and all(c in "0123456789abcdefABCDEF" for c in colour)
        ground = effects.parse_colour(f"#{colour}" if digits else colour)
    if BACKGROUND in intake.files:
        if ground != "transparent":
            raise UsageError("expected bg_color or bg_image_file, got both")
        ground = open_photo(intake.files[BACKGROUND], service.settings, BACKGROUND)
    if kind == "jpg" and ground == "transparent":
        ground = (255, 255, 255)
    if kind == "auto":
        kind = "png" if ground == "transparent" else "jpg"
    pixels = MEGAPIXELS[size] * 1_000_000
    return _Wish(kind, pixels, alpha_only, ground, parameters.flag("crop"))


def _refuse_what_is_not_done(parameters: Parameters) -> None:
    if parameters.text("image_url", None) is not None:
        raise UsageError(
            "image_url: no address is ever fetched: send the picture as image_file or "
            "image_file_b64"
        )
    for name, harmless in NOT_DONE.items():
        if parameters.text(name, "") not in harmless:
            raise UsageError(f"{name}: not done here: leave it out")


def _picture_bytes(intake: Intake, parameters: Parameters) -> bytes:
    text = intake.files.get(IMAGE_B64) or (parameters.text(IMAGE_B64, "") or "").encode()
    if not text:
        return intake.files.get(IMAGE, b"")
    if IMAGE in intake.files:
        raise UsageError(f"expected {IMAGE} or {IMAGE_B64}, got both")
    if text.startswith(b"data:"):
        text = text.partition(b",")[2]
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        raise UsageError(f"{IMAGE_B64}: not readable as base64") from None


def _side(size: tuple[int, int], most_pixels: float) -> int:
    """The longest side at which ``size`` has at most so many pixels."""
    width, height = size
    scale = min(1.0, (most_pixels / (width * height)) ** 0.5)
    return max(1, int(max(size) * scale))


def _part(picture: Picture, box: tuple[int, int, int, int]) -> Picture:
    left, top, width, height = box
    alpha = picture.alpha
    return Picture(
        picture.rgb[top : top + height, left : left + width],
        None if alpha is None else alpha[top : top + height, left : left + width],
    )


def _encoded(made: Picture, cutout: Picture, wish: _Wish) -> tuple[bytes, str]:
    assert cutout.alpha is not None
    if wish.alpha_only:
        return encode_mask(cutout.alpha), "image/png"
    if wish.kind == "zip":
        files = {"color.jpg": encode(Picture(cutout.rgb), "jpg")}
        return as_zip({**files, "alpha.png": encode_mask(cutout.alpha)}), "application/zip"
    return encode(made, wish.kind), MEDIA_TYPES[wish.kind]


def _told(
    content: bytes,
    media_type: str,
    made: Picture,
    box: tuple[int, int, int, int],
    *,
    as_json: bool,
) -> Answer:
    height, width = made.rgb.shape[:2]
    left, top, box_width, box_height = box
    if as_json:
        data = {
            "result_b64": base64.b64encode(content).decode("ascii"),
            "foreground_top": top,
            "foreground_left": left,
            "foreground_width": box_width,
            "foreground_height": box_height,
        }
        return Answer(json.dumps({"data": data}).encode(), "application/json")
    headers = {
        "X-Type": "person",
        "X-Width": width,
        "X-Height": height,
        "X-Credits-Charged": 0,
        "X-Foreground-Top": top,
        "X-Foreground-Left": left,
        "X-Foreground-Width": box_width,
        "X-Foreground-Height": box_height,
    }
    return Answer(content, media_type, {name: str(value) for name, value in headers.items()})


def _described() -> schema.Schema:
    files = {
        IMAGE: schema.file("the picture"),
        BACKGROUND: schema.file("a picture to put behind"),
    }
    form = {"type": "object", "properties": {**files, **PARAMETERS}}
    as_json = {"type": "object", "properties": PARAMETERS}
    content = {"multipart/form-data": {"schema": form}, "application/json": {"schema": as_json}}
    return {"requestBody": {"required": True, "content": content}}
