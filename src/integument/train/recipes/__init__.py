"""Recipes: one module each, and none of them imports torch.

Each has ``SETTINGS``, ``BUDGET``, a ``TASK`` (``module:Class``) where the loss is its own, and a
docstring that says what to expect. It opens with one line for ``integument train --list``; then
come source, result, time and command. Values that no source states are the settings it names.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from integument.errors import unknown

if TYPE_CHECKING:
    from integument.train.task import Task

RECIPES: dict[str, str] = {
    name: f"integument.train.recipes.{name}"
    for name in (
        "integument",
        "mutual_guidance",
        "single",
        "u2net",
        "deeplab_mobilenet",
        "synthetic_skin",
        "label_refinement",
        "hair",
        "hairnet",
        "yardstick",
    )
}
"""Name of each recipe and its module."""


def load(name: str) -> ModuleType:
    """The module of a recipe; :class:`UsageError` with the nearest name if there is none."""
    if name not in RECIPES:
        raise unknown("recipe", name, RECIPES)
    return import_module(RECIPES[name])


def task_of(name: str) -> type[Task]:
    """What a recipe learns; imports torch."""
    where = getattr(load(name), "TASK", "integument.train.task:Task")
    module, _, attribute = where.partition(":")
    return getattr(import_module(module), attribute)


def summary(name: str) -> str:
    """The first line of a recipe's docstring."""
    return (load(name).__doc__ or "").strip().splitlines()[0]


def described(name: str) -> dict[str, str]:
    """What the docstring says under each of its headings, ``Source``, ``Expect`` and so on."""
    found: dict[str, str] = {}
    heading = ""
    text = (load(name).__doc__ or "").partition("::")[0]
    for line in text.splitlines()[1:]:
        first, _, rest = line.partition(" ")
        if first:
            heading, line = first, rest
        if heading and line.strip():
            found[heading] = f"{found.get(heading, '')} {line.strip()}".strip()
    return found
