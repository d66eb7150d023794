"""Docstrings as this project writes them → Markdown: sections, tables, examples, roles."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

try:
    from griffe import Extension, Object
except ImportError:  # the conversion is tested where nothing builds the pages
    Extension = Object = object

NAMED = ("Parameters", "Attributes", "Other Parameters")
"""Sections of ``name : what it is``."""

TYPED = ("Raises", "Yields", "Returns", "Warns")
"""Sections of a type, with what it means indented below; or of plain text."""

_ROLE = re.compile(r":(?:class|func|meth|data|mod|attr|exc):`(~?)([^`]+)`")
_RULE = re.compile(r"^=+(?:\s+=+)+$")
_ENTRY = re.compile(r"^([\w.*, ]+?) : (.*)$")
_ALIGNED = re.compile(r"^([A-Z][a-z]+) {2,}(\S.*)$")


class HouseStyle(Extension):
    """Converts each docstring before mkdocstrings shows it."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = to_markdown(obj.docstring.value)


def to_markdown(text: str) -> str:
    """A docstring as Markdown."""
    lines = inspect.cleandoc(text).splitlines()
    return _linked("\n".join(_blocks(lines))).strip()


def _blocks(lines: list[str]) -> Iterator[str]:
    section, index = "", 0
    while index < len(lines):
        line = lines[index]
        if _is_heading(lines, index):
            section = line.strip()
            yield f"\n**{section}**\n"
            index += 2
        elif _RULE.match(line):
            end = _last_rule(lines, index)
            yield from _table(lines[index : end + 1])
            index = end + 1
        elif line.lstrip().startswith(">>>"):
            end = _paragraph_end(lines, index)
            yield "\n```pycon"
            yield from (re.sub(r"\s*# doctest:.*", "", each) for each in lines[index:end])
            yield "```\n"
            index = end
        elif entry := _entry(lines, index, section):
            name, what, index = entry
            yield f"- `{name}`" + (f" — {what}" if what else "")
        elif line.rstrip().endswith("::"):
            yield line.rstrip()[:-1].rstrip(":") + (":" if line.strip() != "::" else "") + "\n"
            index += 1
        else:
            yield line
            index += 1


def _is_heading(lines: list[str], index: int) -> bool:
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return bool(lines[index].strip()) and re.fullmatch(r"-{3,}", below) is not None


def _entry(lines: list[str], index: int, section: str) -> tuple[str, str, int] | None:
    """Name, meaning and the line after one entry of a section, or None where there is none."""
    line = lines[index]
    if section in NAMED and (match := _ENTRY.match(line)):
        name, what = match[1].replace(", ", "`, `"), match[2]
    elif section in TYPED and _indent(lines, index + 1) and re.fullmatch(r"[\w.]+", line):
        name, what = line, ""
    elif not section and (match := _ALIGNED.match(line)):
        name, what = match[1], match[2]
    else:
        return None
    index += 1
    while _indent(lines, index):
        what = f"{what} {lines[index].strip()}".strip()
        index += 1
    return name, what, index


def _indent(lines: list[str], index: int) -> bool:
    """Whether a line belongs to the entry above it."""
    return index < len(lines) and lines[index].startswith("  ") and bool(lines[index].strip())


def _paragraph_end(lines: list[str], index: int) -> int:
    while index < len(lines) and lines[index].strip():
        index += 1
    return index


def _last_rule(lines: list[str], index: int) -> int:
    """The closing rule of a table of two rules, or three where it has a heading."""
    end = _paragraph_end(lines, index)
    return max(number for number in range(index, end) if _RULE.match(lines[number]))


def _table(lines: list[str]) -> Iterator[str]:
    starts = [match.start() for match in re.finditer("=+", lines[0])]
    rows = [line for line in lines if not _RULE.match(line)]
    cells = [
        [row[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
        for row in rows
    ]
    headed = sum(bool(_RULE.match(line)) for line in lines) == 3
    heading = cells.pop(0) if headed else [""] * len(starts)
    joined: list[list[str]] = []
    for row in cells:
        if row[0] or not joined:
            joined.append(row)
        else:  # a cell that goes on
            joined[-1] = [f"{old} {new}".strip() for old, new in zip(joined[-1], row, strict=True)]
    yield ""
    for row in (heading, ["---"] * len(starts), *joined):
        yield f"| {' | '.join(row)} |"
    yield ""


def _linked(text: str) -> str:
    """Roles become links where the page exists, and code otherwise."""

    def replace(role: re.Match[str]) -> str:
        target = role[2].lstrip(".")
        shown = target.rpartition(".")[2] if role[1] else target
        if not target.startswith("integument."):
            return f"`{shown}`"
        return f'<autoref identifier="{target}" optional><code>{shown}</code></autoref>'

    return _ROLE.sub(replace, text)
