"""The second renderer: the same scenes as the rasteriser's, drawn by Blender's Cycles.

>>> from integument.synth import pictures_of, Settings
>>> from integument.synth import cycles
>>> with cycles.renderer() as render:  # doctest: +SKIP
...     pictures = list(pictures_of(1, 0, Settings(), renderer=render))

``request`` turns a scene into neutral arrays; ``process`` keeps Blender running beside us; the
folder ``blender`` holds what runs there. See ``docs/cycles.md``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from integument.errors import UsageError
from integument.synth import render, scene
from integument.synth.camera import Camera
from integument.synth.cycles.process import (
    PYTHON_VARIABLE,
    WORKER,
    Blender,
    BlenderError,
    BlenderMissingError,
    find_python,
)
from integument.synth.cycles.request import arrays
from integument.synth.settings import Settings
from integument.synth.view import View

__all__ = ["PYTHON_VARIABLE", "BlenderError", "BlenderMissingError", "Renderer", "renderer"]

SAMPLES = 8
"""Rays a pixel: with the denoiser, more are hard to see at the sizes that networks are fed."""
PICTURE_SECONDS = 600.0
"""For one picture, which takes seconds at 512 pixels and minutes at 4096."""


class Renderer:
    """Draws views by Cycles, as ``integument.synth.render.render`` does by the rasteriser.

    ``cpu_seconds`` is what Blender spent on the latest picture, on all processors together.
    """

    def __init__(
        self, blender: Blender, folder: Path, samples: int, threads: int, seconds: float
    ) -> None:
        self._blender, self._folder = blender, folder
        self._samples, self._threads, self._seconds = samples, threads, seconds
        self.cpu_seconds = 0.0

    def __call__(
        self, view: View | None, surroundings: scene.Scene, camera: Camera, settings: Settings
    ) -> tuple[np.ndarray, np.ndarray]:
        """Linear colour (S, S, 3) float32 and parts (S, S) uint8; S = size * supersampling.

        Raises :class:`BlenderError`.
        """
        place = not surroundings.half_width
        if view is None and place:
            return render.render(view, surroundings, camera, settings)[:2]
        request, result = self._folder / "scene.npz", self._folder / "picture.npz"
        np.savez(request, **arrays(view, surroundings, camera, settings))
        answer = self._blender.ask(
            {
                "scene": str(request),
                "out": str(result),
                "samples": max(1, round(self._samples / settings.supersampling**2)),
                "threads": self._threads,
            },
            self._seconds,
        )
        self.cpu_seconds = float(answer.get("cpu_seconds", 0.0))
        with np.load(result) as file:
            colour, parts = file["colour"], file["parts"]
        result.unlink()
        shown = colour[..., :3]
        if place:  # the photograph behind people is no object in the scene
            behind = render.surroundings(view, surroundings, camera, settings)
            each = settings.supersampling
            shown = shown + (1 - colour[..., 3:]) * behind.repeat(each, 0).repeat(each, 1)
        return np.ascontiguousarray(shown, np.float32), parts


@contextmanager
def renderer(
    python: str | None = None,
    *,
    samples: int = SAMPLES,
    threads: int = 0,
    seconds: float = PICTURE_SECONDS,
    worker: Path = WORKER,
) -> Iterator[Renderer]:
    """Start Blender, and end it on the way out; what it wrote is removed.

    ``python`` is a Python 3.11 that has ``bpy``; without, the environment variable
    ``INTEGUMENT_BPY_PYTHON`` names one, or this Python has it. ``samples`` are rays a pixel,
    shared among the ``supersampling ** 2`` samples of each, at least one each. ``threads`` 0 is
    all processors. ``seconds`` is the longest to wait for one picture.

    Raises :class:`BlenderMissingError` where there is no Blender, and :class:`UsageError`.
    """
    if samples < 1:
        raise UsageError(f"samples: expected at least 1 a pixel, got {samples}")
    if threads < 0:
        raise UsageError(f"threads: expected 0 (all) or more, got {threads}")
    found = find_python(python)
    with tempfile.TemporaryDirectory(prefix="integument-cycles-") as name:
        folder = Path(name)
        with Blender(found, folder, worker) as blender:
            yield Renderer(blender, folder, samples, threads, seconds)
