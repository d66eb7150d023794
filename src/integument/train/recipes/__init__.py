"""Recipes: one module each, with ``SETTINGS``, ``BUDGET`` and a docstring that says what to expect.

The docstring opens with one line for ``integument train --list``, then the result, the time and
the command.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from integument.errors import unknown

RECIPES: dict[str, str] = {
    "integument": "integument.train.recipes.integument",
    "yardstick": "integument.train.recipes.yardstick",
}
"""Name of each recipe and its module."""


def load(name: str) -> ModuleType:
    """The module of a recipe; :class:`UsageError` with the nearest name if there is none."""
    if name not in RECIPES:
        raise unknown("recipe", name, RECIPES)
    return import_module(RECIPES[name])


def summary(name: str) -> str:
    """The first line of a recipe's docstring."""
    return (load(name).__doc__ or "").strip().splitlines()[0]
