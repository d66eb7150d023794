"""HTML in small pieces. What is :class:`Markup` is finished; any other text is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from importlib import resources


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Markup:
    """A value as HTML: escaped, unless it is :class:`Markup`."""
    return value if isinstance(value, Markup) else Markup(html.escape(str(value)))


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Pieces one after the other."""
    return Markup(between.join(text(part) for part in parts))


def tag(name: str, *inside: object, **attributes: object) -> Markup:
    """``<name attribute="…">inside</name>``; ``class_`` for class, ``_`` for a hyphen."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{given}>{join(inside)}</{name}>")


def section(title: str, *inside: object, about: str = "") -> Markup:
    """A part of the page with a heading; nothing if there is nothing inside."""
    content = join(inside)
    if not content:
        return Markup()
    anchor = "".join(c if c.isalnum() else "-" for c in title.lower())
    lead = [tag("p", about, class_="about")] if about else []
    return tag("section", tag("h2", title), *lead, content, id=anchor)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], texts: int = 1) -> Markup:
    """A table; the first ``texts`` columns are words, the others numbers."""

    def cells(kind: str, row: Sequence[object]) -> Markup:
        return join(
            tag(kind, cell, class_="word" if column < texts else "number")
            for column, cell in enumerate(row)
        )

    body = [tag("tr", cells("td", row)) for row in rows]
    if not body:
        return Markup()
    head = tag("thead", tag("tr", cells("th", headings)))
    return tag("div", tag("table", head, tag("tbody", *body)), class_="scroll")


def fold(title: object, *inside: object, open_: bool = False) -> Markup:
    """Something that unfolds when its title is clicked."""
    attributes = {"open": "open"} if open_ else {}
    return tag("details", tag("summary", title), *inside, **attributes)


def signed(value: float) -> str:
    """A difference with its sign: ``+0.012``, ``−0.300``."""
    return f"{value:+.3f}".replace("-", "−")


def document(title: str, *inside: object) -> str:
    """A whole page."""
    style = resources.files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    head = join(
        [
            Markup('<meta charset="utf-8">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", title),
            tag("style", Markup(style)),
        ]
    )
    body = tag("html", tag("head", head), tag("body", tag("main", *inside)), lang="en")
    return f"<!DOCTYPE html>\n{body}\n"
