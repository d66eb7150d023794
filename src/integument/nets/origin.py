"""A trained network that another one may begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from integument.nets.network import Network


@dataclass(frozen=True)
class Origin:
    """What :meth:`integument.nets.network.Network.begin_with` is given.

    Attributes
    ----------
    kind : class of the trained network
    labels : of its output channels, in order
    weights : name → trained weights
    build : makes the whole network with these weights, in evaluation mode; it takes random numbers
    """

    kind: type[Network]
    labels: tuple[str, ...]
    weights: Mapping[str, Tensor]
    build: Callable[[], Network]

    def channels(self, labels: Sequence[str]) -> list[int]:
        """Its output channels for a network of ``labels``, in their order.

        Where it does not know all of them, its channels as they are: labels may be new as long as
        there are as many.
        """
        if not set(labels) <= set(self.labels):
            return list(range(len(self.labels)))
        return [self.labels.index(label) for label in labels]
