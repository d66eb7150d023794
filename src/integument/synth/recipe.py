"""What decides the pictures of a pack, and making those of one person from it."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import NamedTuple

import cv2
import numpy as np

from integument.errors import InputError, UsageError, unknown
from integument.synth import render
from integument.synth.backgrounds import Photographs
from integument.synth.picture import Picture, Renderer, pictures_of
from integument.synth.settings import Settings

RENDERERS = ("raster", "cycles")

JPEG_QUALITY = 95
"""Of the stored file; the compression that belongs to the photograph was applied before."""

PNG_COMPRESSION = 3
"""Of masks: higher takes several times as long for a few percent of size."""


@dataclass(frozen=True)
class Recipe:
    """All that decides what is in a pack: the same recipe gives the same bytes everywhere.

    ``backgrounds`` is a folder of photographs, and ``backgrounds_digest`` that of their names,
    by which a worker on another machine knows whether its folder is the same.

    Raises :class:`UsageError` for an unknown renderer or a negative seed.
    """

    seed: int
    settings: Settings
    renderer: str = "raster"
    backgrounds: str | None = None
    backgrounds_digest: str = ""

    def __post_init__(self) -> None:
        if self.renderer not in RENDERERS:
            raise unknown("renderer", self.renderer, RENDERERS)
        if self.seed < 0:
            raise UsageError(f"seed: expected 0 or more, got {self.seed}")

    def identity(self, photographs: tuple[str, ...]) -> dict:
        """What a pack has to remember in order to be continued."""
        return {
            "seed": self.seed,
            "settings": asdict(self.settings),
            "renderer": self.renderer,
            "backgrounds": list(photographs),
        }


class Job(NamedTuple):
    """The first ``views`` pictures of person ``number``."""

    number: int
    views: int


class Encoded(NamedTuple):
    """The files of one picture: what follows ``stem.`` in their names -> content.

    ``jpg`` is the picture, ``<label>.png`` a mask, and ``record`` one line of JSON.
    """

    stem: str
    files: dict[str, bytes]
    record: str


class Made(NamedTuple):
    """The pictures of one person."""

    number: int
    pictures: list[Encoded]


class Studio:
    """A recipe with its photographs and its renderer at hand; closing it ends the renderer.

    Raises :class:`InputError` for a folder without photographs or with others than the recipe's,
    and what the renderer raises where it is not installed.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._photographs = _photographs(recipe)
        self._open = contextlib.ExitStack()
        self._renderer = self._open.enter_context(_renderer(recipe.renderer))

    def make(self, job: Job) -> Made:
        """The encoded pictures of one person."""
        pictures = pictures_of(
            self.recipe.seed,
            job.number,
            self.recipe.settings,
            self._photographs,
            range(job.views),
            self._renderer,
        )
        return Made(job.number, [encode(picture) for picture in pictures])

    def close(self) -> None:
        self._open.close()


def names_of(photographs: Photographs) -> tuple[str, ...]:
    """The photographs of a folder by their paths within it."""
    return tuple(str(path.relative_to(photographs.folder)) for path in photographs.paths)


def digest(names: tuple[str, ...]) -> str:
    """SHA-256 of a list of names."""
    return hashlib.sha256("\n".join(names).encode("utf-8", "surrogateescape")).hexdigest()


def encode(picture: Picture) -> Encoded:
    """A picture as the files it is stored in."""
    jpeg = [
        *(cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY),
        *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
    ]
    png = [cv2.IMWRITE_PNG_COMPRESSION, PNG_COMPRESSION]
    files = {"jpg": _encode(".jpg", picture.image[..., ::-1], jpeg)}
    files |= {f"{name}.png": _encode(".png", mask, png) for name, mask in picture.masks.items()}
    return Encoded(picture.stem, files, json.dumps(picture.record, separators=(",", ":")))


_mine = threading.local()
"""The studio of this thread: opened by its first job, kept for those that follow."""


def in_this_process(recipe: Recipe, jobs: Iterable[Job]) -> Iterator[Made]:
    """Make people one after the other."""
    with contextlib.closing(Studio(recipe)) as studio:
        for job in jobs:
            yield studio.make(job)


def make_here(recipe: Recipe, job: Job) -> Made:
    """Do a job as one of many that come to this thread."""
    studio: Studio | None = getattr(_mine, "studio", None)
    if studio is None or studio.recipe != recipe:
        if studio is not None:
            studio.close()
        cv2.setNumThreads(1)  # other workers use the other cores
        _mine.studio = studio = Studio(recipe)
        atexit.register(studio.close)
    return studio.make(job)


def _encode(extension: str, pixels: np.ndarray, parameters: list[int]) -> bytes:
    ok, data = cv2.imencode(extension, pixels, parameters)
    assert ok
    return data.tobytes()


def _photographs(recipe: Recipe) -> Photographs | None:
    if recipe.backgrounds is None:
        return None
    photographs = Photographs(recipe.backgrounds)
    if recipe.backgrounds_digest not in ("", digest(names_of(photographs))):
        raise InputError(
            f"{recipe.backgrounds}: other photographs than where the run was started: "
            "every worker needs the same folder at the same path"
        )
    return photographs


@contextlib.contextmanager
def _renderer(name: str) -> Iterator[Renderer]:
    if name == "raster":
        yield render.render
        return
    from integument.synth import cycles

    with cycles.renderer() as blender:
        yield blender
