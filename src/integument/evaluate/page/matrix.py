"""The page of a matrix: models down, packs across, a table a label."""

from __future__ import annotations

from collections.abc import Iterator

from integument import __version__
from integument.evaluate.matrix import Cell, Matrix
from integument.evaluate.page.markup import Markup, document, join, section, tag
from integument.evaluate.report import POLICY

RGB = "0, 114, 178"
STRONGEST = 0.55
"""Colour of an IoU of 1, and how much of it lies behind the number: text stays readable on it."""


def build(matrix: Matrix) -> str:
    """The whole page as HTML; it refers to nothing outside itself."""
    return document(
        "Models and packs",
        tag("header", tag("h1", "Models and packs"), _summary(matrix)),
        *(_table(matrix, label) for label in matrix.labels),
        section("How it was measured", tag("p", f"{POLICY[0].upper()}{POLICY[1:]}.")),
        tag("p", f"integument {__version__}", class_="about"),
    )


def _summary(matrix: Matrix) -> Markup:
    counts = ((len(matrix.models), "models"), (len(matrix.packs), "packs"))
    facts = [tag("p", tag("b", number), f" {unit}") for number, unit in counts]
    return tag("div", *facts, class_="facts")


def _table(matrix: Matrix, label: str) -> Markup:
    cells = matrix.of(label)
    models = [name for name in matrix.models if any(model == name for model, _ in cells)]
    packs = [name for name in matrix.packs if any(pack == name for _, pack in cells)]
    best = {pack: _best([cells[m, pack] for m in models if (m, pack) in cells]) for pack in packs}
    means = [matrix.mean(label, model) for model in models]
    known = [mean for mean in means if mean is not None]
    head = [tag("th", "model", class_="word"), *(tag("th", name) for name in packs)]
    head += [tag("th", "mean")] if known else []
    rows = []
    for model, mean in zip(models, means, strict=True):
        row = [tag("td", model, class_="word")]
        row += [_number(cells.get((model, pack)), best[pack]) for pack in packs]
        if known:
            row.append(
                _shaded(mean, mean == max(known), "") if mean is not None else tag("td", "–")
            )
        rows.append(tag("tr", *row))
    table = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *rows))
    return section(
        label,
        tag("div", table, class_="scroll"),
        about="IoU averaged over pictures, its 95 % interval when pointed at; in packs of nobody "
        "the share of pixels that was marked. The best of each pack is bold.",
    )


def _best(cells: list[Cell]) -> Cell | None:
    """The one that is best alone; None where nothing can be compared."""
    if len(cells) < 2:
        return None
    ordered = sorted(cells, key=_goodness, reverse=True)
    return None if _goodness(ordered[0]) == _goodness(ordered[1]) else ordered[0]


def _goodness(cell: Cell) -> float:
    return cell.iou if cell.iou is not None else -(cell.marked or 0.0)


def _number(cell: Cell | None, best: Cell | None) -> Markup:
    if cell is None:
        return tag("td", "–", class_="number")
    if cell.iou is None:
        text = join(_bold(f"{cell.marked or 0.0:.2%}", cell is best))
        return tag("td", text, class_="number", title=f"{cell.pictures} pictures of nobody")
    told = f"{cell.low:.3f} to {cell.high:.3f}, {cell.pictures} pictures"
    return _shaded(cell.iou, cell is best, told)


def _shaded(value: float, best: bool, told: str) -> Markup:
    style = f"background:rgba({RGB}, {STRONGEST * value:.3f})"
    title = {"title": told} if told else {}
    return tag("td", *_bold(f"{value:.3f}", best), class_="number", style=style, **title)


def _bold(text: str, bold: bool) -> Iterator[Markup | str]:
    yield tag("b", text) if bold else text
