"""Workers of this machine: one that dies is told, and Blender is asked for only by name."""

from __future__ import annotations

import contextlib
import pickle
import sys
import types
from functools import partial

import numpy as np
import pytest

from integument.errors import IntegumentError, MissingExtraError
from integument.synth import Settings, generate, recipe
from integument.synth.recipe import Job, Recipe, make_here
from integument.work import local

SETTINGS = Settings(size=48, supersampling=1, views=1)


class Fatal(Recipe):
    """Ends the process that unpacks it."""

    def __reduce__(self):
        import os

        return os._exit, (9,)


def test_a_worker_that_dies_is_one_line() -> None:
    with pytest.raises(IntegumentError, match=r"a worker process was killed.*fewer --workers"):
        list(local.in_processes(partial(make_here, Fatal(0, SETTINGS)), [Job(0, 1)], workers=1))


def test_what_a_worker_raises_comes_home(tmp_path) -> None:
    gone = Recipe(0, SETTINGS, backgrounds=str(tmp_path / "gone"))
    with pytest.raises(IntegumentError, match="gone: no such file or folder"):
        list(local.in_processes(partial(make_here, gone), [Job(0, 1)], workers=1))
    error = pickle.loads(pickle.dumps(MissingExtraError("generating people", "synth")))
    assert str(error).endswith("pip install 'integument[synth]'") and error.extra == "synth"


def test_no_more_jobs_are_taken_than_wait(monkeypatch) -> None:
    """A plan of millions is read as it is needed."""
    taken: list[int] = []

    def jobs():
        for number in range(100):
            taken.append(number)
            yield Job(number, 1)

    make = partial(make_here, Recipe(0, SETTINGS))
    with contextlib.closing(local.in_processes(make, jobs(), workers=1)) as people:
        next(people)
    assert len(taken) <= 2 * local.QUEUED


@pytest.fixture
def blender(monkeypatch):
    """A stand-in for the renderer of Blender: everything is grey, and nobody is there."""
    opened: list[str] = []

    @contextlib.contextmanager
    def renderer():
        opened.append("open")

        def render(view, scene, camera, settings):
            side = settings.size * settings.supersampling
            return np.full((side, side, 3), 0.2, np.float32), np.zeros((side, side), np.uint8)

        yield render
        opened.append("closed")

    module = types.ModuleType("integument.synth.cycles")
    module.renderer = renderer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "integument.synth.cycles", module)
    monkeypatch.setattr("integument.synth.cycles", module, raising=False)
    return opened


def test_the_renderer_of_blender_is_opened_once_and_closed(blender, tmp_path) -> None:
    generate(tmp_path / "a", 3, settings=SETTINGS, renderer="cycles")
    assert blender == ["open", "closed"]
    assert (tmp_path / "a" / "index.csv").read_text().count(",0.0,0.0,0.0") >= 3
    assert "renderer `cycles`" in (tmp_path / "a" / "README.md").read_text()


def test_the_rasteriser_does_not_ask_for_blender(blender, tmp_path) -> None:
    generate(tmp_path / "a", 1, settings=SETTINGS)
    assert blender == []


def test_a_thread_keeps_its_studio(blender, monkeypatch) -> None:
    monkeypatch.setattr(recipe, "_mine", types.SimpleNamespace())
    one = Recipe(0, SETTINGS, "cycles")
    for number in range(3):
        recipe.make_here(one, Job(number, 1))
    assert blender == ["open"]
    recipe.make_here(Recipe(1, SETTINGS, "cycles"), Job(0, 1))
    assert blender == ["open", "closed", "open"]
