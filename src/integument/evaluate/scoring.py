"""Scores anything that predicts probabilities on any packs, always in the same way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from integument.data.sample import Sample
from integument.data.split import spread
from integument.errors import (
    DeviceError,
    InputError,
    MissingExtraError,
    ModelError,
    OutputError,
    UsageError,
    unknown,
)
from integument.evaluate.classes import class_map, confusion
from integument.evaluate.contours import outline
from integument.evaluate.levels import Levels, quantise
from integument.evaluate.metrics import count
from integument.evaluate.report import Failure, PackScore, Report, Row
from integument.evaluate.soft import iou_bitwise_u8, mean_absolute_error

DEFAULT_THRESHOLD = 0.5
"""Probabilities are calibrated, so a pixel counts as predicted where it is more likely than not."""

READ_AHEAD = 2
"""Pictures read before they are needed: reading takes about as long as scoring."""


@runtime_checkable
class Scorable(Protocol):
    """The door: whatever has these three can be scored.

    ``predict`` takes ``(H, W, 3) uint8`` RGB and returns, for every one of ``labels``,
    ``(H, W) float32`` probabilities in [0, 1] of the same size. A hard segmenter returns 0 and 1.
    """

    @property
    def name(self) -> str: ...

    @property
    def labels(self) -> tuple[str, ...]: ...

    def predict(self, rgb: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]: ...


class Pictures(Protocol):
    """What is scored: a :class:`integument.data.pack.Pack`, or anything that reads like one."""

    @property
    def name(self) -> str: ...

    @property
    def path(self) -> Path: ...

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def people_free(self) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...

    def __len__(self) -> int: ...

    def read(self, stem: str, labels: Sequence[str] | None = None) -> Sample: ...


def score(
    segmenter: Scorable,
    packs: Sequence[Pictures],
    labels: Sequence[str] | None = None,
    *,
    limit: int | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    outlines: bool = False,
    advance: Callable[[], object] | None = None,
) -> Report:
    """Score a segmenter on packs, picture by picture.

    A picture that cannot be read or segmented is named in the report and the rest go on. A
    segmenter that breaks its contract (missing label, other size, values outside [0, 1]) is an
    error at once, since every later number would be wrong too.

    Parameters
    ----------
    labels : what to score; default every label that both the segmenter and a pack have
    limit : at most so many pictures of each pack, spread evenly over it; default all
    threshold : probability from which a pixel counts as predicted
    outlines : measure the distances between outlines too, which takes several times as long
    advance : called after each picture, for showing progress

    Raises
    ------
    UsageError
        For a label the segmenter does not predict, a threshold outside (0, 1], a limit below 1.
    InputError
        If a pack has none of the labels, or no picture of it could be scored (a stress set
        may stay empty).
    ModelError
        If the segmenter breaks its contract.
    """
    if not 0.0 < threshold <= 1.0:
        raise UsageError(f"threshold: expected above 0 and at most 1, got {threshold:g}")
    if limit is not None and limit < 1:
        raise UsageError(f"limit: expected at least 1 picture, got {limit}")
    for label in labels or ():
        if label not in segmenter.labels:
            raise unknown(f"label for {segmenter.name}", label, segmenter.labels)
    wanted = tuple(segmenter.labels if labels is None else labels)
    chosen = [(pack, _common(pack, wanted)) for pack in packs]  # before hours are spent
    scores = [
        _score_pack(segmenter, pack, common, picked(pack, limit), threshold, outlines, advance)
        for pack, common in chosen
    ]
    return Report(segmenter.name, threshold, tuple(scores))


def picked(pack: Pictures, limit: int | None = None) -> list[str]:
    """The pictures that are scored: all, or ``limit`` of them spread evenly over the pack.

    Neighbours in a pack are often alike, so the first few would not speak for the rest.
    """
    return spread(list(pack), limit)


def _common(pack: Pictures, wanted: Sequence[str]) -> tuple[str, ...]:
    common = tuple(label for label in wanted if label in pack.labels)
    if not common:
        has = ", ".join(pack.labels) or "none"
        raise InputError(
            f"{pack.path}: nothing to score: expected masks of {', '.join(wanted)}, it has {has}"
        )
    return common


def _score_pack(
    segmenter: Scorable,
    pack: Pictures,
    labels: tuple[str, ...],
    stems: list[str],
    threshold: float,
    outlines: bool,
    advance: Callable[[], object] | None,
) -> PackScore:
    result = PackScore(pack.name, str(pack.path), pack.people_free, labels, threshold)
    result.base, result.stress = getattr(pack, "base", ""), getattr(pack, "stress_name", "")
    for stem, read in _read_ahead(pack, stems, labels):
        try:
            sample = read.result()
            if sample.masks:
                _score_picture(segmenter, sample, result, outlines)
        except (ModelError, DeviceError, UsageError, MissingExtraError, OutputError):
            raise
        except Exception as error:  # a foreign segmenter may raise anything on a picture
            result.failures.append(Failure(stem, _reason(error)))
        if advance is not None:
            advance()
    if not result.rows and not result.stress:  # an alteration may fit none of a few pictures
        why = result.failures[0].reason if result.failures else "all were unlabelled or void"
        raise InputError(f"{pack.path}: none of {len(stems)} pictures could be scored: {why}")
    return result


def _read_ahead(
    pack: Pictures, stems: Sequence[str], labels: tuple[str, ...]
) -> Iterator[tuple[str, Future[Sample]]]:
    """Each picture, read on a thread of its own while those before it are scored."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        waiting: deque[tuple[str, Future[Sample]]] = deque()
        for stem in stems:
            waiting.append((stem, reader.submit(pack.read, stem, labels)))
            if len(waiting) > READ_AHEAD:
                yield waiting.popleft()
        yield from waiting


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"


