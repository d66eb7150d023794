"""Saved states of a training run: written whole or not at all, read without running any code."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch

from integument import nets
from integument.errors import ModelError
from integument.export import qat
from integument.files import atomic_write
from integument.nets.network import Network
from integument.nets.origin import Origin

FORMAT = 1


@dataclass
class Checkpoint:
    """What a run needs to go on, and an exporter needs to build the network.

    ``net_options`` are what the network was built with; ``helpers`` what learned along with it;
    ``course`` which phase the run was in; ``scaler`` how the loss is scaled with float16;
    ``pretrained`` whether the backbone began with trained weights, None in older files.

    ``model``, ``ema`` and ``optimiser`` are state dictionaries; a file kept for export alone has
    only ``ema``. ``seconds`` is time spent training, ``curve`` one record a validation.
    """

    recipe: str
    settings: dict[str, Any]
    budget: dict[str, Any]
    step: int
    seconds: float
    ema: dict[str, torch.Tensor]
    model: dict[str, torch.Tensor] | None = None
    optimiser: dict[str, Any] | None = None
    random: torch.Tensor | None = None
    curve: list[dict[str, Any]] = field(default_factory=list)
    best: float = -1.0
    data: list[str] = field(default_factory=list)
    net_options: dict[str, Any] = field(default_factory=dict)
    helpers: dict[str, torch.Tensor] | None = None
    course: dict[str, float] = field(default_factory=dict)
    scaler: dict[str, Any] = field(default_factory=dict)
    pretrained: bool | None = None
    format: int = FORMAT

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.settings["labels"].split(","))

    def without_optimiser(self) -> Checkpoint:
        """What an exporter or a new run needs: the averaged weights alone, a sixth of the size."""
        return replace(self, model=None, optimiser=None, random=None, helpers=None)

    def build(self) -> Network:
        """The network with the averaged weights, in evaluation mode; rounding if it learned to."""
        net = nets.build(self.settings["net"], len(self.labels), **self.net_options)
        if self.settings.get("quantise"):
            qat.prepare(net)
        net.load_state_dict(self.ema)
        return net.eval()

    def as_origin(self) -> Origin:
        """What another network may begin with."""
        kind = nets.kind_of(self.settings["net"])
        return Origin(kind, self.labels, qat.weights_alone(self.ema), self.build)


def save(checkpoint: Checkpoint, path: Path) -> None:
    """Written atomically. Raises :class:`OutputError` if it cannot be."""
    content = {part.name: getattr(checkpoint, part.name) for part in fields(checkpoint)}
    buffer = io.BytesIO()  # torch's own writer hides a full disk behind a RuntimeError
    torch.save(content, buffer)
    atomic_write(path, buffer.getvalue())


def load(path: Path) -> Checkpoint:
    """Raises :class:`ModelError` if the file is missing, damaged or something else."""
    if not path.is_file():
        raise ModelError(f"{path}: no such checkpoint")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError) as error:
        # What torch says of such files is advice to trust them.
        raise ModelError(f"{path}: damaged, or not a checkpoint of 'integument train'") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        found = content.get("format") if isinstance(content, dict) else type(content).__name__
        raise ModelError(
            f"{path}: expected a checkpoint of 'integument train' (format {FORMAT}), got {found}"
        )
    return Checkpoint(**content)
