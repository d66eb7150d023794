"""The default network: a dense residual encoder and an additive decoder down to stride 2.

Every operation is one that 8-bit integer kernels run well: 3×3 and 1×1 convolutions, ReLU,
addition, nearest-neighbour enlargement. No squeeze-and-excitation, no hard-swish, no depth-wise
convolution: these are cheap in multiplications but slow or inexact once quantised.

* The encoder halves the picture five times; widths 16, 24, 48, 96, 160.
* The last blocks, at stride 32, are dilated, so that one output pixel sees the whole picture:
  whether beige is skin or a wall is often decided far away. Dilation costs nothing.
* The decoder climbs back by the same widths: halve the channels with a 1×1 convolution, enlarge,
  add the encoder's features of that size, smooth with one 3×3 convolution.
* It stops at stride 2. Fine strands and finger gaps live there; stride 4 loses a tenth of the
  agreement along edges, stride 1 doubles the time.

1.8 million parameters, 0.39 billion multiplications for a 256×256 picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from integument.errors import UsageError
from integument.labels import NAMES
from integument.nets import hair_head
from integument.nets.network import Network

WIDTHS = (16, 24, 48, 96, 160)
"""Channels at strides 2, 4, 8, 16, 32."""

DEPTHS = (1, 2, 2, 3)
"""Residual blocks at strides 4 to 32. More depth where pixels are few and context is wide."""

FAST_WIDTHS = (16, 16, 32, 64, 96)
FAST_DEPTHS = (1, 1, 2, 3)
"""Multiples of 16, as vector units like them; the backward pass of torch 2.13 on a CPU crashes
with 12 channels."""

DILATIONS = (1, 2, 3)
"""Of the blocks at stride 32. 2 and 3 have no common factor: no chequerboard of unseen cells."""


class ConvNormReLU(nn.Sequential):
    """Convolution without bias, batch normalisation, ReLU; size kept at stride 1."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions around a shortcut (He et al. 2016, doi:10.1109/CVPR.2016.90).

    The shortcut is the identity where size and width stay, else a strided 1×1 convolution.
    """

    def __init__(self, inputs: int, outputs: int, stride: int = 1, dilation: int = 1) -> None:
        super().__init__()
        self.first = ConvNormReLU(inputs, outputs, stride=stride)
        self.second = nn.Sequential(
            nn.Conv2d(outputs, outputs, 3, padding=dilation, dilation=dilation, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.second(self.first(x)) + self.shortcut(x))


class UpAndAdd(nn.Module):
    """One step of the decoder: narrow, enlarge twice, add the encoder's features, smooth."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.narrow = ConvNormReLU(inputs, outputs, kernel=1)
        self.smooth = ConvNormReLU(outputs, outputs)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        enlarged = F.interpolate(self.narrow(coarse), scale_factor=2.0, mode="nearest")
        return self.smooth(enlarged + fine)


class Integument(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H/2, W/2)``.

    ``H`` and ``W`` are multiples of 32. Logits, not probabilities: the sigmoid belongs to the
    loss while training and to the exported graph afterwards. With ``hair`` the network also says
    what the hair is like (:mod:`integument.nets.hair_head`); the labels are then those of
    :data:`integument.labels.NAMES`.
    """

    stride = 2
    multiple = 32
    optional = ("hair.",)

    def __init__(
        self,
        labels: int,
        widths: Sequence[int] = WIDTHS,
        depths: Sequence[int] = DEPTHS,
        *,
        hair: bool = False,
    ) -> None:
        super().__init__()
        # One convolution at stride 2 and no more: each further one costs a tenth of the time.
        self.stem = ConvNormReLU(3, widths[0], stride=2)
        self.stages = nn.ModuleList()
        for level, ((inputs, width), depth) in enumerate(
            zip(pairwise(widths), depths, strict=True)
        ):
            deepest = level == len(depths) - 1
            blocks = [ResidualBlock(inputs, width, stride=2)]
            for block in range(1, depth):
                dilation = DILATIONS[block % len(DILATIONS)] if deepest else 1
                blocks.append(ResidualBlock(width, width, dilation=dilation))
            self.stages.append(nn.Sequential(*blocks))
        self.decoder = nn.ModuleList(
            UpAndAdd(coarse, fine) for coarse, fine in pairwise(reversed(widths))
        )
        self.head = nn.Conv2d(widths[0], labels, 1)
        if hair and labels != len(NAMES):
            raise UsageError(
                f"hair attributes are read under the labels hair and face_skin: expected all "
                f"{len(NAMES)} labels, got {labels}"
            )
        self.hair = hair_head.HairHead(widths[1:]) if hair else None
        if hair:
            self.attribute_names = hair_head.NAMES
        self._initialise()

    def _initialise(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        # Most pixels are not of most labels: start from a probability of about one in ten.
        # The weights start large enough that AdamW need not spend hundreds of steps growing them.
        nn.init.normal_(self.head.weight, std=self.head.in_channels**-0.5)
        nn.init.constant_(self.head.bias, -2.0)

    def forward(self, image: Tensor) -> Tensor:
        return self._decode(self._features(image))

    def with_attributes(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Label logits as :meth:`forward`, and attribute logits ``(N, 10)`` in the order of
        :data:`integument.nets.hair_head.NAMES`. Only with ``hair``."""
        assert self.hair is not None
        features = self._features(image)
        logits = self._decode(features)
        probability = logits.sigmoid()
        hair, face = (
            probability[:, k : k + 1] for k in (NAMES.index("hair"), NAMES.index("face_skin"))
        )
        return logits, self.hair(features[1:], hair, face)

    def describe(self, image: Tensor) -> tuple[Tensor, Tensor]:
        if self.hair is None:
            return super().describe(image)
        logits, attributes = self.with_attributes(image)
        return logits, hair_head.probabilities(attributes)

    def _features(self, image: Tensor) -> list[Tensor]:
        """At strides 2, 4, 8, 16 and 32."""
        self.check_size(image)
        features = [self.stem(image)]
        for stage in self.stages:
            features.append(stage(features[-1]))
        return features

    def _decode(self, features: Sequence[Tensor]) -> Tensor:
        *finer, x = features
        for step in self.decoder:
            x = step(x, finer.pop())
        return self.head(x)


class IntegumentFast(Integument):
    """The same network, narrower and with less depth, for video and small chips.

    0.7 million parameters, 0.18 billion multiplications for a 256×256 picture.
    """

    def __init__(self, labels: int, *, hair: bool = False) -> None:
        super().__init__(labels, widths=FAST_WIDTHS, depths=FAST_DEPTHS, hair=hair)
