"""The renderers by name: ``raster`` (compiled, the default) and ``cycles`` (Blender)."""

from __future__ import annotations

import atexit

from integument.errors import unknown
from integument.synth.picture import Renderer

NAMES = ("raster", "cycles")

_open: dict[str, Renderer] = {}  # of this process; Blender takes seconds to start


def open_renderer(name: str) -> Renderer:
    """The renderer called ``name``; raises :class:`UsageError` for a name that does not exist.

    Blender runs in a process of its own, which is started once and ends with this one; raises
    :class:`MissingExtraError` where it cannot be found.
    """
    if name not in NAMES:
        raise unknown("renderer", name, NAMES)
    if name not in _open:
        if name == "raster":
            from integument.synth.render import render

            _open[name] = render
        else:
            from integument.synth import cycles

            session = cycles.renderer()
            _open[name] = session.__enter__()
            atexit.register(close)
    return _open[name]


def close() -> None:
    """End what was started; the next :func:`open_renderer` starts again."""
    if "cycles" in _open:
        from integument.synth import cycles

        cycles.stop(_open["cycles"])
    _open.clear()
