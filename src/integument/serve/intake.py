"""The body of a request → pictures and named texts, within the limits and in memory."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from integument.errors import MissingExtraError
from integument.photo import Limits, Photo, load_photo
from integument.photo.decode import UnreadableError, open_header
from integument.serve.form import MAX_PARTS, parse_form
from integument.serve.problems import Problem, from_error
from integument.serve.settings import ServeSettings

MAX_TEXT_BYTES = 4096
"""Of one named text. The longest, a list of all labels, has sixty."""

FORM, URLENCODED, JSON = (
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/json",
)


@dataclass(slots=True)
class Intake:
    """What one request brought: files by the name of their part, and texts by their name."""

    files: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


async def read_body(request: Request, settings: ServeSettings) -> bytes:
    """The whole body.

    Raises
    ------
    Problem
        413 beyond the limit (before reading, where the length is declared), 408 when it does not
        arrive in time, 415 when it is compressed, 400 when the client left.
    """
    too_large = Problem(
        413, f"the request is larger than the limit of {settings.max_megabytes:g} MiB"
    )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "compressed bodies are not taken: send the picture as it is")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > settings.max_bytes:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(settings.upload_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > settings.max_bytes:
                    raise too_large
    except TimeoutError:
        raise Problem(
            408,
            f"the picture did not arrive within {settings.upload_seconds:g} seconds",
            {"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise Problem(400, "the client left before the picture had arrived") from None
    return bytes(body)


async def read_intake(
    request: Request, settings: ServeSettings, picture: str = "image", *, takes_base64: bool = False
) -> Intake:
    """Files and texts of a request: its query, and its body as a form or as raw bytes.

    Parameters
    ----------
    picture : the name under which a raw body is filed, and which the form's first file gets if
        it has the name ``file``
    takes_base64 : whether a picture may come as text, in JSON or an urlencoded form. Otherwise
        such a body is raw bytes: common clients call raw bytes urlencoded unless told otherwise.
    """
    found = Intake()
    for name, text in request.query_params.multi_items():
        _add_text(found, name, text)
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    body = await read_body(request, settings)
    if kind == FORM:
        _add_form(found, body, content_type, picture)
    elif takes_base64 and kind == URLENCODED and body.isascii():
        _add_urlencoded(found, body)
    elif takes_base64 and kind == JSON:
        _add_json(found, body)
    elif body:
        found.files[picture] = body
    return found


def _add_form(found: Intake, body: bytes, content_type: str, picture: str) -> None:
    for part in parse_form(body, content_type):
        name = picture if part.name == "file" else part.name
        # Some clients send a picture as a field without a file name.
        if part.is_file or len(part.content) > MAX_TEXT_BYTES or name == picture:
            if name in found.files:
                raise Problem(422, f"{name}: expected one, got several")
            found.files[name] = bytes(part.content)
        else:
            _add_text(found, name, part.content.decode("utf-8", "replace"))


def _add_urlencoded(found: Intake, body: bytes) -> None:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_PARTS, errors="replace"
        )
    except ValueError:
        raise Problem(422, "form: not readable as urlencoded") from None
    for name, text in pairs:
        _add_either(found, name, text)


def _add_json(found: Intake, body: bytes) -> None:
    """A flat object; strings too long for a text, which hold base64, are filed."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(422, "body: not readable as JSON") from None
    if not isinstance(values, dict):
        raise Problem(422, "body: expected a JSON object of names and values")
    for name, value in values.items():
        if isinstance(value, dict | list):
            raise Problem(422, f"{name[:60]}: expected a text, a number, true or false")
        if value is not None:
            _add_either(found, name, value if isinstance(value, str) else json.dumps(value))


def _add_either(found: Intake, name: str, text: str) -> None:
    if len(text) > MAX_TEXT_BYTES:
        found.files[name] = text.encode("utf-8", "replace")
    else:
        _add_text(found, name, text)


def _add_text(found: Intake, name: str, text: str) -> None:
    if len(text) > MAX_TEXT_BYTES:
        raise Problem(422, f"{name[:60]}: longer than {MAX_TEXT_BYTES} characters")
    if name in found.texts:
        raise Problem(422, f"{name[:60]}: expected one value, got several")
    found.texts[name] = text


def open_photo(data: bytes, settings: ServeSettings, name: str = "image") -> Photo:
    """The photograph in the bytes of a file, refused by its header where it is too large.

    Raises
    ------
    Problem
        413 for too many pixels, 415 for what is no picture, 422 for a damaged one.
    """
    if not data:
        raise Problem(422, f"{name}: expected a picture, got nothing")
    try:
        header = open_header(data)
    except UnreadableError as error:
        raise Problem(415, f"{name}: {error}") from None
    except MissingExtraError as error:
        raise from_error(error) from None
    except Exception as error:  # decoders raise nearly everything on damaged data
        raise Problem(422, f"{name}: damaged: {type(error).__name__}") from None
    if header.width * header.height > settings.max_pixels:
        raise Problem(
            413,
            f"{name}: {header.width}x{header.height} is "
            f"{header.width * header.height / 1e6:.1f} megapixels, "
            f"the limit is {settings.max_megapixels:g}",
        )
    file = io.BytesIO(data)
    file.name = name
    limits = Limits(max_pixels=settings.max_pixels, max_bytes=len(data))
    return dataclasses.replace(load_photo(file, limits=limits), name=name)
