"""Runs an experiment and writes what it found, with everything needed to repeat it.

::

    OUT/SCALE/e9/result.json     numbers, and what they were made of and with
    OUT/SCALE/e9/parts/          parts that are finished and not computed again
    OUT/SCALE/e9/*.png           figures
    OUT/SCALE/trainings/         networks, which experiments share
    OUT/SCALE/predictions/       of those networks
    OUT/SCALE/data/              pictures that were made
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from integument import __version__
from integument.errors import UsageError, unknown
from integument.experiments.context import Context
from integument.experiments.experiment import SCALES, Experiment
from integument.experiments.verdict import judge
from integument.files import atomic_write
from integument.lock import exclusive

RESULT = "result.json"


def run(
    experiment: Experiment,
    *,
    scale: str = "smoke",
    given: Mapping[str, Sequence[str]] | None = None,
    out: str | Path = "runs/experiments",
    seeds: Sequence[int] | None = None,
    start: str | Path | None = None,
    command: str = "",
    say: Callable[[str], None] = lambda line: None,
) -> Path:
    """Run it and give the path of ``result.json``.

    Parameters
    ----------
    given : name of a need -> folders of pictures
    seeds : which; by default as many as the experiment has at this scale, from 0 up
    start : checkpoint that every training begins with, for experiments that allow it
    command : how it was asked for, to be kept with the result

    Raises
    ------
    UsageError
        For a scale that does not exist, pictures that nothing needs or that are missing, a
        ``start`` for an experiment that takes none.
    InputError
        For pictures without the labels they need.
    """
    if scale not in SCALES:
        raise unknown("scale", scale, SCALES)
    if seeds is not None and (not seeds or len(set(seeds)) != len(seeds)):
        raise UsageError(f"seeds: expected different numbers, got {list(seeds)}")
    chosen = tuple(seeds) if seeds is not None else tuple(range(experiment.seed_count(scale)))
    begun_with = None if start is None else Path(start)
    context = Context(
        *(experiment, scale, Path(out) / scale, given or {}, chosen, say, command, begun_with)
    )
    context.check_data()
    with exclusive(context.folder):
        begun = time.monotonic()
        findings = experiment.run(context)
        seconds = time.monotonic() - begun
        result = {
            "experiment": experiment.name,
            "title": experiment.title,
            "source": experiment.source,
            "scale": scale,
            "seeds": list(chosen),
            "command": command,
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 1),
            "machine": _machine(),
            "data": {need.name: _told(context, need.name) for need in experiment.needs},
            **findings.to_dict(),
            "verdicts": [verdict.to_dict() for verdict in judge(experiment, findings, scale)],
        }
        path = context.folder / RESULT
        atomic_write(path, f"{json.dumps(result, indent=1, ensure_ascii=False)}\n".encode())
    return path


def _told(context: Context, name: str) -> dict[str, Any]:
    made = name not in context.given and not context.experiment.need(name).optional
    return {"made": made, "sets": context.checksums(name)}


def _machine() -> dict[str, Any]:
    from integument.bench.measure import machine

    return {"integument": __version__, **machine()}
