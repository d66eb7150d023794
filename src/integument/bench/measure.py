"""A whole measurement: every model on every backend, at every size, with every thread count."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from integument import __version__
from integument.bench.backends import Job, Run, build, open_job
from integument.bench.counts import count_file
from integument.bench.entrants import Entrant, enter_all, jobs_of
from integument.bench.memory import peak
from integument.bench.timing import WARM_UP, side_by_side
from integument.errors import IntegumentError

SIZES = (256, 512)
ROUNDS = 20
LIBRARIES = ("numpy", "onnxruntime", "openvino", "torch")
CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to measure.

    Attributes
    ----------
    backends : some of :data:`integument.bench.backends.BACKENDS`
    sizes : sides of the square pictures, in pixels
    threads : processor threads; every count is timed
    rounds, warm_up : how often each is run, and how often before that without counting
    memory : also measure main memory, at the largest size, each in a process of its own
    """

    backends: tuple[str, ...]
    sizes: tuple[int, ...] = SIZES
    threads: tuple[int, ...] = (1,)
    rounds: int = ROUNDS
    warm_up: int = WARM_UP
    memory: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One network on one backend at one size.

    Attributes
    ----------
    minimum, median : milliseconds of a picture
    parameters : learned numbers; None where they cannot be counted
    multiply_accumulates : of a picture of this size; None where they cannot be counted
    memory : peak bytes of a process with only this network; None for all but the largest size
    """

    model: str
    backend: str
    precision: str
    threads: int
    size: int
    minimum: float
    median: float
    parameters: int | None
    multiply_accumulates: int | None
    memory: int | None


@dataclass(frozen=True, slots=True)
class Bench:
    """What was measured, how, and on what."""

    plan: Plan
    machine: dict[str, Any]
    rows: list[Row]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "integument": __version__,
            "machine": self.machine,
            "plan": asdict(self.plan),
            "rows": [asdict(row) for row in self.rows],
        }


def measure(
    models: Sequence[str],
    plan: Plan,
    *,
    note: Callable[[str], None] = lambda text: None,
    advance: Callable[[], None] = lambda: None,
) -> Bench:
    """Time, weigh and count ``models``: names, ONNX files, checkpoints or ``net:NAME``.

    What a backend cannot do is left out and said to ``note``. ``advance`` is called after every
    round, of which each size has ``plan.warm_up + plan.rounds``.

    Raises
    ------
    UsageError, ModelError, MissingExtraError
        For a model that is unknown, missing, or needs a package that is.
    """
    entrants = {entrant.name: entrant for entrant in enter_all(models)}
    with tempfile.TemporaryDirectory() as folder:
        runs = _open(list(entrants.values()), plan, Path(folder), note)
        found = side_by_side(runs, plan.sizes, plan.rounds, warm_up=plan.warm_up, advance=advance)
        for (job, size), reason in found.failures.items():
            note(f"{job.model}: {job.backend} left out at {size}x{size}: {reason}")
        heaviest = max(plan.sizes)
        counts = {
            (name, size): _count(entrants[name], size)
            for name, size in {(timing.key.model, timing.size) for timing in found.timings}
        }
        rows = []
        for timing in found.timings:
            job, size = timing.key, timing.size
            parameters, work = counts[job.model, size]
            weighed = plan.memory and size == heaviest
            rows.append(
                Row(
                    *(job.model, job.backend, job.precision, job.threads, size),
                    *(timing.minimum, timing.median, parameters, work),
                    memory=peak(job, size) if weighed else None,
                )
            )
    return Bench(plan, machine(), rows)


def machine() -> dict[str, Any]:
    """What the numbers depend on, beside the network: processor, system and libraries."""
    versions = {}
    for library in LIBRARIES:
        try:
            versions[library] = version(library)
        except PackageNotFoundError:
            continue
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        **versions,
    }


def _open(
    entrants: Sequence[Entrant], plan: Plan, folder: Path, note: Callable[[str], None]
) -> dict[Job, Run]:
    runs = {}
    for entrant in entrants:
        jobs = jobs_of(entrant, plan.backends, plan.threads, folder, note)
        if not jobs:
            note(f"{entrant.name}: none of {', '.join(plan.backends)} can run it")
        for job in jobs:
            try:
                runs[job] = open_job(job)
            except IntegumentError as error:
                note(f"{error}; left out")
    return runs


def _count(entrant: Entrant, size: int) -> tuple[int | None, int | None]:
    """Parameters and multiply-accumulates, as far as they can be counted with what is there."""
    if entrant.is_onnx:
        counts = count_file(Path(entrant.source), size)
        return (None, None) if counts is None else (counts.parameters, counts.multiply_accumulates)
    from integument.nets import count

    net = build(entrant.source)
    try:
        return count.parameters(net), count.multiply_accumulates(net.to("meta"), size)
    except IntegumentError:  # a size that it does not take
        return count.parameters(net), None


def _processor() -> str:
    if CPU_INFO.is_file():
        for line in CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
