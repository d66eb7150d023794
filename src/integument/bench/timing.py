"""Times networks side by side, taking turns, so that a busy moment hits all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from integument.bench.backends import Run

WARM_UP = 2
"""First rounds, in which memory is laid out and code compiled, are not counted."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Timing(Generic[Key]):
    """Milliseconds of one network for one picture of ``size × size`` pixels.

    The minimum is what the network needs; the median says how disturbed the measurement was.
    """

    key: Key
    size: int
    minimum: float
    median: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Measured(Generic[Key]):
    """What was timed, and what failed: which and which size → why."""

    timings: list[Timing[Key]] = field(default_factory=list)
    failures: dict[tuple[Key, int], str] = field(default_factory=dict)


def side_by_side(
    runs: Mapping[Key, Run],
    sizes: Sequence[int],
    rounds: int,
    *,
    warm_up: int = WARM_UP,
    advance: Callable[[], None] = lambda: None,
) -> Measured[Key]:
    """Every network at every size, ``rounds`` times in turn.

    A network that fails at a size, such as one with a fixed input of another, is left out there.
    ``advance`` is called after every round.
    """
    found: Measured[Key] = Measured()
    for size in sizes:
        image = np.random.default_rng(0).random((1, 3, size, size), dtype=np.float32)
        taken: dict[Key, list[float]] = {key: [] for key in runs}
        for round_ in range(warm_up + rounds):
            for key, run in runs.items():
                if (key, size) in found.failures:
                    continue
                started = time.perf_counter()
                try:
                    run(image)
                except Exception as error:  # each library has errors of its own
                    first = next(iter(str(error).splitlines()), type(error).__name__)
                    found.failures[key, size] = first
                    continue
                if round_ >= warm_up:
                    taken[key].append(1000 * (time.perf_counter() - started))
            advance()
        found.timings.extend(
            Timing(key, size, min(times), statistics.median(times), len(times))
            for key, times in taken.items()
            if (key, size) not in found.failures
        )
    return found
