"""What is in a data set, in numbers: sizes, splits, and how much of the pictures each label is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from integument.data.dataset import DataSet
from integument.errors import InputError


def stats(
    data: DataSet,
    stems: Sequence[str] | None = None,
    *,
    advance: Callable[[], object] | None = None,
) -> dict[str, Any]:
    """Plain data for JSON about the pictures called ``stems``, by default all.

    ``labels`` has, for each label, ``pictures`` that are labelled for it, how many of those are
    ``empty``, and the ``mean``, ``least`` and ``most`` share of a picture's pixels that are in.
    ``sizes`` has the least, median and greatest width and height. ``unreadable`` has one line for
    each picture that is.
    """
    shares: dict[str, list[float]] = {label: [] for label in data.labels}
    sizes: list[tuple[int, int]] = []
    unreadable: list[str] = []
    chosen = list(data) if stems is None else list(stems)
    for stem in chosen:
        try:
            sample = data.read(stem)
        except InputError as error:
            unreadable.append(str(error))
        else:
            sizes.append(sample.shape[::-1])
            for label in sample.labels:
                shares[label].append(float(sample.truth(label).mean()))
        if advance is not None:
            advance()
    parts = Counter(part for stem in chosen for part in data.parts.get(stem, ()))
    return {
        "name": data.name,
        "path": str(data.path),
        "pictures": len(chosen),
        "parts": dict(sorted(parts.items())),
        "sizes": _sizes(sizes),
        "labels": {label: _spread(values) for label, values in shares.items()},
        "unreadable": unreadable,
    }


def _sizes(sizes: list[tuple[int, int]]) -> dict[str, dict[str, int]]:
    if not sizes:
        return {}
    table = np.array(sizes)
    return {
        name: {
            "least": int(column.min()),
            "median": int(np.median(column)),
            "most": int(column.max()),
        }
        for name, column in (("width", table[:, 0]), ("height", table[:, 1]))
    }


def _spread(shares: list[float]) -> dict[str, float | int]:
    if not shares:
        return {"pictures": 0}
    return {
        "pictures": len(shares),
        "empty": shares.count(0.0),
        "mean": float(np.mean(shares)),
        "least": min(shares),
        "most": max(shares),
    }
