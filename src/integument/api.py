"""The one-line way in: :func:`segment`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from integument.edges import FAST
from integument.people import People
from integument.segmenter import Segmenter

KEPT_SEGMENTERS = 4
"""Loaded models that :func:`segment` holds on to; a program rarely alternates between more."""


def segment(
    source: Any,
    labels: str | Sequence[str] | None = None,
    *,
    model: str | Path = "integument",
    device: str = "auto",
    threads: int | None = None,
    input_size: int | None = None,
    edges: str = FAST,
) -> People:
    """Find people in one photograph.

    The model is loaded by the first call and kept for later ones with the same settings.

    Parameters
    ----------
    source : a path, bytes, an open file, a PIL image, an array ``(H, W, 3) uint8 RGB`` or a torch
        tensor ``(3, H, W)``; see :func:`integument.photo.load_photo`
    labels : what to look for, e.g. ``"skin,hair"``; everything by default
    model, device, threads, input_size, edges : see :class:`integument.Segmenter`

    Raises
    ------
    IntegumentError
        One of its children, whose text says what was expected, what came and what to do.

    Examples
    --------
    >>> people = integument.segment("photo.jpg")                     # doctest: +SKIP
    >>> people.found, people.skin.shape                              # doctest: +SKIP
    (True, (3000, 4000))
    """
    people = _segmenter(str(model), device, threads, input_size).segment(source, labels)
    people.edges = edges
    return people


@lru_cache(maxsize=KEPT_SEGMENTERS)
def _segmenter(model: str, device: str, threads: int | None, input_size: int | None) -> Segmenter:
    return Segmenter(model, device=device, threads=threads, input_size=input_size)
