"""Named texts → checked values. What is unknown or impossible is refused, never ignored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from integument.errors import UsageError, unknown
from integument.labels import parse

Default = TypeVar("Default")

FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class Parameters:
    """The texts of one request.

    Parameters
    ----------
    texts : name → text; an empty text is as good as none
    known : the names that may occur

    Raises
    ------
    UsageError
        For a name that is not known, with the nearest that is; by each method for a value that
        does not fit.
    """

    def __init__(self, texts: dict[str, str], known: Collection[str]) -> None:
        for name in texts:
            if name not in known:
                raise unknown("parameter", name[:60], known)
        self._texts = {name: text.strip() for name, text in texts.items()}

    def text(self, name: str, default: Default) -> str | Default:
        return self._texts.get(name) or default

    def choice(self, name: str, options: Iterable[str], default: str) -> str:
        options = tuple(options)
        value = self.text(name, default)
        if value not in options:
            raise unknown(name, value[:60], options)
        return value

    def flag(self, name: str) -> bool:
        value = self.text(name, "false").lower()
        if value not in FLAGS:
            raise UsageError(f"{name}: expected true or false, got '{value[:60]}'")
        return FLAGS[value]

    def number(self, name: str, least: float, most: float, default: float) -> float:
        text = self.text(name, None)
        if text is None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise UsageError(f"{name}: expected {least:g} to {most:g}, got '{text[:60]}'")
        return value

    def labels(self, name: str = "labels") -> tuple[str, ...] | None:
        text = self.text(name, None)
        return None if text is None else parse(text[:500])

    def words(self, name: str, options: Collection[str]) -> tuple[str, ...]:
        """Words between commas, each one of ``options``."""
        words = [word.strip() for word in self.text(name, "").split(",") if word.strip()]
        for word in words:
            if word not in options:
                raise unknown(name, word[:60], options)
        return tuple(dict.fromkeys(words))
