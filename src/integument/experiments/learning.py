"""Trains what an experiment compares, by the recipes, once: equal trainings are shared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, make_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from integument.errors import InputError
from integument.experiments.context import Context
from integument.extras import require
from integument.settings import assign
from integument.train import recipes
from integument.train.schedule import Budget

if TYPE_CHECKING:
    from integument.train.settings import Settings

STEPS = {"smoke": 3, "cpu": 800}
SMOKE_STEPS_NARROW = 24
"""How long; at full scale as the recipe says. Narrowed networks are so quick that they can see a
few more batches even at smoke scale."""

SMALL = {
    "smoke": (
        *("size=64", "input_size=64", "batch=2", "workers=0", "validation_pictures=2"),
        *("validation_seconds=1e9", "checkpoint_seconds=1e9", "ema=0.5", "device=cpu"),
        "learning_rate=3e-3",
    ),
    "cpu": (
        *("size=64", "input_size=96", "batch=8", "workers=0", "validation_pictures=20"),
        *("validation_seconds=1e9", "ema=0.99", "learning_rate=2e-3", "schedule=poly"),
    ),
    "full": (),
}
"""Settings of a scale on top of those of the recipe. The published learning rates of 1e-4 and 1e-5
are for hours and days; with them nothing is learned in some hundred steps."""

WIDTHS = {"smoke": (8, 16, 16, 32, 32), "cpu": (8, 16, 32, 64, 128)}
"""Of U-Nets, from 64 to 1024 as published, so that small scales fit a processor."""

NARROWED = ("unet", "unet_two_heads", "mutual_guidance")


@dataclass(frozen=True)
class Condition:
    """One row of a comparison: a recipe, its changes and its pictures.

    Attributes
    ----------
    name : of the row
    data : names of needs, or references to folders, in the order that the recipe wants
    changes : ``name=value`` texts as after ``--set``; they win over those of the scale
    validation : the same, to be validated on while training; by default a held-out part of data
    start : a condition, or a checkpoint, whose weights it begins with
    steps : factor on the steps of the small scales
    epochs : at full scale, how often the pictures of the last of ``data`` are seen; by default the
        recipe's budget
    """

    name: str
    recipe: str
    data: tuple[str, ...]
    changes: tuple[str, ...] = ()
    validation: tuple[str, ...] = ()
    start: Condition | Path | None = None
    steps: float = 1.0
    epochs: float | None = None


def train(context: Context, condition: Condition, seed: int) -> Path:
    """The checkpoint of a condition, from an earlier experiment where there is one.

    A training that was stopped goes on where it was.
    """
    require(f"experiment '{context.experiment.name}'", "train", "torch")
    start, begun_with = _start(context, condition, seed)
    settings = settings_of(context.scale, condition, seed)
    budget = _budget(context, condition, settings)
    asked = [
        *(condition.recipe, _plain(settings), settings.net_options(), repr(budget)),
        [_identity(context, name) for name in (*condition.data, *condition.validation)],
        begun_with,
    ]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:12]
    out = context.root / "trainings" / f"{condition.recipe}-{settings.net}-{digest}"
    final = out / "final.pt"
    if not final.exists():
        context.say(f"training {condition.name}, seed {seed}, in {out}")
        _train(context, condition, settings, budget, start, out)
        if context.scale != "full":  # the state to resume from is several times as large
            for name in ("last.pt", "best.pt"):
                (out / name).unlink(missing_ok=True)
    return final


def _start(context: Context, condition: Condition, seed: int) -> tuple[Path | None, str | None]:
    """The checkpoint that a condition begins with, and what tells it from others."""
    if condition.start is None:
        return None, None
    if isinstance(condition.start, Path):
        try:
            return condition.start, hashlib.sha256(condition.start.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError(f"{condition.start}: cannot be read: {error.strerror}") from error
    trained = train(context, condition.start, seed)
    return trained, trained.parent.name


def settings_of(scale: str, condition: Condition, seed: int) -> Settings:
    """The recipe's settings with those of the scale and of the condition."""
    changes = (*SMALL[scale], f"seed={seed}", *condition.changes)
    settings = assign(recipes.load(condition.recipe).SETTINGS, changes)
    if scale in WIDTHS and settings.net in NARROWED:
        return _narrowed(settings, WIDTHS[scale])
    return settings


def folders_of(context: Context, names: Sequence[str]) -> tuple[Path, ...]:
    """Where the pictures are that needs, or references to folders, name."""
    return tuple(
        Path(folder)
        for name in names
        for folder in (context.folders(name) if _is_need(context, name) else (name,))
    )


def curve(checkpoint_path: Path) -> list[dict[str, Any]]:
    """The validations of a training, in order."""
    from integument.train import checkpoint

    return checkpoint.load(checkpoint_path).curve


def _train(
    context: Context,
    condition: Condition,
    settings: Settings,
    budget: Budget,
    start: Path | None,
    out: Path,
) -> None:
    from integument.train import loop
    from integument.train.run import Run

    loop.train(
        Run(
            recipe=condition.recipe,
            settings=settings,
            out=out,
            budget=budget,
            people=folders_of(context, condition.data),
            validation=folders_of(context, condition.validation),
            resume=(out / "last.pt").exists(),
            start=start,
            task=recipes.task_of(condition.recipe),
        ),
        say=lambda line: context.say(f"  {line}"),
    )


def _budget(context: Context, condition: Condition, settings: Settings) -> Budget:
    if context.scale != "full":
        narrow = context.scale == "smoke" and settings.net in NARROWED
        steps = SMOKE_STEPS_NARROW if narrow else STEPS[context.scale]
        return Budget(steps=max(1, round(steps * condition.steps)))
    if condition.epochs is None:
        return recipes.load(condition.recipe).BUDGET
    from integument.data.open import open_data

    folders = folders_of(context, condition.data[-1:])
    pictures = sum(len(open_data(folder)) for folder in folders)
    shares = settings.shares() or (1.0,)
    a_step = settings.batch * shares[-1] / sum(shares)
    return Budget(steps=max(1, round(condition.epochs * pictures / a_step)))


def _identity(context: Context, name: str) -> Any:
    """What a training depends on: the content of pictures, not where they lie."""
    if _is_need(context, name):
        return [[one["pictures"], one["sha256"]] for one in context.checksums(name)]
    from integument.experiments.sets import checksum

    return checksum(name)["sha256"]


def _is_need(context: Context, name: str) -> bool:
    return any(need.name == name for need in context.experiment.needs)


def _plain(settings: Settings) -> dict[str, Any]:
    return {field.name: getattr(settings, field.name) for field in fields(settings)}


def _narrowed(settings: Settings, widths: tuple[int, ...]) -> Settings:
    """The same settings, with a narrower network."""
    kind = type(settings)

    def net_options(self: Settings) -> dict[str, Any]:
        return {**kind.net_options(self), "widths": list(widths)}

    narrow = make_dataclass(
        kind.__name__, [], bases=(kind,), namespace={"net_options": net_options}, frozen=True
    )
    return narrow(**_plain(settings))
