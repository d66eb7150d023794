"""Multipart forms, in memory: what usual parsers write to temporary files stays here."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from integument.serve.problems import Problem

MAX_PARTS = 32
"""No form of this service has half as many."""

MAX_HEADER_BYTES = 8192
"""Of one part's head, which holds two names and a type."""


@dataclass(slots=True)
class Part:
    """One part of a form: its name, whether it came as a file, and its bytes."""

    name: str = ""
    is_file: bool = False
    content: bytearray = field(default_factory=bytearray)


def parse_form(body: bytes, content_type: str) -> list[Part]:
    """The parts of a ``multipart/form-data`` body, in their order.

    Raises
    ------
    Problem
        422 for a body that is no such form, or one with too many parts.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise Problem(422, "form: expected a boundary in Content-Type, got none")
    reader = _Reader()
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise Problem(422, f"form: not readable as multipart: {_one_line(error)}") from None
    if not reader.ended:
        raise Problem(422, "form: cut short: its closing boundary is missing")
    return reader.parts


class _Reader:
    """Collects what the parser calls out."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._key, self._value = bytearray(), bytearray()

    def callbacks(self) -> dict:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._head(self._key, data[start:end]),
            "on_header_value": lambda data, start, end: self._head(self._value, data[start:end]),
            "on_header_end": self._header,
            "on_part_data": lambda data, start, end: self.parts[-1].content.extend(data[start:end]),
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise Problem(422, f"form: expected at most {MAX_PARTS} parts, got more")
        self.parts.append(Part())
        self._key.clear()
        self._value.clear()

    def _head(self, text: bytearray, more: bytes) -> None:
        text += more
        if len(text) > MAX_HEADER_BYTES:
            raise Problem(422, f"form: the head of a part is longer than {MAX_HEADER_BYTES} bytes")

    def _header(self) -> None:
        if bytes(self._key).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            part = self.parts[-1]
            part.name = options.get(b"name", b"").decode("utf-8", "replace")
            part.is_file = b"filename" in options
        self._key.clear()
        self._value.clear()

    def _end(self) -> None:
        self.ended = True


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
