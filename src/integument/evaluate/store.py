"""Predictions are made once and kept; every score, curve and figure is computed from what is kept.

::

    predictions/
      integument-5f1c0a9be2d34c71/        name and fingerprint of the segmenter
        skin/3b0c44298fc1c149afbf4c89.png   (H, W) uint8, 255 × probability; name = the picture
        hair/…
        seconds.csv                         how long each picture took

A picture is known by the checksum of its pixels, whatever its file or pack is called. What is
there is not made again, so an evaluation that was stopped goes on where it was, and a second one
with other metrics costs no run of a network. Deleting the folder is always safe.
"""

from __future__ import annotations

import csv
import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.errors import InputError, OutputError
from integument.evaluate.levels import quantise
from integument.evaluate.scoring import Scorable, checked
from integument.files import atomic_write

_FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1]
"""Probability maps are mostly flat: more effort makes them little smaller and much slower."""


class Took(NamedTuple):
    """How long one picture took, as the segmenter was run the first time."""

    width: int
    height: int
    seconds: float


class Stored:
    """A segmenter whose predictions are kept: the same door, ``name``, ``labels``, ``predict``.

    Probabilities have 256 steps, whether they are fresh or read, so that an evaluation gives the
    same numbers however often it was stopped.

    Parameters
    ----------
    segmenter : what makes a prediction that is not there yet
    fingerprint : see :func:`integument.evaluate.fingerprint.fingerprint`
    folder : where the predictions of all segmenters lie
    """

    def __init__(self, segmenter: Scorable, fingerprint: str, folder: str | Path) -> None:
        self.segmenter = segmenter
        self.name = segmenter.name
        self.labels = tuple(segmenter.labels)
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", self.name)[:60]
        self.folder = Path(folder) / f"{plain}-{fingerprint}"

    def predict(self, rgb: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        """Probabilities of every label for ``(H, W, 3) uint8`` RGB, each read when it is asked for.

        Raises
        ------
        ModelError
            If the segmenter predicts something else than it promised.
        OutputError
            If a prediction cannot be kept.
        """
        picture = checksum(rgb)
        files = {label: self.folder / label / f"{picture}.png" for label in self.labels}
        if not all(file.exists() for file in files.values()):
            self._make(rgb, files)
        return _Kept(files)

    def times(self) -> list[Took]:
        """How long the pictures took that this segmenter has ever predicted into the store."""
        try:
            with (self.folder / "seconds.csv").open(newline="", encoding="utf-8") as lines:
                return list(_times(csv.reader(lines)))
        except FileNotFoundError:
            return []

    def _make(self, rgb: NDArray[np.uint8], files: Mapping[str, Path]) -> None:
        started = time.perf_counter()
        predicted = self.segmenter.predict(rgb)
        seconds = time.perf_counter() - started
        for label, file in files.items():
            values = checked(self.segmenter, predicted, label, rgb.shape[:2])
            _, data = cv2.imencode(".png", quantise(values), _FAST)
            atomic_write(file, data.tobytes())
        height, width = rgb.shape[:2]
        note = self.folder / "seconds.csv"
        try:
            with note.open("a", encoding="utf-8") as lines:
                lines.write(f"{width},{height},{seconds:.6f}\n")
        except OSError as error:
            raise OutputError(f"{note}: cannot be written: {error.strerror}") from error


class _Kept(Mapping[str, NDArray[np.float32]]):
    """Stored probabilities of one picture: label → (H, W) float32, decoded on access."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files

    def __getitem__(self, label: str) -> NDArray[np.float32]:
        file = self._files[label]
        levels = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if levels is None:
            raise InputError(f"{file}: a stored prediction is damaged: delete it and run again")
        return levels.astype(np.float32) / np.float32(255)

    def __contains__(self, label: object) -> bool:
        return label in self._files  # what a Mapping inherits would decode the picture

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def checksum(rgb: NDArray[np.uint8]) -> str:
    """24 hexadecimal digits that stand for the pixels and the shape of a picture."""
    digest = hashlib.sha256(repr(rgb.shape).encode())
    digest.update(np.ascontiguousarray(rgb).data)
    return digest.hexdigest()[:24]


def _times(rows: Iterator[list[str]]) -> Iterator[Took]:
    for row in rows:
        try:
            width, height, seconds = row
            yield Took(int(width), int(height), float(seconds))
        except ValueError:  # half a line, from a run that was killed
            continue
