"""The default network learns what hair is like; its masks, learned before, stay as they are."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.attributes import BINARY, SHADES
from integument.nets.integument import Integument
from integument.nets.network import Network
from integument.train.task import Learning, Phase, Task

MASKS = ("stem", "stages", "decoder", "head", "guidance")
"""The parts that make masks, as their names begin."""

LEAST_SHARE = 0.01
"""Share of the crop that hair and face cover at least for an answer to be asked: crops of knees,
and heads that an occluder hides, teach nothing but guessing."""


ANSWERS = ("shade", *BINARY)


class HairTask(Task):
    """The terms of :func:`attribute_terms`, and nothing else."""

    answers = ANSWERS

    def phases(self) -> tuple[Phase, ...]:
        return (Phase("attributes", frozen=MASKS),)

    def terms(
        self, net: Network, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        assert isinstance(net, Integument)
        return attribute_terms(net.with_attributes(batch.image)[1], batch, self.labels)


def attribute_terms(logits: Tensor, batch: Learning, labels: tuple[str, ...]) -> dict[str, Tensor]:
    """Cross-entropy over colours and over each of straight, wavy, bangs, bald, where known.

    ``logits (N, 10)`` are those of the network's hair head; ``labels`` those of ``batch.target``.
    """
    places = [labels.index(name) for name in ("hair", "face_skin")]
    shown = batch.target[:, places].amax(1).mean((1, 2)) >= LEAST_SHARE
    shade, *binary = logits.float().split([len(SHADES), *(1 for _ in BINARY)], dim=1)
    truth = batch.answers["shade"]
    lost = F.cross_entropy(shade, torch.nan_to_num(truth).long(), reduction="none")
    terms = {"shade": _mean(lost, torch.isfinite(truth) & shown)}
    for name, logit in zip(BINARY, binary, strict=True):
        truth = batch.answers[name]
        lost = F.binary_cross_entropy_with_logits(
            logit.squeeze(1), torch.nan_to_num(truth), reduction="none"
        )
        terms[name] = _mean(lost, torch.isfinite(truth) & shown)
    return terms


def _mean(loss: Tensor, known: Tensor) -> Tensor:
    """Of the rows that are known; 0 if none is."""
    return (loss * known).sum() / known.sum().clamp(min=1)
