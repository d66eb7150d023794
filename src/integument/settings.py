"""Changing a frozen settings record by ``name=value`` texts or a TOML file, for every command."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from integument.errors import InputError, UsageError, unknown

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
        raise UsageError(f"--set {name}={text}: expected {name} to be {_wanted(now)}, got '{text}'")
    return value


def _wanted(now: Any) -> str:
    """What a value that can replace ``now`` is, in words."""
    words = isinstance(now, dict) and any(isinstance(value, str) for value in now.values())
    return {
        int: "a whole number",
        bool: "true or false",
        str: "a word",
        dict: "key:word,key:word" if words else "key:number,key:number",
    }.get(type(now), "a number")


def read(settings: Record, path: str | Path) -> Record:
    """``settings`` (a dataclass) with the values of a TOML file applied.

    The file has one ``name = value`` a line, and a table ``[name]`` where the value is a mapping,
    which is replaced as a whole. Raises :class:`InputError` for a file that cannot be read, and
    :class:`UsageError`, naming the file, for an unknown name or a value of another type.
    """
    path = Path(path)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot read the settings: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a TOML file: {error}") from error
    names = [field.name for field in dataclasses.fields(settings)]
    for name, value in found.items():
        if name not in names:
            raise UsageError(f"{path}: {unknown('setting', name, names)}")
        now = getattr(settings, name)
        if not _fits(value, now):
            raise UsageError(f"{path}: {name}: expected {_wanted(now)}, got {value!r}")
        if isinstance(now, float):
            found[name] = float(value)
    try:
        return dataclasses.replace(settings, **found)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def _fits(value: Any, now: Any) -> bool:
    """Whether ``value`` of a file is of the kind that ``now`` is; whole numbers are numbers."""
    if isinstance(now, dict):
        like = next(iter(now.values()), 0.0)
        return isinstance(value, dict) and all(_fits(each, like) for each in value.values())
    if isinstance(now, bool) or isinstance(value, bool):
        return type(value) is type(now)
    if isinstance(now, float):
        return isinstance(value, int | float) and math.isfinite(value)
    return type(value) is type(now)


def described(settings: Any) -> str:
    """All settings with their values, as text for a help page."""
    return ", ".join(f"{f.name}={getattr(settings, f.name)}" for f in dataclasses.fields(settings))
