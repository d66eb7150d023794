"""The files that the pictures of one person become: names and bytes, wherever they are written."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from integument.synth.backgrounds import Photographs
from integument.synth.picture import Picture, pictures_of
from integument.synth.renderers import open_renderer
from integument.synth.settings import Settings

JPEG_QUALITY = 95
"""Of the stored file; the compression that belongs to the photograph was applied before."""


class Job(NamedTuple):
    """The pictures ``views`` of person ``number``, and all that decides how they look."""

    seed: int
    number: int
    views: range
    settings: Settings
    backgrounds: str | None
    renderer: str


class PictureFiles(NamedTuple):
    """One picture encoded: its stem, the JPEG, PNG bytes by the name of each mask, the record."""

    stem: str
    image: bytes
    masks: dict[str, bytes]
    record: str


def make(job: Job) -> Iterator[PictureFiles]:
    """Render and encode the pictures of a job, one after the other."""
    photographs = _photographs(job.backgrounds)
    renderer = open_renderer(job.renderer)
    for picture in pictures_of(
        job.seed, job.number, job.settings, photographs, job.views, renderer
    ):
        yield _encoded(picture)


def make_all(job: Job) -> list[PictureFiles]:
    """All pictures of a job at once, to be sent over a network."""
    cv2.setNumThreads(1)
    return list(make(job))


_here = threading.local()


def _photographs(folder: str | None) -> Photographs | None:
    """The photographs of ``folder``, kept open in each thread since they cache what they read."""
    if folder is None:
        return None
    if getattr(_here, "folder", None) != folder:
        _here.folder, _here.photographs = folder, Photographs(folder)
    return _here.photographs


def _encoded(picture: Picture) -> PictureFiles:
    jpeg = [
        cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]  # fmt: skip
    return PictureFiles(
        picture.stem,
        _encode(".jpg", picture.image[..., ::-1], jpeg),
        {
            label: _encode(".png", mask, [cv2.IMWRITE_PNG_COMPRESSION, 3])
            for label, mask in picture.masks.items()
        },
        json.dumps(picture.record, separators=(",", ":")),
    )


def _encode(extension: str, picture: np.ndarray, parameters: list[int]) -> bytes:
    ok, data = cv2.imencode(extension, picture, parameters)
    assert ok
    return data.tobytes()
