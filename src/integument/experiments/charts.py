"""Figures as PNG: lines, bars, and grids of pictures, drawn with Pillow alone."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from integument.evaluate.page.lines import COLOURS
from integument.files import atomic_write

WIDTH, HEIGHT = 900, 560
LEFT, RIGHT, TOP, BOTTOM = 76, 24, 52, 64
LEGEND_ROW, TICKS = 22, 5
INK, GRID, PAPER = "#222222", "#dddddd", "#ffffff"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name in the legend and its points; ``error`` is half a bar at each."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    error: Sequence[float] = ()


def lines(
    path: Path,
    title: str,
    across: str,
    up: str,
    drawn: Sequence[Line],
    *,
    logarithmic: bool = False,
) -> str:
    """Draw lines with a legend below; axes cover the points. Gives the file's name."""
    drawn = [line for line in drawn if len(line.x)]
    xs = [_place(x, logarithmic) for line in drawn for x in line.x]
    ys = [y for line in drawn for y in line.y]
    x_low, x_high = _range(xs, round_out=False)
    y_low, y_high = _range(ys)
    columns = max(1, WIDTH // 300)
    picture, draw = _sheet(title, across, up, math.ceil(len(drawn) / columns) * LEGEND_ROW)

    def at(x: float, y: float) -> tuple[float, float]:
        across_share = (_place(x, logarithmic) - x_low) / (x_high - x_low)
        return (
            LEFT + across_share * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - (y - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM),
        )

    _up_ticks(draw, y_low, y_high, lambda y: at(_unplace(x_low, logarithmic), y)[1])
    marks = (
        sorted({x for line in drawn for x in line.x})
        if logarithmic
        else _round_between(x_low, x_high)
    )
    for x in marks:
        draw.text((at(x, y_low)[0], HEIGHT - BOTTOM + 6), f"{x:.4g}", INK, _font(13), anchor="ma")
    for index, line in enumerate(drawn):
        colour = COLOURS[index % len(COLOURS)]
        points = [at(x, y) for x, y in zip(line.x, line.y, strict=True)]
        if len(points) > 1:
            draw.line(points, fill=colour, width=3, joint="curve")
        if len(points) <= 24:
            for x, y in points:
                draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=colour)
        for place, spread in enumerate(line.error):
            ends = [at(line.x[place], line.y[place] + sign * spread) for sign in (-1, 1)]
            draw.line(ends, fill=colour, width=1)
        _key(draw, index, columns, line.name, colour)
    return _save(picture, path)


def bars(
    path: Path, title: str, across: str, up: str, names: Sequence[str], values: Sequence[float]
) -> str:
    """Draw one bar a value; the names stand below as far as there is room."""
    low, high = _range([0.0, *values])
    picture, draw = _sheet(title, across, up, 0)
    room = (WIDTH - LEFT - RIGHT) / max(1, len(values))

    def up_at(value: float) -> float:
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    _up_ticks(draw, low, high, up_at)
    step = max(1, math.ceil(len(names) / (WIDTH // 60)))
    for index, (name, value) in enumerate(zip(names, values, strict=True)):
        left = LEFT + index * room
        inside = (left + 0.1 * room, up_at(max(value, 0)), left + 0.9 * room, up_at(min(value, 0)))
        draw.rectangle(inside, fill=COLOURS[0])
        if index % step == 0:
            place = (left + room / 2, HEIGHT - BOTTOM + 6)
            draw.text(place, name, INK, _font(13), anchor="ma")
    return _save(picture, path)


def grid(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[Sequence[tuple[NDArray[np.uint8], str]]],
    *,
    cell: int = 160,
) -> str:
    """Pictures ``(H, W, 3) uint8`` RGB with a caption each, under column headings."""
    above, below, gap = 26, 20, 6
    width = gap + len(columns) * (cell + gap)
    picture = Image.new("RGB", (width, above + len(rows) * (cell + below + gap)), PAPER)
    draw = ImageDraw.Draw(picture)
    for place, name in enumerate(columns):
        middle = gap + place * (cell + gap) + cell / 2
        draw.text((middle, 6), _cut(name, cell, 13), INK, _font(13), anchor="ma")
    for down, row in enumerate(rows):
        top = above + down * (cell + below + gap)
        for place, (pixels, caption) in enumerate(row):
            left = gap + place * (cell + gap)
            shown = Image.fromarray(pixels)
            scale = cell / max(shown.size)
            size = tuple(max(1, round(side * scale)) for side in shown.size)
            shown = shown.resize(size, Image.Resampling.LANCZOS)
            picture.paste(shown, (left + (cell - size[0]) // 2, top + (cell - size[1]) // 2))
            middle = left + cell / 2
            draw.text((middle, top + cell + 2), caption, INK, _font(12), anchor="ma")
    return _save(picture, path)


def _sheet(
    title: str, across: str, up: str, legend: int
) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (WIDTH, HEIGHT + legend + (8 if legend else 0)), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((LEFT, 14), title, INK, _font(20))
    draw.text(((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 34), across, INK, _font(15), anchor="ma")
    side = Image.new("RGB", (HEIGHT - TOP - BOTTOM, 24), PAPER)
    ImageDraw.Draw(side).text((side.width / 2, 2), up, INK, _font(15), anchor="ma")
    picture.paste(side.rotate(90, expand=True), (4, TOP))
    return picture, draw


def _up_ticks(
    draw: ImageDraw.ImageDraw, low: float, high: float, at: Callable[[float], float]
) -> None:
    for step in range(TICKS + 1):
        value = low + step * (high - low) / TICKS
        y = at(value)
        draw.line((LEFT, y, WIDTH - RIGHT, y), fill=GRID)
        draw.text((LEFT - 8, y), f"{value:.4g}", INK, _font(13), anchor="rm")


def _key(draw: ImageDraw.ImageDraw, index: int, columns: int, name: str, colour: str) -> None:
    room = (WIDTH - LEFT) // columns
    x, y = LEFT + index % columns * room, HEIGHT + index // columns * LEGEND_ROW
    draw.line((x, y + 8, x + 22, y + 8), fill=colour, width=4)
    draw.text((x + 28, y), _cut(name, room - 34, 14), INK, _font(14))


def _range(values: Sequence[float], round_out: bool = True) -> tuple[float, float]:
    """What an axis covers: the values, outwards to a round step where asked for."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    if not round_out:
        return low, high
    step = _step(high - low)
    low = math.floor(low / step) * step
    while low + step * TICKS < high - 1e-9:
        step *= 2
        low = math.floor(low / step) * step
    return low, low + step * TICKS


def _step(length: float) -> float:
    """The smallest round number of which :data:`TICKS` cover a length."""
    step = 10 ** math.floor(math.log10(length / TICKS))
    return step * next(f for f in (1, 2, 2.5, 4, 5, 10, 20) if f * step * TICKS >= length)


def _round_between(low: float, high: float) -> list[float]:
    step = _step(high - low)
    return [
        n * step for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    ]


def _place(x: float, logarithmic: bool) -> float:
    return math.log10(x) if logarithmic else x


def _unplace(x: float, logarithmic: bool) -> float:
    return 10**x if logarithmic else x


def _cut(text: str, room: float, size: int) -> str:
    while len(text) > 4 and _font(size).getlength(text) > room:
        text = text[:-2].rstrip("…") + "…"
    return text


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def _save(picture: Image.Image, path: Path) -> str:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    atomic_write(path, buffer.getvalue())
    return path.name
