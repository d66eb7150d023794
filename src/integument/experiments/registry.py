"""All experiments, found by listing the folders that they are in."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from integument.errors import unknown
from integument.experiments import ablations, orderings, published
from integument.experiments.experiment import Experiment

PUBLISHED = tuple(f"e{number}" for number in range(1, 26))
"""Names of all published tables and figures, whether they are there yet or not."""


@cache
def experiments() -> dict[str, Experiment]:
    """Name -> experiment: ablations, published ones and orderings, each by number."""
    found: dict[str, Experiment] = {}
    for package in (ablations, published, orderings):
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
            loaded = importlib.import_module(f"{package.__name__}.{module.name}")
            experiment: Experiment | None = getattr(loaded, "EXPERIMENT", None)
            if experiment is None:  # what several of them share
                continue
            assert experiment.name not in found, experiment.name
            found[experiment.name] = experiment
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def missing() -> list[str]:
    """Published tables and figures that cannot be run yet."""
    return [name for name in PUBLISHED if name not in experiments()]


def load(name: str) -> Experiment:
    """The experiment of that name; :class:`UsageError` with the nearest one if there is none."""
    known = experiments()
    if name.lower() not in known:
        raise unknown("experiment", name, known)
    return known[name.lower()]


def _place(name: str) -> tuple[str, int]:
    letters = name.rstrip("0123456789")
    return letters, int(name.removeprefix(letters) or 0)
