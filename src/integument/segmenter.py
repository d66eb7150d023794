"""The network around a photograph: fit it in, run, cut the answer out again."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, overload

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.closer import add_closer, find_small
from integument.edges import FAST, check_edges
from integument.errors import IntegumentError, UsageError, unknown
from integument.labels import parse
from integument.models import registry
from integument.overview import confirmed, merge
from integument.people import People, Run
from integument.photo import Photo, load_photo
from integument.presence import weigh
from integument.refine import grey_guide, refine
from integument.session import Session

MULTIPLE = 32
"""Height and width of the network's input are multiples of this: its deepest stride."""

STRIDE = 2
"""One pixel of the network's output covers at most this many of its input, each way."""

MAX_INPUT_SIZE = 4096
"""The network was never meant to see more; larger values are slips such as a width in 1/10 px."""

BATCH_ON_ACCELERATOR = 8
"""Pictures of one shape that go through a graphics card together. On the processor a batch
gains nothing, so there it is one picture, which also keeps memory low."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """A picture fitted into the network's input.

    Attributes
    ----------
    image : ``(3, H, W) float32`` RGB in [0, 1], H and W multiples of 32. The picture lies in
        the top left corner; the rest, at most 31 pixels to the right and below, repeats its
        last column and row: a border the network cannot take for an edge of something.
    height, width : rows and columns that the picture itself covers; even, so that they are
        whole pixels of the output too
    """

    image: NDArray[np.float32]
    height: int
    width: int


def letterbox(rgb: NDArray[np.uint8], input_size: int) -> Letterbox:
    """Scale ``(H, W, 3) uint8 RGB`` so that its longer side becomes ``input_size``.

    The aspect ratio is kept up to the rounding of each side to an even number; the answer is
    scaled back each way by itself, so nothing moves.
    """
    scale = input_size / max(rgb.shape[:2])
    height, width = (_round_to(side * scale, STRIDE) for side in rgb.shape[:2])
    if scale <= 0.25:
        # A plain halving first makes the averaging of large photographs over twice as fast.
        rgb = cv2.resize(
            rgb, (rgb.shape[1] // 2 or 1, rgb.shape[0] // 2 or 1), interpolation=cv2.INTER_AREA
        )
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(rgb, (width, height), interpolation=method)
    below, right = -height % MULTIPLE, -width % MULTIPLE
    padded = cv2.copyMakeBorder(scaled, 0, below, 0, right, cv2.BORDER_REPLICATE)
    image = np.ascontiguousarray(padded.transpose(2, 0, 1), dtype=np.float32)
    image /= 255
    return Letterbox(image, height, width)


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

    Attributes
    ----------
    name : name of the model
    labels : the labels it predicts
    device : the device it runs on
    closer : how much larger small people may be looked at once more (:mod:`integument.closer`);
        0 for never
    edges : the level of edges of what it finds
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
    ) -> None:
        if input_size is not None and not MULTIPLE <= input_size <= MAX_INPUT_SIZE:
            raise UsageError(
                f"input size: expected {MULTIPLE} to {MAX_INPUT_SIZE} pixels, got {input_size}"
            )
        self.edges = check_edges(edges)
        self.session = Session(registry.locate(model), device=device, threads=threads)
        self.input_size = input_size or self.session.input_size
        self.closer = 0.0 if input_size else self.session.closer
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
        (maps,) = self._look([rgb])
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
        maps = self._look([photo.pixels for photo in photos])
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

    def _look(self, pictures: list[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """Maps ``(L, h, w)`` of pictures ``(H, W, 3)`` of one shape, from one look or several."""
        maps = list(self._run([letterbox(rgb, self.input_size) for rgb in pictures]))
        size = round(self.input_size * self.session.overview)
        if size >= MULTIPLE:
            looks = zip(maps, self._run([letterbox(rgb, size) for rgb in pictures]), strict=True)
            maps = [self._merge(near, far) for near, far in looks]
        presence = self.session.presence
        if presence:
            maps = [weigh(one, self.labels, presence) for one in maps]
        if self.closer:
            maps = [self._look_closer(*one) for one in zip(pictures, maps, strict=True)]
        return maps

    def _merge(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> NDArray[np.float32]:
        if self.session.confirm:
            near = confirmed(near, far, self.session.confirm)
        return merge(near, far)

    def _look_closer(
        self, rgb: NDArray[np.uint8], maps: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """``maps`` of a picture, better where people are small; parts differ in shape: no batch."""
        part = find_small(maps, self.labels, self.closer)
        if part is None:
            return maps
        (seen,) = self._run([letterbox(part.cut(rgb), part.size(self.input_size))])
        return add_closer(maps, seen, part, self.labels)

    def _run(self, boxes: list[Letterbox]) -> Iterator[NDArray[np.float32]]:
        """The network's answer for boxes of one shape, without the padding: ``(L, h, w)`` each."""
        output = self.session.run(np.stack([box.image for box in boxes]))
        for box, maps in zip(boxes, output, strict=True):
            stride = box.image.shape[1] // maps.shape[1]
            yield maps[:, : box.height // stride, : box.width // stride].copy()


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


def _round_to(value: float, multiple: int) -> int:
    """The nearest multiple, but never zero."""
    return max(multiple, multiple * round(value / multiple))
