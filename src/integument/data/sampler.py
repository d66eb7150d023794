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

from integument.data import answers
from integument.data.augment import AugmentSettings, Example
from integument.data.backdrop import SUBJECTS, BackdropSettings, before_another
from integument.data.cache import SampleCache
from integument.data.dataset import DataSet
from integument.data.examples import make_example, turn_of
from integument.data.open import open_data
from integument.data.pack import Pack
from integument.data.sample import Sample
from integument.data.split import is_held_out
from integument.errors import InputError, UnreadableError, UsageError

MAX_FAILURES = 20
"""Damaged pictures in a row before a run gives up: a few are a picture still being written."""

BACKDROPS = 64
"""People-free pictures kept ready as grounds and occluders. 64 of half a megabyte are plenty."""

Stream = Callable[[int], Iterator[Sample]]
"""Makes an endless iterator of samples from a seed."""


class Place(NamedTuple):
    """Where a picture is; ``source`` as in :class:`Batch`."""

    pack: DataSet
    stem: str
    source: int


class Batch(NamedTuple):
    """Stacked examples: N pictures of S × S pixels, L labels at s × s.

    ``image (N, S, S, 3) uint8 RGB``; ``masks`` and ``void (N, L, s, s) uint8``;
    ``flags (N, L) bool`` (see :class:`integument.data.augment.Example`); ``source (N,) int64``, the
    folder each comes from, -1 for pictures of nobody and streamed ones; ``answers (N, A) float32``,
    the attributes asked for (:mod:`integument.data.answers`).
    """

    image: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    void: NDArray[np.uint8]
    flags: NDArray[np.bool_]
    source: NDArray[np.int64]
    answers: NDArray[np.float32]


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
    mix, ratio : from which folders a batch takes its pictures, and with ``ratio`` in what shares;
        see :data:`integument.data.policies.MIXES`
    policy : how pictures are changed, see :data:`integument.data.policies.AUGMENTS`
    backgrounds : how often people are put before a picture of ``negatives``, under any policy
    answers : attributes wanted of each picture
    rank, ranks : this process makes examples ``rank``, ``rank + ranks``, … of every batch
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
    mix: str = "pool"
    ratio: tuple[float, ...] = ()
    policy: str = "full"
    answers: tuple[str, ...] = ()
    rank: int = 0
    ranks: int = 1
    held_out: float = 0.04
    cache_bytes: int = 2 << 30
    rescan_seconds: float = 120.0
    backgrounds: BackdropSettings = field(default_factory=lambda: BackdropSettings(probability=0.0))
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
        self.folders = (*people, *negatives)
        self._negative_folders = frozenset(negatives)
        self.drawn: dict[Path, tuple[str, ...]] = {}
        """Folder with people → labels that are drawn there."""
        self._cache = SampleCache(settings.cache_bytes)
        self._make_stream = stream
        self._streaming: Iterator[Sample] | None = None
        self._backdrops: list[NDArray[np.uint8]] = []
        self._published: dict[Path, DataSet] = {}  # data sets that do not grow, listed once
        self._scan()
        folders = len(self._pools)
        if settings.mix == "ratio" and len(settings.ratio) not in (0, folders):
            raise UsageError(
                f"ratio: expected a share for each of the {folders} folders of pictures, "
                f"got {len(settings.ratio)}"
            )
        if settings.backgrounds.probability and not self._backdrops:
            raise UsageError(
                "setting 'backgrounds': nothing to put people before: "
                "expected packs without people: add --negatives PACK"
            )
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
        settings = self.settings
        rows = [self._row(k, i) for i in range(settings.rank, settings.batch, settings.ranks)]
        return Batch(*(np.stack(column) for column in zip(*rows, strict=True)))

    def names(self, k: int) -> list[str]:
        """Which pictures batch ``k`` is made of, as ``pack/stem``: to be told when it fails."""
        found = []
        for i in range(self.settings.batch):
            rng = np.random.default_rng([self.seed, k, i])
            if self.settings.policy == "views":
                chosen, _ = self._in_turn(k, i)
            else:
                chosen = self._choose(rng, k, i)
            found.append(f"{chosen.pack.name}/{chosen.stem}" if chosen else "(generated)")
        return found

    def _row(self, k: int, i: int) -> tuple:
        """Example ``i`` of batch ``k``: a function of the two, whoever makes it."""
        settings, rng = self.settings, np.random.default_rng([self.seed, k, i])
        view = "plain"
        if settings.policy == "views":
            chosen, view = self._in_turn(k, i)
            sample, source = self._read(chosen), chosen.source
        else:
            sample, source = self._pick(rng, k, i)
        if settings.backgrounds.probability:
            sample = before_another(sample, self._backdrops, settings.backgrounds, rng)
        example: Example = make_example(
            settings.policy,
            sample,
            settings.labels,
            settings.size,
            settings.stride,
            rng,
            settings=settings.augment,
            people_free=self._backdrops,
            view=view,
        )
        asked = answers.of(sample.attributes, settings.answers)
        return (*example, np.int64(source), asked)

    def _in_turn(self, k: int, i: int) -> tuple[Place, str]:
        """Every picture once in each epoch of each view, in an order of its own."""
        turn = turn_of(k, -(-len(self._people) // self.settings.batch))
        order = np.random.default_rng([self.seed, turn.epoch, len(turn.view)])
        place = (turn.step * self.settings.batch + i) % len(self._people)
        return self._people[int(order.permutation(len(self._people))[place])], turn.view

    def _pick(self, rng: np.random.Generator, k: int, i: int) -> tuple[Sample, int]:
        for _ in range(MAX_FAILURES):
            chosen = self._choose(rng, k, i)
            if chosen is None:
                return self._next_streamed(rng), -1
            try:
                return self._read(chosen), chosen.source
            except UnreadableError as error:
                failure = error
        raise InputError(f"{MAX_FAILURES} unreadable pictures in a row, the last: {failure}")

    def _choose(self, rng: np.random.Generator, k: int, i: int) -> Place | None:
        """Where example ``i`` of batch ``k`` is; None for the stream."""
        if self._negatives and rng.random() < self.settings.negatives:
            pool = self._negatives
        elif self._make_stream and (not self._people or rng.random() < self.settings.streamed):
            return None
        else:
            pool = self._pool(k, i)
        return pool[int(rng.integers(len(pool)))]

    def _pool(self, k: int, i: int) -> list[Place]:
        """Where example ``i`` of batch ``k`` comes from."""
        if self.settings.mix == "alternate":
            return self._pools[k % len(self._pools)]
        if self.settings.mix == "ratio":
            shares = np.cumsum(self.settings.ratio or np.ones(len(self._pools)))
            place = (i + 0.5) / self.settings.batch
            return self._pools[int(np.searchsorted(shares / shares[-1], place))]
        return self._people

    def _read(self, place: Place) -> Sample:
        """With the labels that are asked for: decoding the others would take as long again."""
        wanted = self.settings.labels
        if self.settings.backgrounds.probability:
            wanted = (*wanted, *SUBJECTS)
        pack, stem = place.pack, place.stem
        return self._cache.get((pack.path, pack.labels, stem), lambda: pack.read(stem, wanted))

    def _next_streamed(self, rng: np.random.Generator) -> Sample:
        assert self._make_stream is not None
        if self._streaming is None:
            self._streaming = self._make_stream(int(rng.integers(1 << 31)))
        return next(self._streaming)

    def _scan(self) -> None:
        """Lists the packs anew."""
        self._scanned = time.monotonic()
        pools: list[list[Place]] = []
        self._negatives: list[Place] = []
        self.drawn = {}
        for folder in self.folders:
            pack = self._published.get(folder) or open_data(folder)
            if not isinstance(pack, Pack):
                self._published[folder] = pack
            alone = pack.people_free or folder in self._negative_folders
            if folder in self._negative_folders and not pack.people_free:
                raise InputError(
                    f"{folder}: given as pictures without people, but its meta.json does not say "
                    '"people_free": true; if nobody is in them, add that line'
                )
            source = -1 if alone else len(pools)
            shown = [
                Place(pack, stem, source)
                for stem in pack
                if not is_held_out(stem, self.settings.held_out)
            ]
            if alone:
                self._negatives += shown
            elif shown:
                pools.append(shown)
                self.drawn[folder] = pack.labels
        self._pools = pools
        self._people = [one for pool in pools for one in pool]
        if self._negatives and not self._backdrops:
            self._load_backdrops()

    def _load_backdrops(self) -> None:
        rng = np.random.default_rng([self.seed, 1 << 40])
        chosen = rng.permutation(len(self._negatives))[:BACKDROPS]
        for index in chosen:
            place = self._negatives[index]
            self._backdrops.append(place.pack.read(place.stem, labels=()).image)
