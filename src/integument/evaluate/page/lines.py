"""A line chart as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from integument.evaluate.page.markup import Markup, join, tag

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#6b5b95", "#7f7f7f")
"""Told apart by people with any colour vision (after Okabe & Ito), blue first."""

WIDTH, HEIGHT = 400, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 30, 40
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Attributes
    ----------
    name : as the legend has it; the legend stands beside the charts, once
    x, y : its points
    colour : index into :data:`COLOURS`
    mark : index of the point that gets a dot; None for none
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: int
    mark: int | None = None


def chart(
    title: str,
    across: str,
    up: str,
    lines: Sequence[Line],
    x_range: tuple[float, float] = (0.0, 1.0),
) -> Markup:
    """Lines over ``x_range``, from 0 to 1 upwards."""
    low, high = x_range

    def x_at(value: float) -> float:
        return _LEFT + (value - low) / (high - low) * (WIDTH - _LEFT - _RIGHT)

    def y_at(value: float) -> float:
        return HEIGHT - _BOTTOM - value * (HEIGHT - _TOP - _BOTTOM)

    parts = [tag("text", title, x=_LEFT, y=18, class_="title")]
    for step in range(_TICKS + 1):
        share = step / _TICKS
        x, y = x_at(low + share * (high - low)), y_at(share)
        parts += [
            _rule(_LEFT, y, WIDTH - _RIGHT, y),
            tag("text", f"{share:g}", x=_LEFT - 6, y=f"{y + 4:.1f}", text_anchor="end"),
            tag(
                "text",
                f"{low + share * (high - low):g}",
                x=f"{x:.1f}",
                y=HEIGHT - _BOTTOM + 16,
                text_anchor="middle",
            ),
        ]
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    parts.append(tag("text", across, x=middle, y=HEIGHT - 6, text_anchor="middle", class_="axis"))
    turn = f"rotate(-90 11 {HEIGHT / 2})"
    parts.append(
        tag("text", up, x=11, y=HEIGHT / 2, text_anchor="middle", transform=turn, class_="axis")
    )
    for line in lines:
        colour = COLOURS[line.colour % len(COLOURS)]
        points = [(x_at(x), y_at(y)) for x, y in zip(line.x, line.y, strict=True)]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        name = tag("title", line.name)
        parts.append(
            tag("polyline", name, points=joined, fill="none", stroke=colour, stroke_width=2)
        )
        if line.mark is not None:
            x, y = points[line.mark]
            parts.append(tag("circle", name, cx=f"{x:.1f}", cy=f"{y:.1f}", r=4, fill=colour))
    return tag(
        "svg",
        join(parts),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=f"{title}: {up} against {across}",
    )


def legend(names: Sequence[str]) -> Markup:
    """Which colour is whose."""
    return tag(
        "p",
        *(
            tag("span", swatch(index), name, class_="key")
            for index, name in enumerate(names)
        ),
        class_="legend",
    )  # fmt: skip


def swatch(index: int) -> Markup:
    """A dot in a segmenter's colour."""
    return tag("i", class_="swatch", style=f"background:{COLOURS[index % len(COLOURS)]}")


def _rule(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return tag("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}")
