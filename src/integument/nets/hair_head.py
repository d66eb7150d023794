"""What the hair is like, read from the encoder's features under the predicted masks.

The idea is HairNet's ("All-in-one HairNet", 2020): a feature says something about hair only where
hair is. Here the masks are the network's own probabilities, as weights of a mean rather than as
yes or no, so that nothing changes suddenly at one half:

* colour and style from the mean under the hair, bald and fringe also from that under the face,
  the light from the mean over everything;
* waves and curls are a matter of fine texture, which the means of coarse features have forgotten:
  two convolutions look at the features of stride 4 under the hair alone.

Eighteen million multiplications for a 256 x 256 picture, five per cent of the network's.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.attributes import BINARY, SHADES
from integument.attributes import outputs as output_names

NAMES = output_names(SHADES)
"""The outputs in their order: a softmax over the colours, a sigmoid for each of the others."""

WIDTH = 32
TEXTURE_WIDTHS = (32, 64)
HIDDEN = 96
EMPTY = 1e-3
"""Share of a picture that a mask counts as at least, so that no hair gives zeros and no NaN."""


class HairHead(nn.Module):
    """Encoder features, hair and face probabilities → logits ``(N, 10)`` of :data:`NAMES`.

    ``widths`` are the channels of the features, at strides 4, 8, 16 and 32. Without ``masked``
    both masks are all ones, while learning and afterwards, to measure what masking is worth.
    """

    def __init__(self, widths: Sequence[int], *, masked: bool = True) -> None:
        super().__init__()
        self.masked = masked
        self.narrow = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, WIDTH, 1), nn.ReLU()) for width in widths
        )
        texture: list[nn.Module] = []
        inputs = widths[0]
        for outputs in TEXTURE_WIDTHS:
            texture += [
                nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(),
            ]
            inputs = outputs
        self.texture = nn.Sequential(*texture)
        seen = 3 * WIDTH * len(widths) + 2 * TEXTURE_WIDTHS[-1] + 2
        self.answer = nn.Sequential(
            nn.Linear(seen, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, len(NAMES))
        )

    def forward(self, features: Sequence[Tensor], hair: Tensor, face: Tensor) -> Tensor:
        """``hair`` and ``face (N, 1, H, W)`` are probabilities at stride 2; no gradient goes to
        them. ``features`` are at strides 4, 8, 16, 32."""
        hair, face = hair.detach(), face.detach()
        if not self.masked:
            hair, face = torch.ones_like(hair), torch.ones_like(face)
        seen = [hair.mean((2, 3)), face.mean((2, 3))]
        under_hair, under_face = hair, face
        for narrow, level in zip(self.narrow, features, strict=True):
            under_hair, under_face = F.avg_pool2d(under_hair, 2), F.avg_pool2d(under_face, 2)
            narrowed = narrow(level)
            seen += [mean_under(narrowed, under_hair), mean_under(narrowed, under_face)]
            seen.append(narrowed.mean((2, 3)))
        texture = self.texture(features[0] * F.avg_pool2d(hair, 2))
        under_hair = F.avg_pool2d(hair, 2 * 2 ** len(TEXTURE_WIDTHS))
        seen += [mean_under(texture, under_hair), spread_under(texture, under_hair)]
        return self.answer(torch.cat(seen, dim=1))


def probabilities(logits: Tensor) -> Tensor:
    """``(N, 10)`` in [0, 1] from logits in the order of :data:`NAMES`; colours add to 1."""
    shades, binary = logits.split([len(SHADES), len(BINARY)], dim=1)
    return torch.cat([shades.softmax(dim=1), binary.sigmoid()], dim=1)


def mean_under(features: Tensor, mask: Tensor) -> Tensor:
    """Mean ``(N, C)`` of ``features (N, C, H, W)`` with the weights ``mask (N, 1, H, W)``."""
    return (features * mask).mean((2, 3)) / mask.mean((2, 3)).clamp(min=EMPTY)


def spread_under(features: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute deviation ``(N, C)`` from the mean under the mask."""
    middle = mean_under(features, mask)[:, :, None, None]
    return mean_under((features - middle).abs(), mask)
