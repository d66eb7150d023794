"""Several networks that vote, each on the picture and, if wished, on its mirror image.

Networks of one recipe that learned from other pictures, or longer, err in different places, and a
mirrored person is the same person. The mean of their logits is nearer to the truth than each of
them: more time buys better edges and fewer stray regions, without another training.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from integument.errors import UsageError
from integument.nets.network import Network


class Committee(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → the mean of its members' logits.

    Parameters
    ----------
    members : networks for the same labels, with outputs of the same size. The first one alone
        tells the attributes
    mirrored : whether each looks at the mirror image too, which doubles the time
    """

    def __init__(self, members: Sequence[Network], *, mirrored: bool = False) -> None:
        if not members:
            raise UsageError("a committee needs at least one network, got none")
        if len({member.stride for member in members}) > 1:
            strides = ", ".join(str(member.stride) for member in members)
            raise UsageError(f"members of a committee must have the same stride, got {strides}")
        super().__init__()
        self.members = nn.ModuleList(members)
        self.mirrored = mirrored
        self.stride = members[0].stride
        self.multiple = max(member.multiple for member in members)
        self.attribute_names = members[0].attribute_names

    def forward(self, image: Tensor) -> Tensor:
        return self._mean([member.segment(image) for member in self.members], image)

    def describe(self, image: Tensor) -> tuple[Tensor, Tensor]:
        logits, attributes = self.members[0].describe(image)
        others = [member.segment(image) for member in self.members[1:]]
        return self._mean([logits, *others], image), attributes

    def _mean(self, votes: list[Tensor], image: Tensor) -> Tensor:
        return torch.stack([*votes, *self._from_the_mirror(image)]).mean(0)

    def _from_the_mirror(self, image: Tensor) -> Iterator[Tensor]:
        if self.mirrored:
            for member in self.members:
                yield member.segment(image.flip(3)).flip(3)
