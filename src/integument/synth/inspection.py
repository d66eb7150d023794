"""What a generated pack is like: how its angles, lenses, framings, tones and skin are spread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from integument.data.pack import Pack
from integument.errors import InputError
from integument.synth.output import journal

BINS = 12
CB_RANGE, CR_RANGE = (77, 127), (133, 173)
"""The classic box of skin colours (Chai and Ngan, 1999). Real light puts much skin outside it."""

PANEL = (420, 260)  # width and height of one drawn histogram, pixels
COLUMNS = 3
INK, BAR, PAPER = (40, 40, 40), (190, 120, 60), (255, 255, 255)  # BGR


@dataclass(frozen=True)
class Histogram:
    """``counts`` of what is named by ``names``; ``title`` says of what."""

    title: str
    names: tuple[str, ...]
    counts: tuple[int, ...]

    def __str__(self) -> str:
        """One line for each bar, for a terminal."""
        widest = max(map(len, self.names), default=0)
        top, total = max(self.counts, default=0) or 1, sum(self.counts) or 1
        lines = [
            f"  {name:>{widest}} {count:6d} {100 * count / total:5.1f}% {'#' * (30 * count // top)}"
            for name, count in zip(self.names, self.counts, strict=True)
        ]
        return "\n".join([self.title, *lines])


def read_records(folder: str | Path) -> Iterator[dict]:
    """The records of a generated pack, finished or not.

    Raises :class:`InputError` where there are none, or a file of them is damaged.
    """
    empty = True
    for record in journal.read(Path(folder)):
        empty = False
        yield record
    if empty:
        raise InputError(
            f"{folder}: no records in it: expected a pack made by 'integument synth', with "
            f"{journal.WHOLE}"
        )


def inspect(folder: str | Path, skin_pictures: int = 200) -> list[Histogram]:
    """Histograms of a pack; the colours of skin are read from ``skin_pictures`` of its pictures."""
    values = defaultdict(list)
    for record in read_records(folder):
        values["turn"].append(turn_from_frontal(record["camera"]["theta"]))
        values["focal"].append(record["camera"]["focal"])
        values["framing"].append(record["camera"]["framing"])
        values["skin"].append(record["share"]["skin"])
        values["body"].append(record["share"]["body"])
        if "person" in record:
            values["tone"].append(str(record["person"]["skin"]["tone"]))
            values["hair"].append(record["person"]["hair"]["kind"])
            values["hair colour"].append(record["person"]["hair"]["colour"])
    return [
        _numbers("camera's turn from frontal, degrees", values["turn"], (0, 180)),
        _numbers("focal length, mm", values["focal"]),
        _words("framing", values["framing"]),
        _words("skin tone, Fitzpatrick", values["tone"]),
        _words("hair", values["hair"]),
        _words("hair colour", values["hair colour"]),
        _numbers("share of skin in the picture", values["skin"], (0, 0.6)),
        _numbers("share of the body in the picture", values["body"], (0, 1)),
        _skin_colours(Pack(folder), skin_pictures),
    ]


def turn_from_frontal(theta: float) -> float:
    """Degrees between a camera's angle (radians) and frontal, 3 pi / 2: 0 to 180, from behind."""
    return abs((np.degrees(theta) - 270 + 180) % 360 - 180)


def draw(histograms: Sequence[Histogram]) -> np.ndarray:
    """All histograms in one picture, ``(H, W, 3) uint8 RGB``."""
    panels = [_panel(histogram) for histogram in histograms]
    blank = np.full_like(panels[0], 255)
    panels += [blank] * (-len(panels) % COLUMNS)
    rows = [np.hstack(panels[i : i + COLUMNS]) for i in range(0, len(panels), COLUMNS)]
    return np.ascontiguousarray(np.vstack(rows)[..., ::-1])


def _numbers(title: str, values: Sequence[float], ends: tuple[float, float] | None = None):
    low, high = ends or (float(min(values)), float(max(values)) + 1e-9)
    counts, edges = np.histogram(np.clip(values, low, high), BINS, (low, high))
    digits = 0 if high > 10 else 2
    names = tuple(f"{a:.{digits}f}-{b:.{digits}f}" for a, b in pairwise(edges))
    return Histogram(title, names, tuple(int(c) for c in counts))


def _words(title: str, values: Sequence[str]) -> Histogram:
    counted = sorted(Counter(values).items())
    return Histogram(title, tuple(n for n, _ in counted), tuple(c for _, c in counted))


def _skin_colours(pack: Pack, pictures: int) -> Histogram:
    """How much of the skin lies inside the classic box of Cb and Cr."""
    inside = outside = 0
    stems = list(pack)
    for stem in stems[:: max(1, len(stems) // pictures)][:pictures]:
        sample = pack.read(stem)
        colours = cv2.cvtColor(sample.image, cv2.COLOR_RGB2YCrCb)[sample.truth("skin")]
        cr, cb = colours[:, 1], colours[:, 2]
        box = (cb >= CB_RANGE[0]) & (cb <= CB_RANGE[1]) & (cr >= CR_RANGE[0]) & (cr <= CR_RANGE[1])
        inside += int(box.sum())
        outside += int(len(box) - box.sum())
    return Histogram("skin pixels and the CbCr box", ("inside", "outside"), (inside, outside))


def _panel(histogram: Histogram) -> np.ndarray:
    width, height = PANEL
    picture = np.full((height, width, 3), PAPER, np.uint8)
    cv2.putText(picture, histogram.title, (12, 22), 0, 0.5, INK, 1, cv2.LINE_AA)
    top = max(histogram.counts, default=0) or 1
    step = (height - 40) / max(len(histogram.names), 1)
    for row, (name, count) in enumerate(zip(histogram.names, histogram.counts, strict=True)):
        y = int(34 + row * step)
        cv2.putText(picture, name, (12, int(y + 0.65 * step)), 0, 0.38, INK, 1, cv2.LINE_AA)
        end = 120 + int((width - 190) * count / top)
        cv2.rectangle(picture, (120, y + 2), (end, int(y + step) - 2), BAR, -1)
        cv2.putText(
            picture, str(count), (end + 6, int(y + 0.65 * step)), 0, 0.38, INK, 1, cv2.LINE_AA
        )
    return picture
