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

``guided``, off by default, is mutual guidance (He et al. 2019, arXiv 1908.01977) in this setting:
what the network found of every label goes back into the decoder's features at stride 8, and the
steps above them run a second time with the same weights. The source has one decoder a label, which
sees the truth about the *other* one while it learns; here all labels share one decoder, so that it
is only ever told what it found itself.

1.8 million parameters, 0.39 billion multiplications for a 256×256 picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn

from integument.errors import UsageError
from integument.labels import NAMES
from integument.nets import hair_head
from integument.nets.mutual_guidance import next_belief
from integument.nets.narrowing import keep_strongest
from integument.nets.network import Network
from integument.nets.origin import Origin

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

GUIDED_STRIDE = 8
"""Where guidance enters. What is above, and so runs twice, makes 0.06 of the 0.39 billion
multiplications (0.05 of the 0.18 billion of :class:`IntegumentFast`)."""


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


class Decoded(NamedTuple):
    """What the decoder computes.

    levels : features at strides 16, 8 and 4, before any guidance; their channels are
        :attr:`Integument.level_widths`
    passes : logits ``(N, labels, H/2, W/2)``, one or, if guided, two; the last are the answer
    """

    levels: tuple[Tensor, ...]
    passes: tuple[Tensor, ...]

    @property
    def final(self) -> Tensor:
        """Logits of the last pass."""
        return self.passes[-1]


class Integument(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H/2, W/2)``.

    ``H`` and ``W`` are multiples of 32. Logits, not probabilities: the sigmoid belongs to the
    loss while training and to the exported graph afterwards. With ``hair`` the network also says
    what the hair is like (:mod:`integument.nets.hair_head`); the labels are then those of
    :data:`integument.labels.NAMES`. Without ``feature_masking`` it reads that from everything
    instead of under its masks, which is for comparison only. ``guided`` adds the second pass.
    """

    stride = 2
    multiple = 32
    optional = ("hair.", "guidance.")
    label_axes: Mapping[str, int] = {"head.weight": 0, "head.bias": 0, "guidance.weight": 1}

    def __init__(
        self,
        labels: int,
        widths: Sequence[int] = WIDTHS,
        depths: Sequence[int] = DEPTHS,
        *,
        hair: bool = False,
        feature_masking: bool = True,
        guided: bool = False,
    ) -> None:
        super().__init__()
        self.level_widths = tuple(reversed(widths[1:-1]))
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
        self.hair = hair_head.HairHead(widths[1:], masked=feature_masking) if hair else None
        if hair:
            self.attribute_names = hair_head.NAMES
        self._initialise()
        # After everything else and from zeros: it begins as the network without guidance.
        self.guidance = nn.Conv2d(labels, widths[2], 1) if guided else None
        if self.guidance is not None:
            nn.init.zeros_(self.guidance.weight)
            nn.init.zeros_(self.guidance.bias)

    def _initialise(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        # Most pixels are not of most labels: start from a probability of about one in ten.
        # The weights start large enough that AdamW need not spend hundreds of steps growing them.
        nn.init.normal_(self.head.weight, std=self.head.in_channels**-0.5)
        nn.init.constant_(self.head.bias, -2.0)

    def forward(self, image: Tensor) -> Tensor:
        return self.decode(self.features(image)).final

    def with_attributes(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Label logits as :meth:`forward`, and attribute logits ``(N, 10)`` in the order of
        :data:`integument.nets.hair_head.NAMES`. Only with ``hair``."""
        features = self.features(image)
        logits = self.decode(features).final
        return logits, self.read_attributes(features, logits)

    def describe(self, image: Tensor) -> tuple[Tensor, Tensor]:
        if self.hair is None:
            return super().describe(image)
        logits, attributes = self.with_attributes(image)
        return logits, hair_head.probabilities(attributes)

    def features(self, image: Tensor) -> list[Tensor]:
        """Of the encoder, at strides 2, 4, 8, 16 and 32."""
        self.check_size(image)
        features = [self.stem(image)]
        for stage in self.stages:
            features.append(stage(features[-1]))
        return features

    def decode(self, features: Sequence[Tensor]) -> Decoded:
        """The labels from :meth:`features`."""
        at_2, at_4, at_8, at_16, deepest = features
        to_16, to_8, to_4, to_2 = self.decoder
        level_16 = to_16(deepest, at_16)
        level_8 = to_8(level_16, at_8)

        level_4 = to_4(level_8, at_4)
        first = self.head(to_2(level_4, at_2))
        levels = (level_16, level_8, level_4)
        if self.guidance is None:
            return Decoded(levels, (first,))
        belief = F.avg_pool2d(next_belief(first), GUIDED_STRIDE // self.stride)
        told = level_8 + self.guidance(belief)
        return Decoded(levels, (first, self.head(to_2(to_4(told, at_4), at_2))))

    def read_attributes(self, features: Sequence[Tensor], logits: Tensor) -> Tensor:
        """Attribute logits ``(N, 10)`` from :meth:`features` and the final label logits."""
        assert self.hair is not None
        probability = logits.sigmoid()
        hair, face = (
            probability[:, k : k + 1] for k in (NAMES.index("hair"), NAMES.index("face_skin"))
        )
        return self.hair(features[1:], hair, face)


class IntegumentFast(Integument):
    """The same network, narrower and with less depth, for video and small chips.

    0.7 million parameters, 0.18 billion multiplications for a 256×256 picture.
    """

    def __init__(
        self,
        labels: int,
        *,
        hair: bool = False,
        feature_masking: bool = True,
        guided: bool = False,
    ) -> None:
        super().__init__(
            labels,
            widths=FAST_WIDTHS,
            depths=FAST_DEPTHS,
            hair=hair,
            feature_masking=feature_masking,
            guided=guided,
        )

    def begin_with(self, origin: Origin, labels: Sequence[str]) -> None:
        """Of the default network, the strongest channels (:mod:`integument.nets.narrowing`)."""
        if origin.kind is not Integument:
            super().begin_with(origin, labels)
            return
        larger = origin.build()
        assert isinstance(larger, Integument)
        keep_strongest(larger, self, origin.channels(labels))
