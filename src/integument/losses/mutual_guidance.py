"""The semi-supervised loss of the mutual-guidance paper (arXiv:1908.01977), with label flags.

Of most pictures only one of skin and body was drawn. For each branch and each pass:

- cross-entropy, where the label was drawn;
- the CRF regulariser, where it was not;
- skin lies within the body, everywhere, each pass's skin in each pass's body.

    L = L_ce + 1e-4 · L_crf + 1e-3 · L_wce

Corrected against the print: cross-entropy has its minus sign and the logarithm of the prediction,
and the CRF term is the one whose minimum is agreement (see :mod:`integument.losses.crf`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor

from integument.losses.containment import Detach, containment_loss
from integument.losses.crf import CrfSettings, crf_loss
from integument.losses.masked import label_weights, masked_bce


class Branches(NamedTuple):
    """What belongs to the two branches, ``(N, 1, H, W)`` each."""

    skin: Tensor
    body: Tensor


class Terms(NamedTuple):
    """The three parts before they are weighted, scalars."""

    cross_entropy: Tensor
    crf: Tensor
    containment: Tensor


@dataclass(frozen=True, slots=True)
class MutualGuidanceLoss:
    """The loss with its weights; call it, or ask :meth:`terms` for its parts.

    A weight of 0 leaves a term out and does not compute it: that gives the published ablations.
    """

    crf_weight: float = 1e-4
    """As published; its unit is not, so ``crf.norm`` belongs to it."""
    containment_weight: float = 1e-3
    crf: CrfSettings = field(default_factory=CrfSettings)
    detach: Detach = "none"

    def __call__(
        self,
        passes: Sequence[Branches],
        image: Tensor,
        target: Branches,
        flags: Tensor,
        void: Tensor | None = None,
    ) -> Tensor:
        """The weighted sum; arguments as of :meth:`terms`."""
        terms = self.terms(passes, image, target, flags, void)
        return (
            terms.cross_entropy
            + self.crf_weight * terms.crf
            + self.containment_weight * terms.containment
        )

    def terms(
        self,
        passes: Sequence[Branches],
        image: Tensor,
        target: Branches,
        flags: Tensor,
        void: Tensor | None = None,
    ) -> Terms:
        """The parts of the loss.

        Parameters
        ----------
        passes : the logits of each pass: one in the first phase of training, two in the second
        image : (N, 3, H, W) RGB in [0, 1]
        target : masks in [0, 1]; what stands in a mask that was not drawn is never looked at
        flags : (N, 2) bool or 0/1, true where skin, body was drawn
        void : (N, 1, H, W) bool, true where a pixel is to be ignored by cross-entropy
        """
        flags = flags.to(torch.float32)
        nothing = image.new_zeros(())
        cross_entropy, crf, containment = nothing, nothing, nothing
        for logits in passes:
            for branch, (scores, mask) in enumerate(zip(logits, target, strict=True)):
                known = label_weights(flags[:, branch, None], void, scores.shape)
                # A mask that was not drawn may hold anything, even NaN, which 0 would not cancel.
                mask = torch.where(known > 0, mask, torch.zeros_like(mask))
                cross_entropy = cross_entropy + masked_bce(scores, mask, known)
        if self.crf_weight:
            # All at once: the picture's part of the filter is built a single time.
            planes = torch.cat([scores for logits in passes for scores in logits], 1)
            missing = (1 - flags).repeat(1, len(passes))
            crf = crf_loss(torch.sigmoid(planes.float()), image, self.crf, weight=missing)
        if self.containment_weight:
            for inner in passes:
                for outer in passes:
                    containment = containment + containment_loss(
                        inner.skin, outer.body, detach=self.detach
                    )
        return Terms(cross_entropy, crf, containment)


def next_guidance(
    prediction: Branches, target: Branches, flags: Tensor, *, stop_grad: bool = True
) -> Branches:
    """What the second pass is told about each label: the truth if it was drawn, else the guess.

    The body decoder is given ``.skin``, the skin decoder ``.body``, so none sees its own truth.

    Parameters
    ----------
    prediction : probabilities of the first pass
    target : masks in [0, 1]
    flags : (N, 2) bool or 0/1, true where skin, body was drawn
    stop_grad : whether the guess is a constant. The losses of the first pass still teach its
        decoders; only the way through the guidance is closed
    """

    def of(branch: int) -> Tensor:
        guess = prediction[branch].detach() if stop_grad else prediction[branch]
        drawn = flags[:, branch].bool()[:, None, None, None]
        return torch.where(drawn, target[branch].to(guess.dtype), guess)

    return Branches(of(0), of(1))
