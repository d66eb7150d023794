"""Runs so small that they take a second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shapes import write_shapes

pytest.importorskip("torch")

from integument.train.run import Run
from integument.train.schedule import Budget
from integument.train.settings import Settings


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A pack with ellipses for people, and one with nobody."""
    folder = tmp_path_factory.mktemp("packs")
    return (
        write_shapes(folder / "people", 40),
        write_shapes(folder / "nobody", 10, people_free=True),
    )


@pytest.fixture
def make_run(packs: tuple[Path, Path], tmp_path: Path) -> Callable[..., Run]:
    """``make_run(steps=3, batch=2, resume=True)`` → a :class:`Run`; settings by name."""

    def make(
        out: str = "run",
        steps: int | None = 4,
        resume: bool = False,
        start: Path | None = None,
        **settings: object,
    ) -> Run:
        tiny = {"size": 32, "input_size": 32, "batch": 4, "workers": 0, "held_out": 0.2}
        return Run(
            recipe="integument",
            settings=Settings(**{**tiny, **settings}),
            out=tmp_path / out,
            budget=None if steps is None else Budget(steps=steps),
            people=packs[:1],
            negatives=packs[1:],
            resume=resume,
            start=start,
        )

    return make
