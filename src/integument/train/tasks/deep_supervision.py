"""U²-Net: every side output is asked for the mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from integument.losses.deep_supervision import summed_bce, summed_bce_dice
from integument.nets.u2net import U2Net
from integument.train.task import Learning, Phase, Task

LOSSES = {"bce": summed_bce, "bce_dice": summed_bce_dice}

if TYPE_CHECKING:
    from integument.train.recipes.u2net import U2NetSettings


class U2NetTask(Task):
    """The fused map and the six sides, all of weight 1."""

    settings: U2NetSettings

    def terms(
        self, net: U2Net, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        outputs = net(batch.image)
        maps = (outputs.fused, *outputs.sides)
        return {"loss": LOSSES[self.settings.loss](maps, batch.target, batch.weight)}
