"""The semi-supervised training of the mutual-guidance paper (arXiv:1908.01977), in two phases.

Phase A teaches the first pass alone. Phase B adds the second: each decoder is told the truth about
the *other* label where it was drawn, else what the first pass found; so none sees its own truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from integument.losses.crf import CrfSettings
from integument.losses.mutual_guidance import Branches, MutualGuidanceLoss
from integument.nets.first_belief import box_around
from integument.nets.mutual_guidance import LABELS, MutualGuidance
from integument.train.task import Learning, Phase, Task

if TYPE_CHECKING:
    from integument.train.recipes.mutual_guidance import MutualGuidanceSettings

DRAWN_BOXES = 0.5
"""With ``initial_guidance=box_gmm``, share of the batches that first believe boxes around drawn
bodies. No source states it."""


class MutualGuidanceTask(Task):
    """Skin and body, of which a picture may lack either."""

    settings: MutualGuidanceSettings

    def phases(self) -> tuple[Phase, ...]:
        share = self.settings.first_phase
        return {
            "finetune": (
                Phase("first pass", share, until_plateau=True),
                Phase("both passes", 1 - share, anew=True),
            ),
            "scratch": (Phase("both passes"),),
            "no_guidance": (Phase("first pass"),),
        }[self.settings.variant]

    def begin(self, net: MutualGuidance, phase: Phase) -> None:
        net.n_passes = 1 if phase.name == "first pass" else 2

    def terms(
        self, net: MutualGuidance, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        settings = self.settings
        flags = batch.weight.flatten(2).amax(2) > 0
        belief = net.initial_belief(batch.image, _drawn_boxes(batch, flags))
        passes = net(batch.image, belief, batch.target, flags).passes
        loss = MutualGuidanceLoss(
            settings.crf_weight,
            settings.containment_weight,
            CrfSettings(norm=settings.crf_norm),
        )
        void = ((batch.weight == 0) & flags[:, :, None, None]).any(1, keepdim=True)
        parts = loss.terms(
            [_branches(logits) for logits in passes],
            batch.image,
            _branches(batch.target),
            flags,
            void,
        )
        return {
            "cross_entropy": parts.cross_entropy,
            "crf": settings.crf_weight * parts.crf,
            "containment": settings.containment_weight * parts.containment,
        }


def _drawn_boxes(batch: Learning, flags: Tensor) -> Tensor:
    """Boxes ``(N, 4)`` around drawn bodies; NaN without one, and in half of the batches.

    The box guides the skin decoder alone, so the body's truth does not reach its own decoder. The
    other half learns from the box that a photograph without a detector will have.
    """
    body = LABELS.index("body")
    boxes = box_around(batch.target[:, body])
    known = flags[:, body, None]
    # By the number of the batch: the same after resuming, and in every process.
    if torch.rand((), generator=torch.Generator().manual_seed(batch.number)) >= DRAWN_BOXES:
        known = torch.zeros_like(known)
    return torch.where(known, boxes, torch.nan)


def _branches(planes: Tensor) -> Branches:
    return Branches(*torch.split(planes, 1, dim=1))
