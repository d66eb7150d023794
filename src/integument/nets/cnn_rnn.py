"""Convolutional features with recurrent sweeps across the picture, a rival of mutual guidance.

The 2017 detector: fully convolutional VGG-16 with recurrent layers that carry context over the
whole map before it is enlarged. Its exact layout is not established; here four sweeps (right,
left, down, up) run over the features at stride 16, their states are put side by side, and skips
from strides 8 and 4 are added as in FCN-8s.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from integument.errors import UsageError
from integument.nets.backbones.vgg16 import VGG16, WIDTHS
from integument.nets.blocks import Normalise, resize_like
from integument.nets.network import Network
from integument.nets.recurrent_export import recurrent_node

HIDDEN = 256
"""State of one sweep; not known from the source."""

Cell = Literal["gru", "relu"]


class Sweeps(nn.Module):
    """``(N, C, h, w)`` → ``(N, 4 · hidden, h, w)``: what each sweep knew when it passed."""

    def __init__(self, inputs: int, hidden: int, cell: Cell) -> None:
        super().__init__()

        def both_ways() -> nn.RNNBase:
            settings = {"batch_first": True, "bidirectional": True}
            if cell == "gru":
                return nn.GRU(inputs, hidden, **settings)
            return nn.RNN(inputs, hidden, nonlinearity="relu", **settings)

        self.rows = both_ways()
        self.columns = both_ways()

    def forward(self, x: Tensor) -> Tensor:
        across = x.permute(0, 2, 3, 1)
        down = x.permute(0, 3, 2, 1)
        states = [
            self._sweep(self.rows, across).permute(0, 3, 1, 2),
            self._sweep(self.columns, down).permute(0, 3, 2, 1),
        ]
        return torch.cat(states, dim=1)

    @staticmethod
    def _sweep(layer: nn.RNNBase, lines: Tensor) -> Tensor:
        """``(N, lines, steps, C)`` → ``(N, lines, steps, 2 · hidden)``."""
        flat = lines.flatten(0, 1)
        states = recurrent_node(layer, flat) if torch.onnx.is_in_onnx_export() else layer(flat)[0]
        return states.unflatten(0, lines.shape[:2])


class CNNRNN(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``; multiples of 16.

    ``cell`` is ``gru``, or ``relu`` for the plain recurrence with ReLU.
    """

    multiple = 16

    def __init__(self, labels: int, hidden: int = HIDDEN, cell: Cell = "gru") -> None:
        if cell not in ("gru", "relu"):
            raise UsageError(f"cell must be 'gru' or 'relu', got '{cell}'")
        super().__init__()
        self.normalise = Normalise()
        self.backbone = VGG16()
        self.sweeps = Sweeps(WIDTHS[-1], hidden, cell)
        self.score = nn.Conv2d(4 * hidden, labels, 1)
        self.skips = nn.ModuleList(nn.Conv2d(width, labels, 1) for width in (WIDTHS[3], WIDTHS[2]))

    def forward(self, image: Tensor) -> Tensor:
        self.check_size(image)
        *_, stride_4, stride_8, stride_16 = self.backbone(self.normalise(image))
        logits = self.score(self.sweeps(stride_16))
        for skip, features in zip(self.skips, (stride_8, stride_4), strict=True):
            finer = skip(features)
            logits = resize_like(logits, finer) + finer
        return resize_like(logits, image)
