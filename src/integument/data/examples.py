"""A training example from a sample, in the way a policy of :mod:`integument.data.policies` says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integument.data.augment import AugmentSettings, Example, augment, plain_example
from integument.data.geometry import Canvas, canvas_of, targets, warp
from integument.data.heads import close, one_head
from integument.data.published_geometry import (
    LABEL_REFINEMENT,
    random_patch,
    resize_crop,
    squashed,
)
from integument.data.sample import Sample
from integument.data.views import EPOCHS, grid_crop, turned


class Turn(NamedTuple):
    """Where a batch of a round of views is: the view, the epoch of it, the batch of that."""

    view: str
    epoch: int
    step: int


def turn_of(k: int, steps: int) -> Turn:
    """The turn of batch ``k`` where an epoch of one view has ``steps`` batches.

    Each cycle goes once through every view that has epochs left (:data:`views.EPOCHS`); when all
    are used up it begins again.

    >>> turn_of(0, 10), turn_of(10, 10).view, turn_of(70, 10).view
    (Turn(view='plain', epoch=0, step=0), 'flip_vertical', 'plain')
    """
    epoch, k = 0, k % (steps * sum(EPOCHS.values()))
    while True:
        for view, epochs in EPOCHS.items():
            if epochs <= epoch:
                continue
            if k < steps:
                return Turn(view, epoch, k)
            k -= steps
        epoch += 1


def make_example(
    policy: str,
    sample: Sample,
    labels: Sequence[str],
    size: int,
    stride: int,
    rng: np.random.Generator,
    *,
    settings: AugmentSettings,
    people_free: Sequence[NDArray[np.uint8]] = (),
    view: str = "plain",
) -> Example:
    """One example of ``size × size`` pixels; ``view`` is that of the policy ``views``."""
    if policy == "full":
        return augment(sample, labels, size, stride, settings, rng, people_free)
    if policy == "head":
        whole = one_head(sample, rng) or sample
        return augment(whole, labels, size, stride, close(settings), rng, people_free)
    if policy == "none":
        return plain_example(sample, labels, size, stride)
    canvas, flags = canvas_of(sample, labels)
    change: Callable[[], Canvas] = {
        "light": lambda: resize_crop(canvas, size, rng),
        "zoom": lambda: warp(canvas, size, LABEL_REFINEMENT, rng),
        "patch": lambda: random_patch(canvas, size, rng),
        "views": lambda: _viewed(canvas, view, size, rng),
    }[policy]
    moved = change()
    return Example(moved.image, *targets(moved, stride), flags)


def _viewed(canvas: Canvas, view: str, size: int, rng: np.random.Generator) -> Canvas:
    if view in ("crop", "crop_again"):
        return squashed(grid_crop(canvas, rng), size)
    return squashed(turned(canvas, view), size)
