"""The generator paper (S2MGen, 2024): skin from generated and real pictures, in its modes.

The first folder of ``--data`` holds generated pictures, the second, where a mode uses one, real
pictures. Adaptation (``dann``, ``pixmatch``, ``fda``) never looks at the masks of real pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from integument.losses.domain import DomainHead, domain_loss, reversal_strength
from integument.losses.fda import fourier_style, robust_entropy
from integument.losses.inverse_frequency import inverse_frequency_bce
from integument.losses.pixmatch import CONSISTENCY_WEIGHT, consistency_loss, pseudo_labels
from integument.nets.unet_two_heads import UNetTwoHeads
from integument.train.adapt_perturb import PerturbSettings, augmented, cutmix, fourier
from integument.train.task import Learning, Phase, Task

ENTROPY_WEIGHT = 0.005
"""Of the robust entropy of real pictures beside cross-entropy, under ``fda``, as published."""

if TYPE_CHECKING:
    from integument.train.recipes.synthetic_skin import SyntheticSkinSettings


class SyntheticSkinTask(Task):
    """Two heads, skin and person, by cross-entropy balanced between rare and common."""

    settings: SyntheticSkinSettings
    dispensable = ("body",)  # real pictures have no masks of persons

    def helpers(self, net: UNetTwoHeads) -> nn.ModuleDict:
        if self.settings.mode != "dann":
            return nn.ModuleDict()
        deepest = net.encoder.levels[-1]
        channels = [m for m in deepest.modules() if isinstance(m, nn.Conv2d)][-1].out_channels
        return nn.ModuleDict({"domain": DomainHead(channels)})

    def terms(
        self, net: UNetTwoHeads, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        mode = self.settings.mode
        real = batch.source == 1
        weight = batch.weight.clone()
        if mode != "supervised":
            weight[real] = 0
        weight[real, 1] = 0  # real pictures have no person masks: they are left out, not empty
        if not self.settings.person:
            weight[:, 1] = 0
        image = batch.image
        rng = np.random.default_rng([self.settings.seed, batch.number, 7])
        if mode == "fda":
            image = self._restyled(image, real, rng)
        if mode == "dann":
            *skips, deepest = net.encoder(image)
            features = net.decoder(deepest, skips)
            logits = torch.cat([net.skin(features), net.person(features)], 1)
        else:
            logits = net.segment(image)
        terms = {"cross_entropy": inverse_frequency_bce(logits, batch.target, weight)}
        if mode == "dann":
            answer = helpers["domain"](deepest, reversal_strength(batch.progress))
            terms["domain"] = domain_loss(answer, real)
        elif mode == "fda" and real.any():
            terms["entropy"] = ENTROPY_WEIGHT * robust_entropy(logits[real, :1])
        elif mode == "pixmatch" and real.any():
            terms |= self._consistency(net, batch.image, logits, real, rng)
        return terms

    def _restyled(self, image: Tensor, real: Tensor, rng: np.random.Generator) -> Tensor:
        """Generated pictures with the low frequencies of real ones of the batch."""
        targets, image = image[real], image.clone()
        generated = torch.nonzero(~real).flatten()
        if len(targets) and len(generated):
            partner = torch.as_tensor(rng.integers(len(targets), size=len(generated)))
            styled = fourier_style(
                image[generated], targets[partner.to(image.device)], self.settings.beta
            )
            image[generated] = styled
        return image

    def _consistency(self, net, image: Tensor, logits: Tensor, real: Tensor, rng):
        """Each perturbation of real pictures against the network's own answers."""
        answer, weight = pseudo_labels(logits[real, :1], self.settings.threshold)
        settings = PerturbSettings()
        pictures, generated = image[real], image[~real]
        copies = {
            "augmented": augmented(pictures, answer, weight, settings, rng),
            "cutmix": cutmix(pictures, answer, weight, settings, rng),
        }
        if len(generated):
            chosen = torch.as_tensor(rng.integers(len(generated), size=len(pictures)))
            style = generated[chosen.to(image.device)]
            copies["fourier"] = fourier(pictures, answer, weight, style, settings)
        return {
            name: CONSISTENCY_WEIGHT
            * consistency_loss(net.segment(copy.image)[:, :1], copy.answer, copy.weight)
            for name, copy in copies.items()
        }
