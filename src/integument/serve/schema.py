"""What the routes say of themselves in ``/openapi.json``."""

from __future__ import annotations

from typing import Any

from integument.serve.service import IMAGE

Schema = dict[str, Any]


def text(told: str, example: str | None = None, **more: Any) -> Schema:
    """One text of a form or query."""
    schema: Schema = {"type": "string", "description": told, **more}
    return schema | ({"example": example} if example is not None else {})


def number(told: str, least: float, most: float, default: float | None = None) -> Schema:
    """One number of a form or query."""
    schema: Schema = {"type": "number", "description": told, "minimum": least, "maximum": most}
    return schema | ({"default": default} if default is not None else {})


def flag(told: str) -> Schema:
    """One yes or no of a form or query."""
    return {"type": "boolean", "description": told, "default": False}


def file(told: str) -> Schema:
    """One file of a form."""
    return {"type": "string", "format": "binary", "description": told}


def described(parameters: dict[str, Schema], **files: Schema) -> Schema:
    """``openapi_extra`` of a route: the body as form or raw bytes, the texts in form or query."""
    picture = file("JPEG, PNG, WebP, AVIF, TIFF, BMP, GIF, or HEIC where the server reads it")
    form = {"type": "object", "properties": {IMAGE: picture, **files, **parameters}}
    raw = {"schema": {"type": "string", "format": "binary"}}
    return {
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in parameters.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": {**form, "required": [IMAGE]}},
                "image/jpeg": raw,
                "image/png": raw,
                "image/webp": raw,
            },
        },
    }


def answers(told: str, *media_types: str) -> dict[int | str, Schema]:
    """``responses`` of a route: what a good answer is, and every refusal with an example."""
    content = {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in media_types
        if kind != "application/json"
    }
    if "application/json" in media_types:
        content["application/json"] = {"schema": {"type": "object"}}
    return {200: {"description": told, "content": content}} | {
        status: {
            "description": what,
            "content": {"application/json": {"example": {"error": error}}},
        }
        for status, (what, error) in _REFUSALS.items()
    }


_REFUSALS: dict[int | str, tuple[str, Schema]] = {
    401: (
        "The token is missing or wrong",
        {
            "code": "unauthorized",
            "message": "the token is missing: send it as 'Authorization: Bearer …' or "
            "'X-Api-Key: …'",
        },
    ),
    408: (
        "The picture did not arrive in time",
        {"code": "too_slow", "message": "the picture did not arrive within 30 seconds"},
    ),
    413: (
        "Too many bytes or pixels",
        {
            "code": "too_large",
            "message": "image: 20000x10000 is 200.0 megapixels, the limit is 50",
        },
    ),
    415: (
        "Not a picture",
        {
            "code": "unsupported_type",
            "message": "image: not a picture: expected JPEG, PNG, WebP, AVIF, HEIC, TIFF, BMP or "
            "GIF, got a PDF",
        },
    ),
    422: (
        "A damaged picture, or a parameter that does not fit",
        {
            "code": "not_usable",
            "message": "unknown label 'skn': did you mean 'skin'? Known: skin, face_skin, hair, "
            "body, head_torso, clothes",
        },
    ),
    429: (
        "This address asks too often; see Retry-After",
        {
            "code": "too_many_requests",
            "message": "more than 60 requests a minute: try again in 1 s",
        },
    ),
    503: (
        "All places are taken, or it took too long; see Retry-After",
        {"code": "busy", "message": "all 18 places are taken: try again in a second"},
    ),
}
