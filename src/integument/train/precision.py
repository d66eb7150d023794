"""Where a run computes, and with how many bits."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor

from integument.errors import DeviceError
from integument.train.settings import Settings

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}

LEAST_SCALE = 1.0
"""A loss that has to be scaled below this for finite gradients has none: training diverged."""


def pick_device(settings: Settings) -> torch.device:
    """Raises :class:`DeviceError` if CUDA was asked for by name and is not there."""
    cuda = torch.cuda.is_available()
    if settings.device == "cuda" and not cuda:
        raise DeviceError("device cuda: torch finds no GPU here; use device=cpu or device=auto")
    return torch.device("cuda" if cuda and settings.device != "cpu" else "cpu")


def pick_dtype(settings: Settings, device: torch.device) -> torch.dtype:
    """Raises :class:`DeviceError` for float16 on a processor."""
    if settings.precision == "auto":
        if device.type == "cpu":
            return torch.float32
        # GPUs from before 2020 have no arithmetic for bfloat16 and merely imitate it.
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if native else torch.float16
    if settings.precision == "float16" and device.type == "cpu":
        raise DeviceError(
            "precision float16: only on a GPU, and this run is on the processor; "
            "use precision=bfloat16 or precision=float32"
        )
    return DTYPES[settings.precision]


class Arithmetic:
    """Mixed precision: weights and loss in float32, convolutions in ``dtype``.

    float16 has so little range that small gradients vanish; there the loss is multiplied before
    the backward pass and gradients are divided after it, by as much as they can bear.
    """

    def __init__(self, device: torch.device, dtype: torch.dtype) -> None:
        self.device, self.dtype = device, dtype
        self.scaler = torch.amp.GradScaler(device.type, enabled=dtype == torch.float16)

    @property
    def state(self) -> dict[str, Any]:
        """What has to be saved: how the loss is scaled; empty where it is not."""
        return self.scaler.state_dict()

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a saved :attr:`state`; one of another precision has nothing to say."""
        if state and self.scaler.is_enabled():
            self.scaler.load_state_dict(state)

    def __str__(self) -> str:
        return f"{self.device.type}, {str(self.dtype).removeprefix('torch.')}"

    def reduced(self) -> AbstractContextManager[None]:
        """For the forward pass and the terms of the loss."""
        enabled = self.dtype != torch.float32
        return torch.autocast(self.device.type, self.dtype if enabled else None, enabled=enabled)

    def backward(self, loss: Tensor, optimiser: torch.optim.Optimizer) -> None:
        """Leaves the gradients of the scaled loss in the parameters."""
        optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()

    def true_gradients(self, optimiser: torch.optim.Optimizer) -> None:
        """Divides the gradients by what the loss was multiplied with."""
        if self.scaler.is_enabled():
            self.scaler.unscale_(optimiser)

    def step(self, optimiser: torch.optim.Optimizer) -> None:
        """Steps, but for gradients that the scale made infinite; adapts the scale."""
        self.scaler.step(optimiser)
        self.scaler.update()

    def bears(self, norm: float) -> bool:
        """Whether training may go on after gradients of this norm.

        Infinite ones are how a scale is found to be too large; the next will be smaller.
        """
        if math.isfinite(norm):
            return True
        return self.scaler.is_enabled() and self.scaler.get_scale() >= LEAST_SCALE
