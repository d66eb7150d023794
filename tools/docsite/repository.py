"""Links that are right in the repository, made right in the documentation."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from docsite import reference

PAGES: Mapping[str, str] = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "notebooks/tour.ipynb": "tutorials/tour.md",
    "LICENSE": "LICENSE",
    "NOTICE": "NOTICE",
    "experiments/results/orderings-cpu.md": "experiments/results/orderings-cpu.md",
}
"""File of the repository → its place in the documentation; those in ``docs`` keep theirs."""

LINK = re.compile(r"(\]\()([^)#\s]+)(#[^)\s]*)?(\))")


def rewritten(markdown: str, page: str) -> str:
    """The text of a page, with each relative link pointing where its target is now."""
    folder = posixpath.dirname(_file_of(page))

    def replace(link: re.Match[str]) -> str:
        before, target, anchor, after = link.groups(default="")
        if ":" in target:
            return link[0]
        place = _place_of(posixpath.normpath(posixpath.join(folder, target)))
        if place is None:
            return link[0]
        place, _, own_anchor = place.partition("#")
        near = posixpath.relpath(place, posixpath.dirname(page) or ".")
        return f"{before}{near}{f'#{own_anchor}' if own_anchor else anchor}{after}"

    return LINK.sub(replace, markdown)


def _file_of(page: str) -> str:
    """Where the text of a page lies in the repository."""
    for file, place in PAGES.items():
        if place == page:
            return file
    return f"docs/{page}"


def _place_of(file: str) -> str | None:
    """Where a file of the repository is in the documentation, or None."""
    if file.startswith("src/integument/") and file.endswith(".py"):
        module = file.removeprefix("src/").removesuffix(".py").replace("/", ".")
        module = module.removesuffix(".__init__")
        page = reference.page_of(module)
        return page and f"reference/{page}.md#{module}"
    if file.startswith("src/integument/train/recipes"):
        return "reference/train.md#integument.train.recipes"
    return PAGES.get(file) or (file.removeprefix("docs/") if file.startswith("docs/") else None)
