"""Changing a frozen settings record from texts or a TOML file, the same way for every command."""

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


def assign(
    settings: Record, assignments: Iterable[str] = (), file: str | Path | None = None
) -> Record:
    """``settings`` (a dataclass) with the values of a TOML file and ``name=value`` texts applied.

    A text wins over the file. A value has the type of the setting it replaces; a mapping, which
    is a table in the file and ``name=key:value,key:value`` in a text, is replaced as a whole.

    Raises :class:`UsageError` for a name that does not exist (with the nearest that does) or a
    value that does not fit, naming the file where it stands there, and :class:`InputError` for a
    file that cannot be read as TOML.

    >>> from integument.synth.settings import Settings
    >>> assign(Settings(), ["views=2", "framings=face:1"]).framings
    {'face': 1.0}
    """
    values = _read_file(settings, file) if file is not None else {}
    texts = _read_texts(settings, assignments)
    try:
        return dataclasses.replace(settings, **values | texts)
    except UsageError as error:
        if file is None or texts:
            raise
        raise UsageError(f"{file}: {error}") from None


def changes(settings: Record, since: Record) -> list[str]:
    """The ``name=value`` texts that make ``settings`` out of ``since``, see :func:`assign`.

    >>> from integument.synth.settings import Settings
    >>> changes(Settings(views=2, framings={"face": 1.0}), Settings())
    ['views=2', 'framings=face:1']
    """
    return [
        f"{field.name}={_as_text(value)}"
        for field in dataclasses.fields(settings)
        if (value := getattr(settings, field.name)) != getattr(since, field.name)
    ]


def described(settings: Any) -> str:
    """All settings as ``name=value`` texts, which :func:`assign` takes, for a help page."""
    return ", ".join(
        f"{field.name}={_as_text(getattr(settings, field.name))}"
        for field in dataclasses.fields(settings)
    )


def _read_texts(settings: Any, assignments: Iterable[str]) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(settings)]
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, separator, text = assignment.partition("=")
        if not separator:
            raise UsageError(f"--set {assignment}: expected name=value")
        if name not in names:
            raise unknown("setting", name, names)
        now = getattr(settings, name)
        value = _from_text(text, now)
        if value is None:
            raise UsageError(
                f"--set {name}={text}: expected {name} to be {_wanted(now)}, got '{text}'"
            )
        values[name] = value
    return values


def _read_file(settings: Any, file: str | Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # not UTF-8, or not TOML
        raise InputError(f"{file}: not readable as TOML: {error}") from None
    names = [field.name for field in dataclasses.fields(settings)]
    values: dict[str, Any] = {}
    for name, given in found.items():
        if name not in names:
            raise UsageError(f"{file}: {unknown('setting', name, names)}")
        now = getattr(settings, name)
        value = _from_toml(given, now)
        if value is None:
            raise UsageError(f"{file}: expected {name} to be {_wanted(now)}, got {given!r}")
        values[name] = value
    return values


def _from_text(text: str, now: Any) -> Any:
    """``text`` as a value of the kind that ``now`` is, or None; ``2e9`` is a whole number."""
    with contextlib.suppress(ValueError):
        if isinstance(now, dict):
            pairs = (pair.split(":") for pair in text.split(",") if pair)
            of = str.strip if _holds_words(now) else float
            return {key.strip(): of(each) for key, each in pairs}
        if isinstance(now, bool):
            return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower())
        return _whole(float(text)) if isinstance(now, int) else type(now)(text)
    return None


def _from_toml(given: Any, now: Any) -> Any:
    """``given`` as a value of the kind that ``now`` is, or None."""
    if isinstance(now, dict):
        if not isinstance(given, dict):
            return None
        example = "" if _holds_words(now) else 0.0
        found = {key: _from_toml(each, example) for key, each in given.items()}
        return None if None in found.values() else found
    if isinstance(now, bool | str):
        return given if isinstance(given, type(now)) else None
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return _whole(given) if isinstance(now, int) else float(given)


def _whole(number: float) -> int | None:
    return int(number) if math.isfinite(number) and number == int(number) else None


def _holds_words(mapping: dict[str, Any]) -> bool:
    return any(isinstance(value, str) for value in mapping.values())


def _wanted(now: Any) -> str:
    """What a value in the place of ``now`` has to be, in words."""
    if isinstance(now, dict):
        return "key:word,key:word" if _holds_words(now) else "key:number,key:number"
    kinds = {bool: "true or false", int: "a whole number", str: "a word"}
    return kinds.get(type(now), "a number")


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        return ",".join(f"{key}:{_as_text(each)}" for key, each in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(_whole(value)) if _whole(value) is not None else repr(value)
    return str(value)
