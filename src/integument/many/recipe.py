"""What a worker is told once, what it is given again and again, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from integument.edges import FAST
from integument.errors import IntegumentError, ModelError

if TYPE_CHECKING:
    from integument.many.task import Task
    from integument.people import People
    from integument.segmenter import Segmenter


@dataclass(frozen=True, slots=True)
class Made:
    """The results of one photograph, to be written by somebody else.

    Attributes
    ----------
    found : whether somebody is there
    notes : what could not be honoured in the photograph, one line each
    size : (width, height) in pixels, upright
    parts : what it is (a path or a label) → content of that file
    """

    found: bool
    notes: tuple[str, ...]
    size: tuple[int, int]
    parts: dict[Path | str, bytes] = field(repr=False)


class Maker(Protocol):
    """Knows what is to be made; it travels to the workers."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the network is asked for."""

    def make(self, task: Task, people: People) -> Made:
        """The results of one photograph, without writing any."""


@dataclass(frozen=True, slots=True)
class Model:
    """How a worker opens the model, and how it knows that it is the same as everywhere.

    Attributes
    ----------
    name : as in ``--model``: the path of a file has to be the same for all workers
    sha256 : of the file, in hexadecimal
    device, threads, input_size, edges : as of :class:`integument.segmenter.Segmenter`
    """

    name: str
    sha256: str
    device: str
    threads: int
    input_size: int | None
    edges: str = FAST


class Share(NamedTuple):
    """Photographs for one worker. What comes back carries the number alone."""

    number: int
    tasks: list[Task]


class Done(NamedTuple):
    """What became of a share: one entry a photograph, in order."""

    number: int
    results: list[Made | IntegumentError]


def make_share(model: Model, maker: Maker, share: Share) -> Done:
    """Work on a share as one of many that come to this process.

    Raises :class:`ModelError` where the model is missing or another one.
    """
    segmenter = _segmenter(model)
    # A worker keeps to one core, and others have work for the rest; a graphics card is fed.
    made = make_each(segmenter, maker, share.tasks, ahead=segmenter.device != "cpu")
    return Done(share.number, [result for _, result in made])


def make_each(
    segmenter: Segmenter, maker: Maker, tasks: Sequence[Task], *, ahead: bool = True
) -> Iterator[tuple[Task, Made | IntegumentError]]:
    """Each photograph with its results, or with the error why there are none, in order.

    With ``ahead`` the next one is decoded meanwhile.
    """
    for task, people in zip(tasks, _look(segmenter, maker, tasks, ahead), strict=True):
        if isinstance(people, IntegumentError):
            yield task, people
            continue
        try:
            made = maker.make(task, people)
        except MemoryError:
            yield task, task.too_large()
            continue
        yield task, made


def _look(
    segmenter: Segmenter, maker: Maker, tasks: Sequence[Task], ahead: bool
) -> Iterator[People | IntegumentError]:
    sources = (task.source for task in tasks)
    if ahead:
        yield from segmenter.segment_many(sources, maker.labels, errors="return")
        return
    for source in sources:
        try:
            people = segmenter.segment(source, maker.labels)
        except IntegumentError as error:
            yield error
        else:
            yield people


@lru_cache(maxsize=1)
def _segmenter(model: Model) -> Segmenter:
    """The segmenter of this process: opened for the first share, kept for those that follow."""
    import cv2

    from integument.segmenter import Segmenter

    cv2.setNumThreads(1)  # other workers use the other cores
    segmenter = Segmenter(
        model.name,
        device=model.device,
        threads=model.threads,
        input_size=model.input_size,
        edges=model.edges,
    )
    if segmenter.session.sha256 != model.sha256:
        raise ModelError(
            f"{segmenter.session.path}: a worker has another model under this name than where the "
            "run was started: every worker needs the same file"
        )
    return segmenter
