"""A training run as a thing on disk: what was asked, where it stands, whether it may go on."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch

from integument import __version__
from integument.data.sampler import Stream
from integument.errors import ModelError, UsageError
from integument.files import atomic_write
from integument.nets.network import Network
from integument.train import checkpoint
from integument.train.checkpoint import Checkpoint
from integument.train.schedule import Budget
from integument.train.settings import Settings, difference
from integument.train.task import Task


@dataclass(frozen=True)
class Run:
    """What is to be trained, on what, for how long, and where it is kept.

    Attributes
    ----------
    people, negatives : folders of packs with people, and of people-free ones
    validation : packs to be scored whole; without them the held-out parts of the above are
    stream : an endless source of samples beside the packs, made from a seed
    budget : None when resuming takes it from the saved state
    resume : go on from ``out/last.pt``
    start : checkpoint of another run whose averaged weights to begin with
    task : what is learned
    """

    recipe: str
    settings: Settings
    out: Path
    budget: Budget | None = None
    people: tuple[Path, ...] = ()
    negatives: tuple[Path, ...] = ()
    validation: tuple[Path, ...] = ()
    stream: Stream | None = None
    resume: bool = False
    start: Path | None = None
    task: type[Task] = Task

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.settings.labels.split(","))


@dataclass
class State:
    """What changes while training, apart from weights and optimiser.

    ``seconds`` counts time at work over all resumptions; ``curve`` has one record a validation.
    """

    step: int = 0
    seconds: float = 0.0
    best: float = -1.0
    curve: list[dict[str, Any]] = field(default_factory=list)


def saved_settings(out: Path, kind: type[Settings] = Settings) -> Settings:
    """The settings of the run in ``out``, of the ``kind`` of its recipe, with which it goes on
    unless told otherwise.

    Raises :class:`UsageError` if there is no run, or one with settings this version has not.
    """
    path = out / "last.pt"
    if not path.exists():
        raise UsageError(f"nothing to resume: {path} does not exist; leave out --resume to start")
    saved = checkpoint.load(path).settings
    known = {part.name for part in fields(kind)}
    if strange := sorted(set(saved) - known):
        raise UsageError(f"{path}: made by another version: unknown settings {', '.join(strange)}")
    return kind(**saved)


def previous_state(run: Run) -> Checkpoint | None:
    """The saved state to go on from, or None for a fresh start.

    Raises
    ------
    UsageError
        If there is a state and ``resume`` is not set, if there is none and it is, or if recipe,
        settings or budget are not those of the state.
    """
    path = run.out / "last.pt"
    if not run.resume:
        if path.exists():
            raise UsageError(
                f"{run.out} holds a run already: add --resume to go on with it, "
                "or choose another --out"
            )
        if run.settings.quantise and run.start is None:
            raise UsageError("setting 'quantise': expected trained weights: add --init CHECKPOINT")
        return None
    if not path.exists():
        raise UsageError(f"nothing to resume: {path} does not exist; leave out --resume to start")
    saved = checkpoint.load(path)
    if saved.recipe != run.recipe:
        raise UsageError(f"{path}: is a run of recipe '{saved.recipe}', not of '{run.recipe}'")
    # A run from before a setting existed went by what is its default now.
    defaults = {part.name: part.default for part in fields(run.settings)}
    changes = difference(defaults | saved.settings, asdict(run.settings))
    if run.budget is not None:
        changes = ", ".join(filter(None, (changes, difference(saved.budget, asdict(run.budget)))))
    if changes:
        raise UsageError(
            f"{path}: cannot go on with other settings: {changes}; "
            f"to start a new run from these weights use --init {path} and another --out"
        )
    return saved


def agreed_budget(run: Run, saved: Checkpoint | None) -> Budget:
    """The run's own budget, else that of the saved state."""
    if run.budget is not None:
        return run.budget
    if saved is None:
        raise UsageError("how long to train: expected either --steps or --hours")
    return Budget(**saved.budget)


def load_weights(net: Network, labels: Sequence[str], path: Path) -> None:
    """The averaged weights of a checkpoint into ``net``, whose channels are ``labels``.

    What a network may begin with is its own matter, see :meth:`Network.begin_with`. Raises
    :class:`ModelError` if they do not fit.
    """
    saved = checkpoint.load(path)
    try:
        net.begin_with(saved.as_origin(), labels)
    except RuntimeError as error:
        first = str(error).splitlines()[1:2] or [str(error)]
        raise ModelError(
            f"{path}: weights of network '{saved.settings['net']}' with labels "
            f"{','.join(saved.labels)} do not fit {type(net).__name__}: "
            f"{_shortened(first[0].strip())}; use --set net={saved.settings['net']} "
            f"--set labels={','.join(saved.labels)}, or start without --init"
        ) from error


def _shortened(text: str, length: int = 100) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def write_settings(run: Run, budget: Budget, device: torch.device) -> None:
    """``settings.json``: everything needed to repeat the run, for people to read."""
    record = {
        "recipe": run.recipe,
        "settings": asdict(run.settings),
        "budget": asdict(budget),
        "people": [str(folder) for folder in run.people],
        "negatives": [str(folder) for folder in run.negatives],
        "validation": [str(folder) for folder in run.validation],
        "stream": run.stream is not None,
        "init": str(run.start) if run.start else None,
        "device": str(device),
        "versions": {
            "integument": __version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
    }
    atomic_write(run.out / "settings.json", (json.dumps(record, indent=1) + "\n").encode())
