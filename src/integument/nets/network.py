"""What all networks have in common: sizes, how to ask for labels alone, what to begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from integument.errors import UsageError
from integument.nets.origin import Origin


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
    label_axes : name of a weight that has one entry a label → the axis along which. A network that
        names them all may begin with one that knows more labels
    attribute_names : what :meth:`describe` tells about the person in the picture, in order; those
        of which just one is true share what stands before a colon, such as ``hair_colour:black``
    """

    stride: int = 1
    multiple: int = 1
    optional: tuple[str, ...] = ()
    label_axes: Mapping[str, int] = {}
    attribute_names: tuple[str, ...] = ()

    def segment(self, image: Tensor) -> Tensor:
        """The final logits ``(N, labels, H / stride, W / stride)``, one channel a label.

        The sigmoid of a channel is the probability of its label.
        """
        return self(image)

    def describe(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """:meth:`segment`, and the probabilities ``(N, attributes)`` of :attr:`attribute_names`."""
        return self.segment(image), image.new_zeros(image.shape[0], 0)

    def begin_with(self, origin: Origin, labels: Sequence[str]) -> None:
        """Takes over the weights of ``origin``; this network's own channels are ``labels``.

        They are those of a network like this one, which may know more labels: of
        :attr:`label_axes` the entries of ``labels`` are taken. :attr:`optional` weights that
        ``origin`` lacks stay as they are, and those that are not needed are left behind. Classes
        that may begin with other networks override this.

        Raises RuntimeError, as ``load_state_dict`` does, for weights that do not fit.
        """
        channels = torch.tensor(origin.channels(labels))
        own = self.state_dict()
        kept = {name: value for name, value in own.items() if name.startswith(self.optional)}
        taken = {
            name: self._of_labels(name, value, channels, len(origin.labels))
            for name, value in origin.weights.items()
            if name in own or not name.startswith(self.optional)
        }
        self.load_state_dict(kept | taken)

    def _of_labels(self, name: str, value: Tensor, channels: Tensor, known: int) -> Tensor:
        """The entries ``channels`` of a weight with an entry for each of ``known`` labels."""
        axis = self.label_axes.get(name)
        if axis is None or value.shape[axis] != known:  # of another architecture: will not fit
            return value
        return value.index_select(axis, channels)

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
