"""An endless, seeded supply of training batches from packs that may still be growing.

Batch number ``k`` depends on the seed, on ``k`` and on what is on disk, and on nothing else: any
worker can make any batch, and a run that was killed goes on with the batch it would have seen.
(Samples of a live stream are the exception: every worker runs its own stream.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.augment import AugmentSettings, Example, augment
from integument.data.cache import SampleCache
from integument.data.dataset import DataSet
from integument.data.open import open_data
from integument.data.pack import Pack
from integument.data.sample import Sample
from integument.data.split import is_held_out
from integument.errors import InputError

MAX_FAILURES = 20
"""Unreadable pictures in a row before a run gives up: a few are a picture still being written."""

BACKDROPS = 64
"""People-free pictures kept ready as grounds and occluders. 64 of half a megabyte are plenty."""

Stream = Callable[[int], Iterator[Sample]]
"""Makes an endless iterator of samples from a seed."""


class Batch(NamedTuple):
    """Stacked examples: N pictures of S × S pixels, L labels at s × s.

    ``image (N, S, S, 3) uint8 RGB``; ``masks`` and ``void (N, L, s, s) uint8``;
    ``flags (N, L) bool`` (see :class:`integument.data.augment.Example`).
    """

    image: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    void: NDArray[np.uint8]
    flags: NDArray[np.bool_]


@dataclass(frozen=True)
class SupplySettings:
    """How batches are put together.

    Attributes
    ----------
    labels : channels of the targets, in order
    size : side of a crop, pixels; stride : of the network's output
    batch : examples in one
    negatives : share of pictures without anybody, while there are any
    streamed : share of the others that come from the stream, where there is one
    held_out : share of each pack that is never shown (see :mod:`integument.data.split`)
    cache_bytes : of decoded samples kept in memory, by each worker
    rescan_seconds : how often packs are listed again for pictures that have arrived
    """

    labels: tuple[str, ...]
    size: int = 256
    stride: int = 2
    batch: int = 24
    negatives: float = 0.08
    streamed: float = 0.5
    held_out: float = 0.04
    cache_bytes: int = 2 << 30
    rescan_seconds: float = 120.0
    augment: AugmentSettings = field(default_factory=AugmentSettings)


class Supply:
    """``supply[k]`` is training batch ``k``; there is no last one.

    Parameters
    ----------
    people, negatives : folders of packs with people, and of packs in which nobody is.
        A people-free pack among ``people`` is moved to the others.
    stream : see :data:`Stream`; its samples are drawn with those of the packs
    seed : of everything random

    Raises
    ------
    InputError
        If a folder is not a pack, or nothing is left to learn from.
    """

    def __init__(
        self,
        people: Sequence[Path],
        negatives: Sequence[Path],
        settings: SupplySettings,
        seed: int,
        stream: Stream | None = None,
    ) -> None:
        self.settings = settings
        self.seed = seed
        self._folders = (*people, *negatives)
        self._negative_folders = frozenset(negatives)
        self._cache = SampleCache(settings.cache_bytes)
        self._make_stream = stream
        self._streaming: Iterator[Sample] | None = None
        self._backdrops: list[NDArray[np.uint8]] = []
        self._published: dict[Path, DataSet] = {}  # data sets that do not grow, listed once
        self._scan()
        if not self._people and stream is None:
            raise InputError(
                "no labelled pictures to learn from: expected packs with people in them, got "
                f"{', '.join(map(str, people)) or 'none'}"
            )

    def __len__(self) -> int:
        """Pictures of the packs with people that may be shown, now."""
        return len(self._people)

    @property
    def people_free(self) -> int:
        """Pictures without anybody that may be shown, now."""
        return len(self._negatives)

    def __getitem__(self, k: int) -> Batch:
        cv2.setNumThreads(1)  # workers run side by side
        if time.monotonic() - self._scanned > self.settings.rescan_seconds:
            self._scan()
        rng = np.random.default_rng([self.seed, k])
        examples = [self._example(rng) for _ in range(self.settings.batch)]
        return Batch(*(np.stack(column) for column in zip(*examples, strict=True)))

    def _example(self, rng: np.random.Generator) -> Example:
        settings = self.settings
        return augment(
            self._pick(rng),
            settings.labels,
            settings.size,
            settings.stride,
            settings.augment,
            rng,
            self._backdrops,
        )

    def _pick(self, rng: np.random.Generator) -> Sample:
        for _ in range(MAX_FAILURES):
            if self._negatives and rng.random() < self.settings.negatives:
                pool = self._negatives
            elif self._make_stream and (not self._people or rng.random() < self.settings.streamed):
                return self._next_streamed(rng)
            else:
                pool = self._people
            pack, stem = pool[int(rng.integers(len(pool)))]
            try:
                return self._cache.get(
                    (pack.path, pack.labels, stem), lambda p=pack, s=stem: p.read(s)
                )
            except InputError as error:
                failure = error
        raise InputError(f"{MAX_FAILURES} unreadable pictures in a row, the last: {failure}")

    def _next_streamed(self, rng: np.random.Generator) -> Sample:
        assert self._make_stream is not None
        if self._streaming is None:
            self._streaming = self._make_stream(int(rng.integers(1 << 31)))
        return next(self._streaming)

    def _scan(self) -> None:
        """Lists the packs anew."""
        self._scanned = time.monotonic()
        self._people: list[tuple[DataSet, str]] = []
        self._negatives: list[tuple[DataSet, str]] = []
        for folder in self._folders:
            pack = self._published.get(folder) or open_data(folder)
            if not isinstance(pack, Pack):
                self._published[folder] = pack
            alone = pack.people_free or folder in self._negative_folders
            if folder in self._negative_folders and not pack.people_free:
                raise InputError(
                    f"{folder}: given as pictures without people, but its meta.json does not say "
                    '"people_free": true; if nobody is in them, add that line'
                )
            pool = self._negatives if alone else self._people
            pool.extend(
                (pack, stem) for stem in pack if not is_held_out(stem, self.settings.held_out)
            )
        if self._negatives and not self._backdrops:
            self._load_backdrops()

    def _load_backdrops(self) -> None:
        rng = np.random.default_rng([self.seed, 1 << 40])
        chosen = rng.permutation(len(self._negatives))[:BACKDROPS]
        for index in chosen:
            pack, stem = self._negatives[index]
            self._backdrops.append(pack.read(stem).image)
