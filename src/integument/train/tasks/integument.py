"""The default network learns its masks, and what else its settings ask for along with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from integument.losses.containment import containment_loss
from integument.losses.crf import CrfSettings, crf_loss
from integument.losses.inverse_frequency import inverse_frequency_bce
from integument.losses.levels import summed_levels
from integument.losses.masked import masked_soft_dice, segmentation_loss
from integument.nets.integument import Integument
from integument.nets.network import Network
from integument.train.task import Learning, Phase, Task
from integument.train.tasks.hair import ANSWERS, attribute_terms

if TYPE_CHECKING:
    from integument.train.recipes.integument import IntegumentSettings

CRF = CrfSettings(method="window", norm="mean", sigma_xy=16.0)
"""Over the network's output at stride 2: 80 pixels a side for crops of 160, of which 16 are the
share that the reference's 100 are of its pictures. ``window`` costs a third of a step of the
fast network on a CPU, ``grid`` several steps. With ``mean`` its weight is for the share of a
pixel's surroundings that disagrees, whatever the size of the crops."""


class IntegumentTask(Task):
    """Segmentation, and the other terms with the weights that the settings give them."""

    settings: IntegumentSettings
    answers = ANSWERS

    def helpers(self, net: Network) -> nn.ModuleDict:
        """One output for each coarser level of the decoder, where those are supervised."""
        if not self.settings.supervised:
            return nn.ModuleDict()
        assert isinstance(net, Integument)
        sides = [nn.Conv2d(width, len(self.labels), 1) for width in net.level_widths]
        return nn.ModuleDict({"sides": nn.ModuleList(sides)})

    def terms(
        self, net: Network, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        if not isinstance(net, Integument):  # one that --set net chose: its masks alone
            return super().terms(net, helpers, batch, phase)
        settings = self.settings
        features = net.features(batch.image)
        decoded = net.decode(features)
        target, weight = self.known(batch)

        terms = {"masks": self._segmentation(decoded.final, target, weight)}
        if settings.guided:
            terms["first_pass"] = self._segmentation(decoded.passes[0], target, weight)
        if settings.supervised:
            outputs = [
                side(level) for side, level in zip(helpers["sides"], decoded.levels, strict=True)
            ]
            loss = summed_levels(outputs, target, weight, coarse="area")
            terms["levels"] = settings.supervised * loss
        if settings.crf_weight:
            terms["crf"] = settings.crf_weight * _crf(decoded.final, batch.image, weight)
        if settings.containment_weight:
            skin, body = (
                decoded.final[:, place : place + 1]
                for place in map(self.labels.index, ("skin", "body"))
            )
            terms["containment"] = settings.containment_weight * containment_loss(skin, body)
        if settings.attributes:
            attributes = net.read_attributes(features, decoded.final)
            for name, term in attribute_terms(attributes, batch, self.labels).items():
                terms[name] = settings.attributes * term
        return terms

    def _segmentation(self, logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
        """Cross-entropy, plain or balanced, the mean over labels; and Dice."""
        if not self.settings.balanced:
            return segmentation_loss(logits, target, weight, self.settings.dice)
        entropy = inverse_frequency_bce(logits, target, weight) / len(self.labels)
        return entropy + self.settings.dice * masked_soft_dice(logits, target, weight)


def _crf(logits: Tensor, image: Tensor, weight: Tensor) -> Tensor:
    """The regulariser of every label, drawn or not, where anything of the picture is known.

    In the source it stands in for masks that are missing; here it acts on all.
    """
    reduced = F.interpolate(image, size=logits.shape[2:], mode="area")
    known = weight.amax(1, keepdim=True) > 0
    return crf_loss(torch.sigmoid(logits.float()), reduced, CRF, valid=known)
