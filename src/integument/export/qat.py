"""Quantisation-aware training: a network that already computes with the steps of 8-bit numbers.

Every convolution rounds its weights and its input to the values that whole numbers will have, and
gradients pass as if nothing had been rounded (Jacob et al. 2018, arXiv 1712.05877). The network so
learns weights that survive the rounding. Batch norms keep their statistics, and since each output
channel has a scale of its own, folding them into the weights later changes no whole number.

The range of an input is learned by watching: it widens at once and shrinks slowly, so that a rare
extreme is forgotten, while a network that runs twice on different inputs keeps room for both.

State dictionaries keep their names; each convolution only adds :data:`RANGE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

RANGE = "input_range"
"""Buffer ``(2,)`` of a convolution: lowest and highest input. Both zero: nothing was seen yet."""

WEIGHT_LEVELS = 64
"""Weights are whole multiples -64 … 64 of a channel's scale: see
:attr:`~integument.export.quantize.QuantizeSettings.seven_bits`."""

ACTIVATION_LEVELS = 255
SHRINKING = 0.01
"""Share of the way by which a range that is too wide shrinks with every batch."""

TINY = 1e-12
"""Least scale, so that a channel whose weights are all zero divides by something."""

Ranges = Mapping[str, tuple[float, float]]
"""Name of a convolution → lowest and highest value of its input, zero included."""

Net = TypeVar("Net", bound=nn.Module)


class FakeQuantisedConv2d(nn.Conv2d):
    """A convolution whose weights and input are rounded to 8-bit values, computed in float."""

    input_range: Tensor

    def forward(self, x: Tensor) -> Tensor:
        x = x.float()  # under autocast the rounding must be that of float32
        if self.training:
            self._watch(x.detach())
        return self._conv_forward(self.rounded_input(x), self.rounded_weight(), self.bias)

    def rounded_input(self, x: Tensor) -> Tensor:
        """``x`` in 256 steps over the learned range; as it is while there is none."""
        low, high = self.input_range
        scale = ((high - low) / ACTIVATION_LEVELS).clamp(min=TINY)
        zero_point = (-low / scale).round().clamp(0, ACTIVATION_LEVELS).int()
        rounded = torch.fake_quantize_per_tensor_affine(x, scale, zero_point, 0, ACTIVATION_LEVELS)
        return torch.where(high > low, rounded, x)

    def rounded_weight(self) -> Tensor:
        """The weights in 2 · 64 + 1 steps, symmetric, each output channel with its own scale."""
        weight = self.weight.float()
        scale = weight.detach().abs().amax(dim=(1, 2, 3)) / WEIGHT_LEVELS
        zero_point = torch.zeros_like(scale, dtype=torch.int32)
        return torch.fake_quantize_per_channel_affine(
            weight, scale.clamp(min=TINY), zero_point, 0, -WEIGHT_LEVELS, WEIGHT_LEVELS
        )

    @torch.no_grad()
    def _watch(self, x: Tensor) -> None:
        low, high = torch.aminmax(x)
        seen = torch.stack([low.clamp(max=0), high.clamp(min=0)])
        shrunk = self.input_range.lerp(seen, SHRINKING)
        self.input_range[0] = torch.minimum(shrunk[0], seen[0])
        self.input_range[1] = torch.maximum(shrunk[1], seen[1])


class FixedBatchNorm2d(nn.BatchNorm2d):
    """A batch normalisation that uses its statistics in training too, and leaves them alone."""

    def train(self, mode: bool = True) -> FixedBatchNorm2d:
        super().train(False)
        return self


_TRAINED_AS: dict[type[nn.Module], type[nn.Module]] = {
    nn.Conv2d: FakeQuantisedConv2d,
    nn.BatchNorm2d: FixedBatchNorm2d,
}


def prepare(net: Net) -> Net:
    """Makes ``net`` round, in place. Its weights should be trained already.

    Modules change their class and stay the same objects: weights shared by two parts of a network
    remain shared, and whoever refers to a module still does. Enlarging convolutions
    (``ConvTranspose2d``) stay as they are: there are no whole-number kernels for them.
    """
    for module in net.modules():
        if type(module) in _TRAINED_AS:
            module.__class__ = _TRAINED_AS[type(module)]
        if isinstance(module, FakeQuantisedConv2d):
            module.register_buffer(RANGE, torch.zeros(2, device=module.weight.device))
    return net.train(net.training)


def strip(net: nn.Module) -> Ranges:
    """Takes the rounding of inputs out of ``net`` again, in place, and returns the learned ranges.

    Weights keep their rounded values. A network that was never prepared stays as it is and has no
    ranges. A shared convolution is listed under each of its names.
    """
    ranges: dict[str, tuple[float, float]] = {}
    for name, module in net.named_modules(remove_duplicate=False):
        if isinstance(module, FakeQuantisedConv2d) and module.input_range.any():
            low, high = module.input_range.tolist()
            ranges[name] = (low, high)
    originals = {trained: original for original, trained in _TRAINED_AS.items()}
    for module in net.modules():
        if isinstance(module, FakeQuantisedConv2d):
            with torch.no_grad():
                module.weight.copy_(module.rounded_weight())
            del module.input_range
        if type(module) in originals:
            module.__class__ = originals[type(module)]
    return ranges


def weights_alone(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state dictionary without learned ranges, as the plain network knows it."""
    return {name: value for name, value in state.items() if name.split(".")[-1] != RANGE}
