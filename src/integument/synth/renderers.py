"""The renderers by name: ``raster`` (compiled, the default) and ``cycles`` (Blender)."""

from __future__ import annotations

import atexit

from integument.errors import unknown
from integument.synth.picture import Renderer

NAMES = ("raster", "cycles")

_running: list = []  # Blender takes seconds to start, so a process keeps its own


def open_renderer(name: str) -> Renderer:
    """The renderer called ``name``; raises :class:`UsageError` for a name that does not exist.

    Blender is started once in each process and ends with it; raises :class:`MissingExtraError`
    where it is not installed, and :class:`integument.synth.cycles.blender.BlenderError`.
    """
    if name not in NAMES:
        raise unknown("renderer", name, NAMES)
    if name == "raster":
        from integument.synth.render import render

        return render
    if not _running:
        from integument.synth.cycles import Blender

        _running.append(Blender())
        atexit.register(close)
    return _running[0]


def close() -> None:
    """End Blender if it runs; the next :func:`open_renderer` starts it again."""
    while _running:
        _running.pop().close()
