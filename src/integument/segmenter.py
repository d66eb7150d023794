"""A loaded model that segments photographs, one or many."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, Self, overload

import numpy as np
from numpy.typing import NDArray

from integument.edges import FAST, check_edges
from integument.errors import IntegumentError, UsageError, unknown
from integument.labels import parse
from integument.letterbox import MULTIPLE
from integument.looks import Looks
from integument.models import registry
from integument.people import People, Run
from integument.photo import Photo, load_photo
from integument.refine import grey_guide, refine
from integument.session import Session

MAX_INPUT_SIZE = 4096
"""The network was never meant to see more; larger values are slips such as a width in 1/10 px."""

BATCH_ON_ACCELERATOR = 8
"""Pictures of one shape that go through a graphics card together. On the processor a batch
gains nothing, so there it is one picture, which also keeps memory low."""


class Segmenter:
    """A loaded model that segments photographs.

    Loading takes a fraction of a second; keep one and use it for many pictures. One segmenter
    may be used from several threads. As a context (``with Segmenter() as segmenter:``) it lets go
    of the network's memory at the end; what it has found stays.

    Parameters
    ----------
    model : a name from ``integument models``, or the path of an ONNX file
    device : ``"auto"``, ``"cpu"``, ``"cuda"``, …; see :class:`integument.session.Session`
    threads : processor threads for one picture
    input_size : longest side, in pixels, at which the network looks at a picture; more finds
        smaller people and costs time by the square, and there is no closer look beside. By default
        the model's own, with a closer look at small people if the model asks for it.
    edges : ``"fast"``, or ``"fine"`` for closed-form matting; see :mod:`integument.edges`
    weighed : whether the network's answer is weighed by the colours that skin, hair, clothes and
        background have in the photograph itself, and by where hair is around a face; without, it is
        the network's own. See :mod:`integument.looks`.

    Attributes
    ----------
    name : name of the model
    labels : the labels it predicts
    device : the device it runs on
    edges : the level of edges of what it finds
    looks : how it looks at photographs
    note : one line that says which device that is and why

    Examples
    --------
    >>> from integument import Segmenter
    >>> segmenter = Segmenter()                                      # doctest: +SKIP
    >>> segmenter.segment("photo.jpg").mask("hair")                  # doctest: +SKIP
    """

    def __init__(
        self,
        model: str | Path = "integument",
        *,
        device: str = "auto",
        threads: int | None = None,
        input_size: int | None = None,
        edges: str = FAST,
        weighed: bool = True,
    ) -> None:
        if input_size is not None and not MULTIPLE <= input_size <= MAX_INPUT_SIZE:
            raise UsageError(
                f"input size: expected {MULTIPLE} to {MAX_INPUT_SIZE} pixels, got {input_size}"
            )
        self.edges = check_edges(edges)
        self.session = Session(registry.locate(model), device=device, threads=threads)
        self.looks = Looks(
            self.session,
            input_size=input_size or self.session.input_size,
            closer=0.0 if input_size else self.session.closer,
            weighed=weighed,
        )
        self.name = self.session.name
        self.labels = self.session.labels
        self.device = self.session.device
        self.note = self.session.note

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the network's memory; segmenting afterwards is a UsageError."""
        self.session.close()

    def segment(self, source: Any, labels: str | Sequence[str] | None = None) -> People:
        """Segment one photograph.

        Parameters
        ----------
        source : a path, bytes, an open file, a PIL image, an array ``(H, W, 3) uint8 RGB``, or
            a :class:`integument.photo.Photo`
        labels : what to look for (``"skin,hair"`` or a sequence); everything by default

        Raises
        ------
        InputError
            If the source is not a readable picture.
        UsageError
            If a label does not exist or the model does not predict it.
        """
        chosen = self.choose(labels)
        return self._segment_batch([_load(source)], chosen)[0]

    @overload
    def segment_many(
        self,
        sources: Iterable[Any],
        labels: str | Sequence[str] | None = None,
        *,
        batch: int | None = None,
        errors: Literal["raise"] = "raise",
    ) -> Iterator[People]: ...

    @overload
    def segment_many(
        self,
        sources: Iterable[Any],
        labels: str | Sequence[str] | None = None,
        *,
        batch: int | None = None,
        errors: Literal["return"],
    ) -> Iterator[People | IntegumentError]: ...

    def segment_many(
        self,
        sources: Iterable[Any],
        labels: str | Sequence[str] | None = None,
        *,
        batch: int | None = None,
        errors: Literal["raise", "return"] = "raise",
    ) -> Iterator[People | IntegumentError]:
        """Segment photographs one after the other, decoding the next one meanwhile.

        Neighbours of one shape go through the network together, ``batch`` at most.

        Parameters
        ----------
        sources : each as in :meth:`segment`
        labels : as in :meth:`segment`
        batch : pictures a batch; by default 1 on the processor and
            :data:`BATCH_ON_ACCELERATOR` elsewhere
        errors : ``"raise"`` stops at the first unreadable source; ``"return"`` gives its error
            in place of a result and goes on

        Yields
        ------
        One result a source, in order.
        """
        chosen = self.choose(labels)
        if batch is None:
            batch = 1 if self.device == "cpu" else BATCH_ON_ACCELERATOR
        if batch < 1:
            raise UsageError(f"batch: expected 1 or more, got {batch}")
        return self._many(sources, chosen, batch, errors)

    def predict(self, rgb: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Probabilities of every label for ``(H, W, 3) uint8 RGB``: name → ``(H, W) float32``.

        This is the door through which :mod:`integument.evaluate` scores any segmenter.
        Raises UsageError for an array of another shape or type.
        """
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or not rgb.size:
            raise UsageError(f"expected an (H, W, 3) uint8 array, got {rgb.shape} {rgb.dtype}")
        rgb = np.ascontiguousarray(rgb)
        guide = grey_guide(rgb)
        (maps,) = self.looks.maps([rgb])
        return {
            label: refine(probability, guide)
            for label, probability in zip(self.labels, maps, strict=True)
        }

    def choose(self, labels: str | Sequence[str] | None) -> tuple[str, ...]:
        """The labels asked for, checked against those the model predicts; all for None."""
        if labels is None:
            return self.labels
        chosen = parse(labels)
        for label in chosen:
            if label not in self.labels:
                raise unknown(f"label for the model '{self.name}'", label, self.labels)
        return chosen

    def _many(
        self, sources: Iterable[Any], labels: tuple[str, ...], batch: int, errors: str
    ) -> Iterator[People | IntegumentError]:
        waiting: list[Photo] = []
        for loaded in _load_ahead(sources):
            try:
                photo = loaded.result()
            except IntegumentError as error:
                yield from self._segment_batch(waiting, labels)
                waiting = []
                if errors == "raise":
                    raise
                yield error
                continue
            if waiting and photo.size != waiting[0].size:
                yield from self._segment_batch(waiting, labels)
                waiting = []
            waiting.append(photo)
            if len(waiting) == batch:
                yield from self._segment_batch(waiting, labels)
                waiting = []
        yield from self._segment_batch(waiting, labels)

    def _segment_batch(self, photos: list[Photo], labels: tuple[str, ...]) -> list[People]:
        """Segment photographs of one shape together."""
        if not photos:
            return []
        started = time.perf_counter()
        maps = self.looks.maps([photo.pixels for photo in photos])
        run = Run(
            model=self.name,
            sha256=self.session.sha256,
            device=self.device,
            seconds=(time.perf_counter() - started) / len(photos),
        )
        return [
            People(
                photo,
                dict(zip(self.labels, one, strict=True)),
                labels=labels,
                run=run,
                edges=self.edges,
            )
            for photo, one in zip(photos, maps, strict=True)
        ]


def _load(source: Any) -> Photo:
    return source if isinstance(source, Photo) else load_photo(source)


def _load_ahead(sources: Iterable[Any]) -> Iterator[Future[Photo]]:
    """Photographs in order, one being decoded while the one before it is worked on."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="decode") as pool:
        pending: Future[Photo] | None = None
        for source in sources:
            following = pool.submit(_load, source)
            if pending is not None:
                yield pending
            pending = following
        if pending is not None:
            yield pending
