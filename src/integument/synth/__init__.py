"""People made from scratch, with exact masks.

>>> from integument.synth import generate, stream, Settings
>>> generate("people", count=64, seed=7)  # doctest: +SKIP
>>> for sample in stream(seed=7, settings=Settings(size=256)): ...  # doctest: +SKIP

One file, one idea. *Who*: ``person`` draws somebody - ``body``, ``skin``, ``hair`` - and ``group``
their company. *How*: ``pose`` takes a posture of the library ``postures``, puts hands (``hands``)
to ``places`` with ``arms``, and ``expressions`` makes a face. *What is drawn*: ``figure`` dresses
them with ``garments`` and ``accessories``; ``things``, ``occluders`` and ``dolls`` are what belongs
to nobody; ``view`` lays all of it out. *The picture*: ``camera`` and ``scene`` put it somewhere,
``raster`` draws it, ``coverage`` makes masks of it, ``develop`` photographs it, ``picture`` makes
one of a seed, and ``generator`` writes many: ``work`` makes them, ``output`` puts them on disk.

Names are loaded on first use: the settings alone need nothing that is not always installed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from integument.errors import MissingExtraError

if TYPE_CHECKING:
    from integument.synth.backgrounds import Photographs
    from integument.synth.generator import generate
    from integument.synth.picture import Picture, pictures_of, stream
    from integument.synth.settings import FRAMINGS, Settings

__all__ = ["FRAMINGS", "Photographs", "Picture", "Settings", "generate", "pictures_of", "stream"]

_HOME = {
    "FRAMINGS": "settings",
    "Settings": "settings",
    "Photographs": "backgrounds",
    "generate": "generator",
    "Picture": "picture",
    "pictures_of": "picture",
    "stream": "picture",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = importlib.import_module(f"{__name__}.{_HOME[name]}")
    except ModuleNotFoundError as error:
        if error.name != "numba":
            raise
        raise MissingExtraError("generating people", extra="synth") from None
    return getattr(module, name)
