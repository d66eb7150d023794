"""Changing a frozen settings record by ``name=value`` texts, the same way for every command."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Iterable
from typing import Any, TypeVar

from integument.errors import UsageError, unknown

Record = TypeVar("Record")


def assign(settings: Record, assignments: Iterable[str]) -> Record:
    """``settings`` (a dataclass) with ``name=value`` texts applied.

    A value takes the type of the setting it replaces; a mapping is written
    ``name=key:value,key:value`` and replaced as a whole. Raises :class:`UsageError` for a
    name that does not exist (with the nearest that does) or a value of another type.

    >>> from integument.synth.settings import Settings
    >>> assign(Settings(), ["views=2", "framings=face:1"]).framings
    {'face': 1.0}
    """
    fields = {field.name: field for field in dataclasses.fields(settings)}
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, separator, text = assignment.partition("=")
        if not separator:
            raise UsageError(f"--set {assignment}: expected name=value")
        if name not in fields:
            raise unknown("setting", name, fields)
        values[name] = _parse(name, text, getattr(settings, name))
    return dataclasses.replace(settings, **values)


def _parse(name: str, text: str, now: Any) -> Any:
    """``text`` as a value of the kind that ``now`` is; whole numbers may be written ``2e9``."""
    kind = type(now)
    words = kind is dict and any(isinstance(value, str) for value in now.values())
    value: Any = None
    with contextlib.suppress(ValueError):
        if kind is dict:
            pairs = (pair.split(":") for pair in text.split(",") if pair)
            of = str.strip if words else float
            value = {key.strip(): of(each) for key, each in pairs}
        elif kind is bool:
            value = {"true": True, "yes": True, "false": False, "no": False}.get(text.lower())
        elif kind is int:
            number = float(text)
            value = int(number) if math.isfinite(number) and number == int(number) else None
        else:
            value = kind(text)
    if value is None:
        wanted = {
            int: "a whole number",
            bool: "true or false",
            dict: "key:word,key:word" if words else "key:number,key:number",
        }.get(kind, "a number")
        raise UsageError(f"--set {name}={text}: expected {name} to be {wanted}, got '{text}'")
    return value


def described(settings: Any) -> str:
    """All settings with their values, as text for a help page."""
    return ", ".join(f"{f.name}={getattr(settings, f.name)}" for f in dataclasses.fields(settings))
