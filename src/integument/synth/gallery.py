"""A contact sheet of a generated pack: pictures beside their masks, sorted by tone and framing."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from integument import labels
from integument.data.pack import Pack
from integument.synth.inspection import read_records

PAINTED = ("body", "clothes", "skin", "face_skin", "hair")
"""Labels in the order in which they are painted over one another."""

GAP = 4  # pixels between pictures
HEADING = 28  # height of the line on top, pixels
LETTER = 8  # its width in that line, pixels
INK = (40, 40, 40)


def sheet(folder: str | Path, pictures: int = 64, columns: int = 8, side: int = 160) -> np.ndarray:
    """``pictures`` of a pack, spread evenly over it, each beside its masks: (H, W, 3) uint8 RGB.

    A line on top names the pack and the colours. ``side`` is that of one picture, pixels.
    Raises :class:`InputError` for a folder that is no generated pack.
    """
    pack = Pack(folder)
    stems = [stem for *_, stem in sorted(map(_order, read_records(folder))) if stem in pack]
    chosen = stems[:: max(1, len(stems) // pictures)][:pictures]
    rows = -(-len(chosen) // columns)
    step = 2 * side + GAP
    canvas = np.full((rows * (side + GAP) + GAP, columns * step + GAP, 3), 255, np.uint8)
    for place, stem in enumerate(chosen):
        sample = pack.read(stem)
        y, x = GAP + place // columns * (side + GAP), GAP + place % columns * step
        both = (sample.image, painted(sample.masks))
        for shift, picture in zip((0, side), both, strict=True):
            small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
            canvas[y : y + side, x + shift : x + shift + side] = small
    title = f"{pack.name}: {len(chosen)} of {len(stems)} pictures"
    return np.vstack([heading(title, canvas.shape[1]), canvas])


def heading(title: str, width: int) -> np.ndarray:
    """``title`` and the labels in their colours, as far as they fit: (HEADING, width, 3) uint8."""
    line = np.full((HEADING, width, 3), 255, np.uint8)
    x, base = GAP, HEADING - 10
    for word, colour in [(title, INK), *((name, labels.get(name).colour) for name in PAINTED)]:
        if x + len(word) * LETTER > width:
            break
        if colour != INK:
            cv2.rectangle(line, (x, base - 10), (x + 10, base), colour, -1)
            x += 16
        cv2.putText(line, word, (x, base), 0, 0.42, INK, 1, cv2.LINE_AA)
        x += len(word) * LETTER + 12
    return line


def painted(masks: dict[str, np.ndarray]) -> np.ndarray:
    """Masks (H, W) uint8 in the colours of their labels on white: (H, W, 3) uint8 RGB."""
    picture = np.full((*masks["body"].shape, 3), 255, np.float32)
    for name in PAINTED:
        if name in masks:
            share = masks[name][..., None].astype(np.float32) / 255
            picture = picture * (1 - share) + np.array(labels.get(name).colour, np.float32) * share
    return picture.astype(np.uint8)


def _order(record: dict) -> tuple[int, str, str]:
    tone = record["person"]["skin"]["tone"] if "person" in record else 0
    return tone, record["camera"]["framing"], record["id"]
