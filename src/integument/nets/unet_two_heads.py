"""The network of the synthetic skin mask generator: one U-Net, a head for skin, one for people.

"S2MGen: A Synthetic Skin Mask Generator for Improving Segmentation" (2024) describes its U-Net
as "slightly modified" without widths: here the trunk is :mod:`integument.nets.unet` and the two
heads are two 1×1 convolutions on its last features, 65 parameters more than one head.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from integument.errors import UsageError
from integument.nets.network import Network
from integument.nets.unet import WIDTHS, UNetDecoder, UNetEncoder


class SkinAndPerson(NamedTuple):
    """Logits ``(N, 1, H, W)`` of each head. Real pictures without people masks train only skin."""

    skin: Tensor
    person: Tensor


class UNetTwoHeads(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → :class:`SkinAndPerson`; multiples of 16."""

    multiple = 16

    def __init__(self, labels: int = 2, widths: Sequence[int] = WIDTHS) -> None:
        if labels != 2:
            raise UsageError(f"the two-head U-Net has 2 labels, skin and body, got {labels}")
        super().__init__()
        self.encoder = UNetEncoder(3, widths)
        self.decoder = UNetDecoder(widths=widths)
        self.skin = nn.Conv2d(widths[0], 1, 1)
        self.person = nn.Conv2d(widths[0], 1, 1)

    def forward(self, image: Tensor) -> SkinAndPerson:
        self.check_size(image)
        *skips, deepest = self.encoder(image)
        features = self.decoder(deepest, skips)
        return SkinAndPerson(self.skin(features), self.person(features))

    def segment(self, image: Tensor) -> Tensor:
        return torch.cat(self(image), dim=1)
