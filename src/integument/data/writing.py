"""Writing a pack: the pictures and masks of samples, and what is known about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.as_csv import as_csv
from integument.data.sample import Sample
from integument.files import atomic_write


def image_path(folder: Path, name: str) -> Path:
    """Where the picture of a sample of that name is written."""
    return folder / "images" / f"{name}.png"


def write_sample(folder: Path, sample: Sample) -> None:
    """The files of one sample as PNG, its picture last: if that is there, so are its masks.

    Raises :class:`OutputError`.
    """
    planes: dict[str, NDArray[np.uint8]] = dict(sample.masks)
    if sample.void is not None:
        planes["void"] = sample.void.astype(np.uint8) * 255
    for label, void in sample.void_for.items():
        planes[f"void_{label}"] = void.astype(np.uint8) * 255
    for kind, plane in planes.items():
        _write_png(folder / "masks" / kind / f"{sample.name}.png", plane)
    _write_png(image_path(folder, sample.name), cv2.cvtColor(sample.image, cv2.COLOR_RGB2BGR))


def write_index(
    folder: Path, rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...] = ("id",)
) -> None:
    """``index.csv``, with ``columns`` first; raises :class:`OutputError`."""
    atomic_write(folder / "index.csv", as_csv(rows, columns))


def _write_png(path: Path, pixels: NDArray[np.uint8]) -> None:
    done, data = cv2.imencode(".png", pixels)
    assert done
    atomic_write(path, data.tobytes())
