"""Which module is described on which page: everything public, a page a room."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"

START = ("api", "segmenter", "people", "picture", "labels", "errors")
"""What everybody needs, in the order in which it is met."""

PICTURES = ("compose", "edges", "matte", "closed_form", "foreground", "recolor", "passport")
PICTURES += ("colours", "hair", "heads")

INSIDE = ("session", "letterbox", "looks", "overview", "presence", "closer", "hair_places")
INSIDE += (
    "own_colours",
    "colour_guided",
    "odds",
    "refine",
    "models",
    "files",
    "settings",
    "progress",
)

ROOMS: Mapping[str, tuple[str, ...]] = {
    "start": START,
    "photo": ("photo",),
    "pictures": PICTURES,
    "formats": ("formats",),
    "inside": INSIDE,
    "video": ("video",),
    "serve": ("serve",),
    "classical": ("classical",),
    "data": ("data",),
    "synth": ("synth",),
    "nets": ("nets",),
    "losses": ("losses",),
    "train": ("train",),
    "export": ("export",),
    "evaluate": ("evaluate",),
    "experiments": ("experiments",),
    "bench": ("bench",),
}
"""Page → modules of ``integument``, each with all below it, in the order of the navigation."""

TITLES: Mapping[str, str] = {
    "start": "Segmenting",
    "photo": "Photographs in and out",
    "pictures": "Backgrounds, cut-outs, colours, hair",
    "formats": "Formats of masks",
    "inside": "Running the network",
    "video": "Films",
    "serve": "The service",
    "classical": "Rules on colour",
    "data": "Labelled pictures",
    "synth": "Synthetic people",
    "nets": "Networks",
    "losses": "Losses",
    "train": "Training and recipes",
    "export": "Export",
    "evaluate": "Measuring",
    "experiments": "Published experiments",
    "bench": "Time and size",
}


def pages() -> dict[str, str]:
    """Page → its Markdown, in which mkdocstrings fills in the modules."""
    return {page: _page(page) for page in ROOMS}


def overview() -> str:
    """The page that says what is on which page."""
    rows = []
    for page, tops in ROOMS.items():
        inside = ", ".join(f"`{top}`" for top in tops)
        rows.append(f"| [{TITLES[page]}]({page}.md) | {inside} |")
    table = "\n".join(["| page | modules of `integument` |", "|---|---|", *rows])
    return (
        "# Python\n\nMade of the code and its docstrings. Most programs need only "
        f"[the first page](start.md).\n\n{table}\n"
    )


def modules(page: str) -> list[str]:
    """Dotted names of the modules on a page, a package before what is in it."""
    return [name for top in ROOMS[page] for name in _below(SOURCE / "integument" / top)]


def page_of(module: str) -> str | None:
    """The page on which a module such as ``integument.photo.load`` is, or None."""
    room = module.removeprefix("integument.").partition(".")[0]
    return next((page for page, tops in ROOMS.items() if room in tops), None)


def _page(page: str) -> str:
    return "\n\n".join([f"# {TITLES[page]}", *map(_module, modules(page))]) + "\n"


def _module(name: str) -> str:
    """The order to mkdocstrings; of a package only what it defines, not what it passes on."""
    package = SOURCE.joinpath(*name.split("."), "__init__.py")
    if not package.is_file():
        return f"::: {name}"
    body = ast.parse(package.read_text("utf-8")).body
    defined = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    shown = [own for own in defined if not own.startswith("_")]
    return f"::: {name}\n    options:\n      members: {shown or 'false'}"


def _below(path: Path) -> list[str]:
    file = path.with_suffix(".py")
    if file.is_file():
        return [_name(file.with_suffix(""))]
    found = [_name(path)] if (path / "__init__.py").is_file() else []
    for child in sorted(path.iterdir()):
        public = not child.name.startswith(("_", "."))
        if public and (child.suffix == ".py" or (child / "__init__.py").is_file()):
            found += _below(child.with_suffix(""))
    return found


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).parts)
