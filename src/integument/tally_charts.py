"""The counts of a :class:`integument.tally.Tally` as pictures."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from integument.labels import get
from integument.tally import CHANNELS, Tally

PANEL = (420, 260)
"""Width and height of a panel's plot, in pixels."""

MARGIN = 48
"""Space around it, for numbers and titles."""

INK, FAINT, PAPER = (40, 40, 40), (205, 205, 205), (255, 255, 255)
SKIN_INK, REST_INK = (214, 120, 84), (90, 110, 140)
TEXT = 15


def charts(tally: Tally) -> dict[str, NDArray[np.uint8]]:
    """Name → picture, ``(H, W, 3) uint8`` RGB: histograms, chrominance, shares, heatmap."""
    pictures = {"shares": _shares(tally), "heatmap": _heatmap(tally)}
    if "skin" in tally.labels:
        pictures["histograms"] = _histograms(tally)
        pictures["chrominance"] = _chrominance(tally)
    return {name: np.asarray(picture) for name, picture in pictures.items()}


def _histograms(tally: Tally) -> Image.Image:
    """Hue, saturation and value of skin as bars in their own colours, the rest as a line."""
    panels = []
    for channel, levels in CHANNELS.items():
        picture, draw = _panel(f"{channel} of skin (filled) and the rest (line)", levels)
        skin, rest = (_shape(tally.histograms[area][channel]) for area in ("skin", "rest"))
        colour = _bar_colour(channel)
        for level in range(levels):
            left, right = _across(level, levels), _across(level + 1, levels)
            if skin[level] > 0:
                draw.rectangle([left, _up(skin[level]), right, _up(0)], fill=colour(level))
        line = [(_across(level + 0.5, levels), _up(rest[level])) for level in range(levels)]
        draw.line(line, fill=REST_INK, width=2)
        panels.append(picture)
    return _beside(panels)


def _bar_colour(channel: str) -> Callable[[int], tuple[int, int, int]]:
    """Bars of hue have that hue; those of saturation and value show the typical one of skin."""
    place = list(CHANNELS).index(channel)

    def colour(level: int) -> tuple[int, int, int]:
        hsv = np.array([[[10, 140, 210]]], np.uint8)
        hsv[0, 0, place] = level
        red, green, blue = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0]
        return int(red), int(green), int(blue)

    return colour


def _chrominance(tally: Tally) -> Image.Image:
    """Skin by Cb and Cr, on a logarithmic scale of colours."""
    picture, draw = _panel("Cb (across) and Cr (up) of skin, logarithmic", 256, square=True)
    counts = np.log1p(tally.chrominance.T[::-1].astype(np.float64))
    side = PANEL[1]
    tile = Image.fromarray(_coloured(counts)).resize((side, side), Image.Resampling.BOX)
    picture.paste(tile, (MARGIN, MARGIN))
    draw.text((MARGIN - 40, MARGIN - 4), "255", fill=INK, font=_font())
    return picture


def _shares(tally: Tally) -> Image.Image:
    """A bar a label: its share of all pixels."""
    picture, draw = _panel(f"share of the pixels of {tally.pictures} pictures", None)
    labels = tally.labels
    row = PANEL[1] / max(len(labels), 1)
    longest = max((tally.marked[label] for label in labels), default=0)
    for index, label in enumerate(labels):
        top = MARGIN + index * row + 5
        length = (PANEL[0] - 110) * tally.marked[label] / max(longest, 1)
        draw.text((MARGIN - 34, top + row / 4), label, fill=INK, font=_font())
        start = MARGIN + 60
        draw.rectangle([start, top, start + length, top + row - 10], fill=get(label).colour)
        share = f"{tally.marked[label] / max(tally.pixels, 1):.1%}"
        draw.text((start + length + 6, top + row / 4), share, fill=INK, font=_font())
    return picture


def _heatmap(tally: Tally) -> Image.Image:
    """Where in the picture each label lies: black never, bright in every picture."""
    tiles = []
    for label in tally.labels:
        picture, _ = _panel(label, None, square=True)
        share = tally.heat[label] / max(tally.pictures, 1)
        side = PANEL[1]
        tile = Image.fromarray(_coloured(share, white=1.0)).resize((side, side))
        picture.paste(tile, (MARGIN, MARGIN))
        tiles.append(picture)
    return _beside(tiles) if tiles else _panel("no label", None)[0]


def _panel(
    title: str, levels: int | None, *, square: bool = False
) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty panel with a title, and an axis from 0 to ``levels`` if there are any."""
    width = PANEL[1] if square else PANEL[0]
    picture = Image.new("RGB", (width + 2 * MARGIN, PANEL[1] + 2 * MARGIN), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((MARGIN, 14), title, fill=INK, font=_font())
    if levels is not None:
        bottom = MARGIN + PANEL[1]
        draw.line([(MARGIN, bottom), (MARGIN + width, bottom)], fill=INK)
        for level in range(0, levels, 30 if levels == 180 else 64):
            x = MARGIN + width * level / levels
            draw.line([(x, bottom), (x, bottom + 5)], fill=INK)
            draw.text((x - 6, bottom + 8), str(level), fill=INK, font=_font())
    return picture, draw


def _across(level: float, levels: int) -> float:
    return MARGIN + PANEL[0] * level / levels


def _up(height: float) -> float:
    return MARGIN + PANEL[1] * (1 - height)


def _shape(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Counts relative to the largest of their own: skin and the rest differ too much for one scale.

    The highest hundredth is cut off at the top, since black and grey are single tall spikes.
    """
    seen = counts[counts > 0]
    top = np.percentile(seen, 99) if seen.size else 1
    return np.minimum(counts / top, 1)


def _coloured(values: NDArray[np.float64], white: float | None = None) -> NDArray[np.uint8]:
    top = white or float(values.max()) or 1.0
    levels = np.clip(values / top * 255, 0, 255).astype(np.uint8)
    return cv2.cvtColor(cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)


def _beside(panels: list[Image.Image]) -> Image.Image:
    whole = Image.new("RGB", (sum(p.width for p in panels), panels[0].height), PAPER)
    left = 0
    for panel in panels:
        whole.paste(panel, (left, 0))
        left += panel.width
    return whole


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(TEXT)
