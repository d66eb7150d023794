"""Label refinement network for head and torso: coarse labels first, refined level by level.

"Fine Segmentation of Head and Torso Using Label Refinement Networks" (25th Portuguese Conference
on Pattern Recognition, 2019), after Islam et al. 2017 (arXiv 1703.00551). The encoder is VGG-16.
The first unit turns its deepest features into a label map; every further unit takes the
encoder's features of the next size and the label so far, enlarged, and gives a finer label.

The original squeezes the encoder's features to as many channels as there are labels before they
meet the label. With one label that leaves nothing to refine with and the network does not learn,
so this paper removes the squeeze; ``skip_squeeze`` puts it back.

15,568,069 parameters for one label with five label maps, 15,864,198 with six.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.nets.backbones.vgg16 import VGG16, WIDTHS
from integument.nets.blocks import Normalise, initialise_glorot
from integument.nets.network import Network

UNIT_WIDTH = 64


class RefinedLabels(NamedTuple):
    """Logits ``(N, labels, H/k, W/k)``, k halving from map to map, the last at full size."""

    maps: tuple[Tensor, ...]

    @property
    def final(self) -> Tensor:
        """The finest."""
        return self.maps[-1]


class RefinementUnit(nn.Sequential):
    """Two 3×3 convolutions: features (and a coarser label) → logits of the label at this size."""

    def __init__(self, inputs: int, labels: int) -> None:
        super().__init__(
            nn.Conv2d(inputs, UNIT_WIDTH, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(UNIT_WIDTH, labels, 3, padding=1),
        )


class LabelRefinement(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → :class:`RefinedLabels`.

    Parameters
    ----------
    pool5 : whether VGG's last pool starts a level of its own. The paper's figure leaves open
        whether there are five label maps (the default, coarsest at 1/16) or six (at 1/32).
    skip_squeeze : the original network's squeeze, see above
    """

    def __init__(self, labels: int, pool5: bool = False, skip_squeeze: bool = False) -> None:
        super().__init__()
        self.multiple = 32 if pool5 else 16
        self.normalise = Normalise()
        self.backbone = VGG16()
        self.pool5 = pool5
        skips = [*reversed(WIDTHS)] if pool5 else [*reversed(WIDTHS[:-1])]
        self.squeezes = nn.ModuleList()
        if skip_squeeze:
            self.squeezes.extend(nn.Conv2d(width, labels, 3, padding=1) for width in skips)
            skips = [labels] * len(skips)
        self.units = nn.ModuleList([RefinementUnit(WIDTHS[-1], labels)])
        self.units.extend(RefinementUnit(width + labels, labels) for width in skips)
        initialise_glorot(self)

    def forward(self, image: Tensor) -> RefinedLabels:
        self.check_size(image)
        levels = self.backbone(self.normalise(image))
        if self.pool5:
            levels.append(F.max_pool2d(levels[-1], 2))
        maps = [self.units[0](levels.pop())]
        for number, unit in enumerate(self.units[1:]):
            skip = levels.pop()
            if self.squeezes:
                skip = self.squeezes[number](skip)
            label = F.interpolate(
                torch.sigmoid(maps[-1]), scale_factor=2.0, mode="bilinear", align_corners=False
            )
            maps.append(unit(torch.cat([skip, label], dim=1)))
        return RefinedLabels(tuple(maps))

    def segment(self, image: Tensor) -> Tensor:
        return self(image).final
