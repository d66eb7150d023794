"""HairNet: hair, face skin, and what the hair is like, from one small trunk.

"All-in-one HairNet: joint hair segmentation and characterization" (2020), on MobileNet.

The paper prints three decoder blocks from 7×7 to 224×224, which is impossible, as each doubles the
size. Two consistent readings are offered:

* ``dilated`` (default): the trunk's last two strides become dilations, the map is 28×28, and three
  blocks lead to 224, with skips at 56 and 112.
* ``deep``: the layout of HairMatteNet (Levinshtein et al. 2018, arXiv 1712.07168), which the paper
  builds on: 7×7 and five blocks with skips at 14, 28, 56 and 112.

It also prints a softmax over skin and hair, with which one of them always has at least one half
and "neither" cannot be said. Here they are independent (``sigmoid``), or a third channel
stands for the background (``softmax``).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.errors import UsageError
from integument.nets.backbones.mobilenet_v1 import WIDTHS, MobileNetV1
from integument.nets.blocks import Normalise, initialise_glorot
from integument.nets.feature_masking import mask_features
from integument.nets.hairnet_attributes import (
    NAMES,
    AttributeBranches,
    Attributes,
    probabilities,
)
from integument.nets.network import Network

LABELS = ("face_skin", "hair")
DECODER_WIDTH = 64
THRESHOLD = 0.5
INPUT_SIZE = 224
"""Side of the picture; the attribute branches are fully connected and need just this."""

Decoder = Literal["dilated", "deep"]
Activation = Literal["sigmoid", "softmax"]
MaskMode = Literal["pred", "gt", "ones"]


class HairNetOutputs(NamedTuple):
    """``segmentation``: logits ``(N, 2, H, W)`` of face skin and hair, or ``(N, 3, H, W)`` with
    the background first for ``softmax``; ``attributes``: None without branches."""

    segmentation: Tensor
    attributes: Attributes | None


class DecoderBlock(nn.Module):
    """Enlarge twice, add the skip (brought to the same channels), a separable convolution."""

    def __init__(self, inputs: int, skip: int | None) -> None:
        super().__init__()
        self.project = None if skip is None else nn.Conv2d(skip, inputs, 1)
        self.depthwise = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.pointwise = nn.Conv2d(inputs, DECODER_WIDTH, 1)
        # No normalisation follows, so how large the weights start matters.
        initialise_glorot(self)

    def forward(self, x: Tensor, skip: Tensor | None) -> Tensor:
        x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        if self.project is not None:
            assert skip is not None
            x = x + self.project(skip)
        return F.relu(self.pointwise(self.depthwise(x)))


class HairNet(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → :class:`HairNetOutputs`.

    Parameters
    ----------
    decoder, activation : see above
    attributes : whether there are attribute branches; they need pictures of ``input_size``, while
        :meth:`segment` and :meth:`describe` take any multiples of 8 (``dilated``) or 32 (``deep``)
    mask_mode : which masks the branches look under: the network's own, those given (``gt``), or
        none (``ones``). May be changed afterwards.
    """

    def __init__(
        self,
        labels: int = 2,
        decoder: Decoder = "dilated",
        *,
        activation: Activation = "sigmoid",
        attributes: bool = True,
        mask_mode: MaskMode = "pred",
        input_size: int = INPUT_SIZE,
    ) -> None:
        if labels != len(LABELS):
            raise UsageError(f"HairNet has 2 labels, face_skin and hair, got {labels}")
        _one_of("decoder", decoder, Decoder)
        _one_of("activation", activation, Activation)
        _one_of("mask_mode", mask_mode, MaskMode)
        super().__init__()
        self.multiple = 8 if decoder == "dilated" else 32
        self.activation = activation
        self.mask_mode = mask_mode
        self.input_size = input_size
        self.normalise = Normalise()
        self.backbone = MobileNetV1(output_stride=self.multiple)
        # Features at strides 2, 4, ... up to half of the deepest one's; none at full size.
        skips = WIDTHS[: 2 if decoder == "dilated" else 4]
        self.decoder = nn.ModuleList()
        inputs = WIDTHS[-1]
        for skip in (*reversed(skips), None):
            self.decoder.append(DecoderBlock(inputs, skip))
            inputs = DECODER_WIDTH
        self.head = nn.Conv2d(DECODER_WIDTH, 3 if activation == "softmax" else 2, 1)
        self.branches = (
            AttributeBranches(WIDTHS[-1], input_size // self.multiple) if attributes else None
        )
        if attributes:
            self.attribute_names = NAMES

    def forward(self, image: Tensor, masks: Tensor | None = None) -> HairNetOutputs:
        """``masks`` ``(N, 2, H, W)`` in {0, 1}, face skin and hair, are for ``mask_mode="gt"``."""
        features = self._features(image)
        segmentation = self._decode(features)
        if self.branches is None:
            return HairNetOutputs(segmentation, None)
        if image.shape[2:] != (self.input_size, self.input_size):
            raise UsageError(
                f"HairNet: attributes need pictures of {self.input_size}x{self.input_size}, got "
                f"{image.shape[2]}x{image.shape[3]}: resize, or ask for segment() alone"
            )
        face, hair = self._masks(segmentation, masks).split(1, dim=1)
        return HairNetOutputs(segmentation, self.branches(features[-1], face, hair))

    def segment(self, image: Tensor) -> Tensor:
        logits = self._decode(self._features(image))
        return logits if self.activation == "sigmoid" else log_odds(logits)[:, 1:]

    def describe(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Labels and attributes of pictures of any size.

        The branches are fully connected: for a picture of another size than ``input_size`` they get
        its features resized, much as if the picture had been. They look under the masks found here.
        """
        features = self._features(image)
        segmentation = self._decode(features)
        logits = segmentation if self.activation == "sigmoid" else log_odds(segmentation)[:, 1:]
        if self.branches is None:
            return logits, image.new_zeros(image.shape[0], 0)
        deepest = features[-1]
        masks = torch.ones_like(logits) if self.mask_mode == "ones" else _decided(logits)
        face, hair = masks.split(1, dim=1)
        seen = (
            deepest,
            mask_features(deepest, hair),
            mask_features(deepest, torch.maximum(face, hair)),
        )
        side = self.input_size // self.multiple
        resized = [
            F.interpolate(part, (side, side), mode="bilinear", align_corners=False) for part in seen
        ]
        return logits, probabilities(self.branches.look(*resized))

    def _features(self, image: Tensor) -> list[Tensor]:
        self.check_size(image)
        return self.backbone(self.normalise(image))

    def _decode(self, features: list[Tensor]) -> Tensor:
        x = features[-1]
        skips = reversed(features[: len(self.decoder) - 1])
        for block, skip in zip(self.decoder, (*skips, None), strict=True):
            x = block(x, skip)
        return self.head(x)

    def _masks(self, segmentation: Tensor, given: Tensor | None) -> Tensor:
        """``(N, 2, H, W)`` in {0, 1} of face skin and hair."""
        if self.mask_mode == "gt":
            if given is None:
                raise UsageError("HairNet: mask_mode 'gt' needs masks: give them, or use 'pred'")
            return given
        if self.mask_mode == "ones":
            return torch.ones_like(segmentation[:, :2])
        logits = segmentation
        if self.activation == "softmax":
            logits = log_odds(segmentation)[:, 1:]
        return _decided(logits)


def _decided(logits: Tensor) -> Tensor:
    """Masks ``(N, 2, H, W)`` in {0, 1} of face skin and hair; no gradient goes through them."""
    decided = decide(torch.sigmoid(logits.detach()))
    return torch.stack([decided == 1, decided == 2], dim=1).to(logits.dtype)


def decide(probability: Tensor, threshold: float = THRESHOLD) -> Tensor:
    """``(N, 2, H, W)`` in [0, 1] → ``(N, H, W)`` integers: 0 background, 1 skin, 2 hair (eq. 2)."""
    best, which = probability.max(dim=1)
    return torch.where(best > threshold, which + 1, 0)


def log_odds(logits: Tensor) -> Tensor:
    """Softmax logits ``(N, 3, H, W)`` → per channel the logit whose sigmoid is its probability."""
    others = [
        torch.cat([logits[:, :channel], logits[:, channel + 1 :]], dim=1).logsumexp(dim=1)
        for channel in range(logits.shape[1])
    ]
    return logits - torch.stack(others, dim=1)


def _one_of(setting: str, got: str, choices: object) -> None:
    known = get_args(choices)
    if got not in known:
        raise UsageError(f"HairNet: {setting} must be one of {', '.join(known)}, got '{got}'")
