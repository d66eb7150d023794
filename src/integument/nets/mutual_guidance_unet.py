"""Mutual guidance on U-Net: the version of the paper's main results.

See :mod:`integument.nets.mutual_guidance`. A guidance encoder is the U-Net encoder at half width
on one channel; its 512 deepest channels go beside the image's 1024, and the decoder's skips come
from the image alone. 54,752,514 parameters; 50,038,882 where both decoders share one guidance
encoder.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from integument.nets.mutual_guidance import (
    PASSES,
    InitialGuidance,
    MutualGuidance,
    Norm,
    require_both_labels,
)
from integument.nets.unet import WIDTHS, UNetDecoder, UNetEncoder


class GuidedDecoder(nn.Module):
    """A U-Net decoder that starts from image and guidance features side by side."""

    def __init__(self, widths: Sequence[int], guidance: int) -> None:
        super().__init__()
        self.decoder = UNetDecoder(widths[-1] + guidance, widths)
        self.head = nn.Conv2d(widths[0], 1, 1)

    def forward(self, features: list[Tensor], guidance: list[Tensor]) -> Tensor:
        *skips, deepest = features
        return self.head(self.decoder(torch.cat([deepest, guidance[-1]], dim=1), skips))


class MutualGuidanceUNet(MutualGuidance):
    """``(N, 3, H, W)`` float RGB in [0, 1] → ``GuidedLogits``; H and W multiples of 16.

    ``share_guidance`` gives both decoders one guidance encoder; the paper's figure draws two.
    The widths of guidance and fusion are not printed: half of the encoder's, and no reduction.
    Other settings are those of :class:`~integument.nets.mutual_guidance.MutualGuidance`.
    """

    multiple = 16

    def __init__(
        self,
        labels: int = 2,
        widths: Sequence[int] = WIDTHS,
        *,
        share_guidance: bool = False,
        n_passes: int = PASSES,
        norm: Norm = "shared",
        stop_gradient: bool = True,
        initial_guidance: InitialGuidance = "zero",
    ) -> None:
        require_both_labels(labels)
        half = [width // 2 for width in widths]
        for_skin = UNetEncoder(1, half)
        for_body = for_skin if share_guidance else UNetEncoder(1, half)
        super().__init__(
            UNetEncoder(3, widths),
            (for_skin, for_body),
            (GuidedDecoder(widths, half[-1]), GuidedDecoder(widths, half[-1])),
            n_passes=n_passes,
            norm=norm,
            stop_gradient=stop_gradient,
            initial_guidance=initial_guidance,
        )
