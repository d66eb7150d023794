"""Mutual guidance: skin helps to find the body and the body helps to find skin.

He et al., "Semi-supervised Skin Detection by Network with Mutual Guidance" (ICCV 2019,
arXiv 1908.01977)::

    image ── encoder ──┬───────────────┬── skin decoder ── skin
                       │   guidance encoder ── what is believed of the body
                       │
                       └───────────────┬── body decoder ── body
                           guidance encoder ── what is believed of skin

The first pass believes nothing (or a box and a colour model: :mod:`.first_belief`), the second
what the first found. Weights are the same in every pass and the shared encoder runs once. The parts
differ between the U-Net version (:mod:`.mutual_guidance_unet`) and the DeepLab version
(:mod:`.mutual_guidance_deeplab`); this file is how they work together.

Beliefs are ``(N, 2, H, W)`` probabilities in the order of :data:`LABELS`. The paper indexes
guidance by the decoder it goes to, so its G_S is the belief about the *body*.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import torch
from torch import Tensor, nn

from integument.errors import UsageError, unknown
from integument.nets.first_belief import FirstBelief
from integument.nets.network import Network
from integument.nets.per_pass_norm import begin_pass, separate_passes

LABELS = ("skin", "body")
PASSES = 2
Norm = Literal["shared", "per_pass"]
InitialGuidance = Literal["zero", "box_gmm"]


class GuidedLogits(NamedTuple):
    """Logits ``(N, 2, H, W)`` of skin and body after each pass, in order."""

    passes: tuple[Tensor, ...]

    @property
    def final(self) -> Tensor:
        """Those after the last pass."""
        return self.passes[-1]


def next_belief(
    logits: Tensor,
    truth: Tensor | None = None,
    labelled: Tensor | None = None,
    *,
    stop_gradient: bool = True,
) -> Tensor:
    """What the next pass believes: the truth where there is one, else what this pass found.

    Parameters
    ----------
    logits : ``(N, 2, H, W)`` of this pass
    truth : masks ``(N, 2, H, W)`` float in [0, 1]; anything where there is none
    labelled : ``(N, 2)`` bool, which of them exist
    stop_gradient : whether the next pass's losses leave this pass alone. Without it the network
        learns to say nothing in the first pass, and recall falls.
    """
    found = torch.sigmoid(logits)
    if stop_gradient:
        found = found.detach()
    if truth is None or labelled is None:
        return found
    return torch.where(labelled[:, :, None, None].bool(), truth.to(found.dtype), found)


class MutualGuidance(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → :class:`GuidedLogits`.

    Parameters
    ----------
    encoder : image → features, finest first
    guidance_encoders : belief ``(N, 1, H, W)`` → its features, deepest last; one for the skin
        decoder and one for the body decoder, or the same module twice
    decoders : (features, guidance features) → logits ``(N, 1, H, W)``, for skin and for body
    n_passes : 2 in the paper; 1 is "without mutual guidance". May be changed afterwards.
    norm : ``shared`` as "identical weights" suggests, or ``per_pass``, since the two passes see
        different distributions; the paper does not say.
    stop_gradient : see :func:`next_belief`
    initial_guidance : what the first pass believes: ``zero`` nothing, ``box_gmm`` a filled box of
        the body and, of skin, a mixture of Gaussians over colours (:mod:`.first_belief`)
    """

    def __init__(
        self,
        encoder: nn.Module,
        guidance_encoders: tuple[nn.Module, nn.Module],
        decoders: tuple[nn.Module, nn.Module],
        *,
        n_passes: int = PASSES,
        norm: Norm = "shared",
        stop_gradient: bool = True,
        initial_guidance: InitialGuidance = "zero",
    ) -> None:
        if n_passes < 1:
            raise UsageError(f"n_passes must be at least 1, got {n_passes}")
        if norm not in ("shared", "per_pass"):
            raise UsageError(f"norm must be 'shared' or 'per_pass', got '{norm}'")
        if initial_guidance not in get_args(InitialGuidance):
            raise unknown("initial_guidance", initial_guidance, get_args(InitialGuidance))
        super().__init__()
        self.first_belief = FirstBelief() if initial_guidance == "box_gmm" else None
        self.encoder = encoder
        self.guidance_encoders = nn.ModuleList(guidance_encoders)
        self.decoders = nn.ModuleList(decoders)
        self.n_passes = n_passes
        self.stop_gradient = stop_gradient
        if norm == "per_pass":
            separate_passes(self.guidance_encoders, n_passes)
            separate_passes(self.decoders, n_passes)

    def forward(
        self,
        image: Tensor,
        belief: Tensor | None = None,
        truth: Tensor | None = None,
        labelled: Tensor | None = None,
    ) -> GuidedLogits:
        """Runs all passes.

        ``belief`` ``(N, 2, H, W)`` in [0, 1] is that of the first pass, by default what
        ``initial_guidance`` says. ``truth`` and ``labelled`` serve training, see
        :func:`next_belief`.
        """
        self.check_size(image)
        features = self.encoder(image)
        if belief is None:
            belief = self.initial_belief(image)
        passes: list[Tensor] = []
        for number in range(self.n_passes):
            if passes:
                belief = next_belief(passes[-1], truth, labelled, stop_gradient=self.stop_gradient)
            passes.append(self.one_pass(features, belief, number))
        return GuidedLogits(tuple(passes))

    def initial_belief(self, image: Tensor, boxes: Tensor | None = None) -> Tensor:
        """``(N, 2, H, W)`` in [0, 1]; ``boxes`` ``(N, 4)`` of bodies where they are known."""
        if self.first_belief is None:
            return image.new_zeros(image.shape[0], len(LABELS), *image.shape[2:])
        return self.first_belief(image, boxes)

    def one_pass(self, features: list[Tensor], belief: Tensor, number: int) -> Tensor:
        """Both decoders, each guided by the belief about the other label."""
        begin_pass(self.guidance_encoders, number)
        begin_pass(self.decoders, number)
        skin, body = belief.split(1, dim=1)
        logits = [
            decoder(features, guide(other))
            for decoder, guide, other in zip(
                self.decoders, self.guidance_encoders, (body, skin), strict=True
            )
        ]
        return torch.cat(logits, dim=1)

    def segment(self, image: Tensor) -> Tensor:
        return self(image).final


def require_both_labels(labels: int) -> None:
    """Raises :class:`UsageError` unless ``labels`` is 2: guidance is between skin and body."""
    if labels != len(LABELS):
        raise UsageError(f"mutual guidance is between 2 labels, skin and body, got {labels}")
