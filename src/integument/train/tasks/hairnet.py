"""HairNet: face skin and hair, then colour, straight, wavy, bangs and bald under their masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from integument.data.answers import ANSWERS
from integument.losses.hairnet import HairNetLoss, hairnet_terms
from integument.nets.hairnet import HairNet
from integument.train.task import Learning, Phase, Task

TRUNK = ("backbone", "decoder", "head")

if TYPE_CHECKING:
    from integument.train.recipes.hairnet import HairNetSettings


class HairNetTask(Task):
    """The masked multi-task sum; what is unknown of a picture is left out."""

    settings: HairNetSettings
    answers = ANSWERS

    def phases(self) -> tuple[Phase, ...]:
        first = Phase("segmentation", 2.0, frozen=("branches",))
        later = (
            Phase("attributes", 1.0, frozen=TRUNK),
            Phase("everything", 1.0, rate=self.settings.fine_rate),
        )
        return {"all": (first, *later), "segmentation": (first,), "attributes": later}[
            self.settings.stage
        ]

    def terms(
        self, net: HairNet, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        outputs, target, known = {}, {}, {}
        given = batch.target if net.mask_mode == "gt" else None
        if phase.name == "segmentation":
            # The branches cost as much as the rest and learn nothing yet.
            outputs["segmentation"] = net.segment(batch.image)
        else:
            result = net(batch.image, given)
            outputs["segmentation"] = result.segmentation
            outputs |= result.attributes._asdict()
            for name in ANSWERS:
                known[name] = torch.isfinite(batch.answers[name])
                target[name] = torch.nan_to_num(batch.answers[name])
            target["colour"] = target["colour"].long()
        target["segmentation"], known["segmentation"] = batch.target, batch.weight
        if phase.name == "attributes":
            del outputs["segmentation"]
        terms = hairnet_terms(outputs, target, known)
        weights = HairNetLoss().weights
        return {name: weights[name] * term for name, term in terms.items()}
