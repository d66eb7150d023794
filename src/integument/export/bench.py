"""Times ONNX files side by side: one thread, taking turns, so that a busy moment hits all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

SIZES = (256, 384)
ROUNDS = 30
WARM_UP = 2
"""First rounds, in which memory is laid out, are not counted."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one network for one picture of ``size × size`` pixels."""

    name: str
    size: int
    minimum: float
    median: float


def open_on_one_thread(path: Path) -> ort.InferenceSession:
    """A CPU session with one thread and no thread that spins beside it."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def side_by_side(
    models: Mapping[str, Path], sizes: Sequence[int] = SIZES, rounds: int = ROUNDS
) -> list[Timing]:
    """Every model at every size, ``rounds`` times in turn.

    The minimum is what the network needs; the median says how disturbed the measurement was.
    """
    sessions = {name: open_on_one_thread(path) for name, path in models.items()}
    timings = []
    for size in sizes:
        image = np.random.default_rng(0).random((1, 3, size, size), dtype=np.float32)
        taken: dict[str, list[float]] = {name: [] for name in sessions}
        for round_ in range(WARM_UP + rounds):
            for name, session in sessions.items():
                started = time.perf_counter()
                session.run(None, {"image": image})
                if round_ >= WARM_UP:
                    taken[name].append(1000 * (time.perf_counter() - started))
        timings += [
            Timing(name, size, min(times), statistics.median(times))
            for name, times in taken.items()
        ]
    return timings
