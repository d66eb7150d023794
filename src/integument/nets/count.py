"""Parameters and multiply-accumulates of a network."""

from __future__ import annotations

from math import prod

import torch
from torch import Tensor, nn

Convolution = nn.Conv2d | nn.ConvTranspose2d


def parameters(net: nn.Module) -> int:
    """Numbers that are trained."""
    return sum(p.numel() for p in net.parameters())


def multiply_accumulates(net: nn.Module, size: int) -> int:
    """Multiply-accumulates of one picture of ``size × size`` pixels, in evaluation mode.

    Convolutions, fully connected and recurrent layers are counted. Normalisation, activation
    and enlarging are not, as they are fused or depend on the implementation: a count that
    includes them comes out up to 1.4 % higher for the networks here.

    ``net`` may be on the ``meta`` device, where nothing is really computed.
    """
    total = 0

    def convolution(module: Convolution, inputs: tuple[Tensor], output: Tensor) -> None:
        nonlocal total
        # A convolution touches its kernel once an output pixel, a transposed one an input pixel.
        places = inputs[0] if isinstance(module, nn.ConvTranspose2d) else output
        total += places.shape[0] * prod(places.shape[2:]) * module.weight.numel()

    def linear(module: nn.Linear, inputs: tuple[Tensor], output: Tensor) -> None:
        nonlocal total
        total += output.numel() * module.in_features

    def recurrent(module: nn.RNNBase, inputs: tuple[Tensor], output: tuple) -> None:
        nonlocal total
        steps = prod(inputs[0].shape[:2])
        total += steps * sum(weight.numel() for weight in module.parameters() if weight.ndim == 2)

    counters = ((Convolution, convolution), (nn.Linear, linear), (nn.RNNBase, recurrent))
    hooks = [
        module.register_forward_hook(counter)
        for module in net.modules()
        for kind, counter in counters
        if isinstance(module, kind)
    ]
    device = next(net.parameters()).device
    training = net.training
    try:
        with torch.no_grad():
            net.eval()(torch.zeros(1, 3, size, size, device=device))
    finally:
        net.train(training)
        for hook in hooks:
            hook.remove()
    return total
