"""Grids of pictures: what each method made of them, with its score under each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from integument.data.sample import Sample
from integument.data.split import spread
from integument.evaluate.metrics import count
from integument.evaluate.page.cases import overlay
from integument.evaluate.scoring import DEFAULT_THRESHOLD, Scorable
from integument.experiments.charts import grid
from integument.experiments.context import Context

Cell = tuple[NDArray[np.uint8], str]
"""A picture ``(H, W, 3) uint8`` RGB and what stands under it."""

ROWS = 8
"""Pictures of a grid, spread evenly over the set."""


def panel(
    context: Context,
    name: str,
    segmenters: Sequence[Scorable],
    data: str,
    label: str,
    *,
    rows: int = ROWS,
    details: bool = False,
) -> str:
    """Draw ``name.png``: picture, methods, truth; gives the file's name.

    Right pixels are green, wrongly marked ones orange, missed ones blue. Under each stands the
    IoU, with ``details`` precision and recall too.
    """
    source = context.data(data)[0]
    samples = [source.read(stem, (label,)) for stem in spread(list(source), rows)]
    cells = [
        [
            (sample.image, sample.name[:20]),
            *(_cell(segmenter, sample, label, details) for segmenter in segmenters),
            (np.repeat(sample.masks[label][:, :, None], 3, axis=2), "truth"),
        ]
        for sample in samples
        if label in sample.masks
    ]
    heads = ["picture", *(segmenter.name for segmenter in segmenters), "truth"]
    return grid(context.folder / f"{name}.png", heads, cells)


def _cell(segmenter: Scorable, sample: Sample, label: str, details: bool) -> Cell:
    marked = np.asarray(segmenter.predict(sample.image)[label]) >= DEFAULT_THRESHOLD
    truth, ignored = sample.truth(label), sample.ignored(label)
    counts = count(marked, truth, ignored)
    caption = f"IoU {counts.iou:.3f}"
    if details:
        caption = f"{counts.iou:.2f}  P {counts.precision:.2f}  R {counts.recall:.2f}"
    return overlay(sample.image, marked, truth, ignored), caption
