"""What is learned: the network, and what a batch costs. A recipe whose loss is its own has one.

The loop (:mod:`integument.train.loop`) knows nothing of networks or losses. It asks a task to build
the network, hands it batches, adds up the terms that come back, and steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor, nn

from integument import nets
from integument.errors import UsageError
from integument.losses.masked import segmentation_loss
from integument.nets.network import Network
from integument.train.settings import Settings


class Learning(NamedTuple):
    """A batch on the device.

    image (N, 3, S, S) float RGB in [0, 1]; target (N, L, s, s) coverage in [0, 1]; weight, of the
    same shape, 0 where the truth is unknown; source (N,) int64: the folder of each picture, counted
    from 0 in the order they were given, -1 for pictures of nobody and streamed ones; answers:
    attribute -> (N,) float, NaN where unknown; progress: share of the run that is over; number:
    that of the batch.
    """

    image: Tensor
    target: Tensor
    weight: Tensor
    source: Tensor
    answers: dict[str, Tensor]
    progress: float
    number: int


@dataclass(frozen=True)
class Phase:
    """A stretch of a run.

    share : of the budget it may take; the shares of a task's phases are relative to one another
    frozen : names of the parts of the network that do not learn, as ``named_parameters`` begins
        them. Their batch norms keep their statistics too.
    rate : factor on the learning rate
    until_plateau : whether it ends early, once validation has not improved for ``patience`` times;
        the phases after it then begin, and the budget that is left is theirs
    anew : whether the network computes something else than before, so that earlier scores do not
        count and the best weights are looked for anew
    """

    name: str
    share: float = 1.0
    frozen: tuple[str, ...] = ()
    rate: float = 1.0
    until_plateau: bool = False
    anew: bool = False


class Task:
    """Segmentation by cross-entropy and Dice: what every network here can be trained for.

    Subclasses override :meth:`terms`, and what else differs.
    """

    answers: tuple[str, ...] = ()
    """Attributes of pictures that :meth:`terms` wants, see :mod:`integument.data.answers`."""
    dispensable: tuple[str, ...] = ()
    """Labels that the network is bound to and that need not be drawn in any pack."""

    pretrained: bool = False
    """Whether the backbone began with trained weights. The loop sets it before :meth:`phases`."""

    def __init__(self, settings: Settings, labels: tuple[str, ...]) -> None:
        self.settings, self.labels = settings, labels
        bound = nets.ARCHITECTURES[settings.net].labels
        if bound and labels != bound:
            raise UsageError(
                f"network '{settings.net}' is for the labels {','.join(bound)}: "
                f"--set labels={','.join(bound)}"
            )

    def phases(self) -> tuple[Phase, ...]:
        """The stretches of the run, in order."""
        return (Phase("training"),)

    def begin(self, net: Network, phase: Phase) -> None:
        """Called when a phase begins, and on resuming within it, for the network that learns and
        for the one of averaged weights."""

    def build(self) -> Network:
        """The network, freshly initialised."""
        return nets.build(self.settings.net, len(self.labels), **self.settings.net_options())

    def helpers(self, net: Network) -> nn.ModuleDict:
        """What learns along and is not part of the network, such as a discriminator."""
        return nn.ModuleDict()

    def terms(
        self, net: Network, helpers: nn.ModuleDict, batch: Learning, phase: Phase
    ) -> dict[str, Tensor]:
        """The parts of the loss by name, weighted already: the loss is their sum."""
        logits = net.segment(batch.image)
        return {"loss": segmentation_loss(logits, *self.known(batch), self.settings.dice)}

    def known(self, batch: Learning) -> tuple[Tensor, Tensor]:
        return batch.target, batch.weight
