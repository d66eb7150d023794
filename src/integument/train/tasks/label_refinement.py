"""Label refinement networks: a mask at every level, and an encoder that thaws later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from integument.losses.levels import summed_levels
from integument.losses.masked import masked_bce
from integument.nets.network import Network
from integument.train.task import Learning, Phase, Task

if TYPE_CHECKING:
    from integument.train.recipes.label_refinement import LabelRefinementSettings


class LabelRefinementTask(Task):
    """All levels with equal weights; a network with one output has plain cross-entropy."""

    settings: LabelRefinementSettings

    def phases(self) -> tuple[Phase, ...]:
        if not self.pretrained:  # frozen random features would be of no use
            return (Phase("everything"),)
        return (
            Phase("decoder", frozen=("backbone",), until_plateau=True),
            Phase("everything", rate=self.settings.thaw_rate),
        )

    def terms(
        self, net: Network, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        outputs = net(batch.image)
        if isinstance(outputs, Tensor):
            return {"loss": masked_bce(outputs, batch.target, batch.weight)}
        loss = summed_levels(outputs.maps, batch.target, batch.weight, coarse=self.settings.coarse)
        return {"loss": loss}
