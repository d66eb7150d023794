"""The default network learns what hair is like; its masks, learned before, stay as they are."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.attributes import BINARY, SHADES
from integument.nets.integument import Integument
from integument.nets.network import Network
from integument.train.task import Learning, Phase, Task

MASKS = ("stem", "stages", "decoder", "head")
"""The parts that make masks, as their names begin."""

LEAST_SHARE = 0.01
"""Share of the crop that hair and face cover at least for an answer to be asked: crops of knees,
and heads that an occluder hides, teach nothing but guessing."""


class HairTask(Task):
    """Cross-entropy over colours and over each of straight, wavy, bangs, bald, where known."""

    answers = ("shade", *BINARY)

    def phases(self) -> tuple[Phase, ...]:
        return (Phase("attributes", frozen=MASKS),)

    def terms(
        self, net: Network, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        assert isinstance(net, Integument)
        logits = net.with_attributes(batch.image)[1].float()
        places = [self.labels.index(name) for name in ("hair", "face_skin")]
        shown = batch.target[:, places].amax(1).mean((1, 2)) >= LEAST_SHARE
        shade, *binary = logits.split([len(SHADES), *(1 for _ in BINARY)], dim=1)
        terms = {}
        truth = batch.answers["shade"]
        known = torch.isfinite(truth) & shown
        lost = F.cross_entropy(shade, torch.nan_to_num(truth).long(), reduction="none")
        terms["shade"] = _mean(lost, known)
        for name, logit in zip(BINARY, binary, strict=True):
            truth = batch.answers[name]
            known = torch.isfinite(truth) & shown
            lost = F.binary_cross_entropy_with_logits(
                logit.squeeze(1), torch.nan_to_num(truth), reduction="none"
            )
            terms[name] = _mean(lost, known)
        return terms


def _mean(loss: Tensor, known: Tensor) -> Tensor:
    """Of the rows that are known; 0 if none is."""
    return (loss * known).sum() / known.sum().clamp(min=1)
