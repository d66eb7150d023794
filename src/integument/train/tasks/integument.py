"""The default network learns its masks, and what hair is like along with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from integument.losses.masked import segmentation_loss
from integument.nets.integument import Integument
from integument.nets.network import Network
from integument.train.task import Learning, Phase, Task
from integument.train.tasks.hair import ANSWERS, attribute_terms

if TYPE_CHECKING:
    from integument.train.recipes.integument import IntegumentSettings


class IntegumentTask(Task):
    """Segmentation, and the attributes with the weight that the settings give them."""

    settings: IntegumentSettings
    answers = ANSWERS

    def terms(
        self, net: Network, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        if not self.settings.attributes:
            return super().terms(net, helpers, batch, phase)
        assert isinstance(net, Integument)
        logits, attributes = net.with_attributes(batch.image)
        terms = {"masks": segmentation_loss(logits, *self.known(batch), self.settings.dice)}
        for name, term in attribute_terms(attributes, batch, self.labels).items():
            terms[name] = self.settings.attributes * term
        return terms