def _score_picture(segmenter: Scorable, sample: Sample, result: PackScore, outlines: bool) -> None:
    """Add the rows of one picture; nothing is added if a label of it breaks."""
    predicted = segmenter.predict(sample.image)
    rows: list[Row] = []
    marked: dict[str, NDArray[np.bool_]] = {}
    for label in sample.labels:
        probability = checked(segmenter, predicted, label, sample.shape)
        marked[label] = probability >= result.threshold
        row = _row(sample, label, probability, marked[label], outlines)
        if row.counts.total:  # a picture that is void throughout says nothing
            rows.append(row)
    result.rows.extend(rows)
    if not result.people_free and "hair" in marked and "skin" in marked:
        matrix = _class_confusion(sample, marked)
        result.confusion = matrix if result.confusion is None else result.confusion + matrix


def _row(
    sample: Sample,
    label: str,
    probability: NDArray[np.float32],
    marked: NDArray[np.bool_],
    outlines: bool,
) -> Row:
    truth, ignored = sample.truth(label), sample.ignored(label)
    levels = quantise(probability)
    return Row(
        sample.name,
        label,
        count(marked, truth, ignored),
        Levels.measure(levels, truth, ignored),
        iou_bitwise_u8(levels, sample.masks[label], ignored),
        mean_absolute_error(levels, sample.masks[label], ignored),
        outline(marked, truth, ignored) if outlines else None,
    )


def _class_confusion(sample: Sample, marked: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.int64]:
    ignored = [void for label in ("hair", "skin") if (void := sample.ignored(label)) is not None]
    return confusion(
        class_map(marked["hair"], marked["skin"]),
        class_map(sample.truth("hair"), sample.truth("skin")),
        ignored=np.logical_or.reduce(ignored) if ignored else None,
    )


def checked(
    segmenter: Scorable,
    predicted: Mapping[str, NDArray[np.float32]],
    label: str,
    shape: tuple[int, int],
) -> NDArray[np.float32]:
    """One label's probabilities, ``(H, W)``, after checking that they are that.

    Raises ModelError if the label is missing, or of another size, or not from 0 to 1.
    """
    if label not in predicted:
        got = ", ".join(predicted) or "nothing"
        raise ModelError(f"{segmenter.name}: promised the label '{label}' but predicted {got}")
    values = np.asarray(predicted[label])
    if values.shape != shape:
        raise ModelError(
            f"{segmenter.name}: '{label}' must have the picture's size: "
            f"expected {shape}, got {values.shape}"
        )
    low, high = float(values.min()), float(values.max())
    if not (low >= 0.0 and high <= 1.0):  # also false for NaN
        raise ModelError(
            f"{segmenter.name}: '{label}' must be probabilities: "
            f"expected values from 0 to 1, got {low:g} to {high:g}"
        )
    return values
