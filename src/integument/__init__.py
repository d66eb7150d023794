"""Skin, hair, body and head-and-torso in any photograph of people.

>>> import integument
>>> people = integument.segment("photo.jpg")                         # doctest: +SKIP
>>> people.save("out", overlay=True)                                 # doctest: +SKIP

Everything heavy is imported when it is first used, so ``import integument`` is immediate.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from integument import labels
    from integument.api import segment
    from integument.errors import IntegumentError
    from integument.people import People
    from integument.photo import load_photo
    from integument.segmenter import Segmenter

__all__ = [
    "IntegumentError",
    "People",
    "Segmenter",
    "__version__",
    "labels",
    "load_photo",
    "segment",
]

_HOME = {
    "IntegumentError": "errors",
    "People": "people",
    "Segmenter": "segmenter",
    "load_photo": "photo",
    "segment": "api",
}
"""Public name → the module it lives in."""


def __getattr__(name: str) -> Any:
    if name == "labels":
        return importlib.import_module("integument.labels")
    if name in _HOME:
        return getattr(importlib.import_module(f"integument.{_HOME[name]}"), name)
    raise AttributeError(f"module 'integument' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
