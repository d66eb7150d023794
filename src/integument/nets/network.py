"""What all networks have in common: which sizes they take and how to ask for labels alone."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from integument.errors import UsageError


class Network(nn.Module):
    """Base of the networks here: ``(N, 3, H, W)`` float RGB in [0, 1] → logits.

    Calling a network gives everything it computes, which for some is more than one map and is
    documented there. :meth:`segment` always gives the labels alone.

    Attributes
    ----------
    stride : distance between neighbouring output pixels, in input pixels
    multiple : height and width of the input must be multiples of this
    optional : how the names of weights begin that a checkpoint to start from, or the network that
        starts, may lack
    attribute_names : what :meth:`describe` tells about the person in the picture, in order; those
        of which just one is true share what stands before a colon, such as ``hair_colour:black``
    """

    stride: int = 1
    multiple: int = 1
    optional: tuple[str, ...] = ()
    attribute_names: tuple[str, ...] = ()

    def segment(self, image: Tensor) -> Tensor:
        """The final logits ``(N, labels, H / stride, W / stride)``, one channel a label.

        The sigmoid of a channel is the probability of its label.
        """
        return self(image)

    def describe(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """:meth:`segment`, and the probabilities ``(N, attributes)`` of :attr:`attribute_names`."""
        return self.segment(image), image.new_zeros(image.shape[0], 0)

    def check_size(self, image: Tensor) -> None:
        """Raises :class:`UsageError` for a size that the network cannot halve often enough."""
        # While a graph is traced sizes are symbols, and the exporter states what they may be.
        if torch.compiler.is_compiling():
            return
        height, width = image.shape[2:]
        if height % self.multiple or width % self.multiple:
            raise UsageError(
                f"{type(self).__name__}: height and width must be multiples of {self.multiple}, "
                f"got {height}x{width}: pad or resize the picture"
            )
