"""The joint loss of HairNet: segmentation, hair colour and four attributes, each where known.

    L = Σ λ_i L_i    over segmentation, colour, straight, wavy, bangs, bald

The paper states no λ; all are 1 here. Its printed sum has one term too many and leaves out bangs
and bald. Segmentation is two independent sigmoids, skin and hair: with the printed softmax over the
two, ground could never be predicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

from integument.attributes import BINARY
from integument.errors import unknown
from integument.losses.masked import masked_bce

TERMS = ("segmentation", "colour", *BINARY)


@dataclass(frozen=True, slots=True)
class HairNetLoss:
    """The weighted sum; call it with the terms of :func:`hairnet_terms`."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(TERMS, 1.0))
    """λ of each term. Those not named are left out, as when one branch is trained alone."""

    def __post_init__(self) -> None:
        for name in self.weights:
            if name not in TERMS:
                raise unknown("term of the HairNet loss", name, TERMS)

    def __call__(self, terms: Mapping[str, Tensor]) -> Tensor:
        """Σ λ · term over the terms that were computed and have a weight."""
        chosen = [
            weight * terms[name]
            for name, weight in self.weights.items()
            if weight and name in terms
        ]
        assert chosen, (tuple(terms), self.weights)
        return torch.stack(chosen).sum()


def hairnet_terms(
    outputs: Mapping[str, Tensor], target: Mapping[str, Tensor], known: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """Every term for which there is an output, a scalar each; 0 if nothing of it is known.

    Parameters
    ----------
    outputs : logits: ``segmentation (N, 2, H, W)`` skin and hair; ``colour (N, 4)``;
        each of :data:`integument.attributes.BINARY` ``(N,)``
    target : ``segmentation (N, 2, H, W)`` in [0, 1]; ``colour (N,)`` int64, see
        :func:`colour_classes`; each attribute ``(N,)`` 0 or 1
    known : ``segmentation (N, 2, H, W)``; the others ``(N,)``; 0 where the truth is missing
    """
    terms = {}
    for name, logits in outputs.items():
        truth, weight = target[name], known[name].to(torch.float32)
        if name == "segmentation":
            terms[name] = masked_bce(logits, truth, weight)
        elif name == "colour":
            entropy = F.cross_entropy(logits.float(), truth, reduction="none")
            terms[name] = _mean(entropy, weight)
        elif name in BINARY:
            entropy = F.binary_cross_entropy_with_logits(
                logits.float(), truth.float(), reduction="none"
            )
            terms[name] = _mean(entropy, weight)
        else:
            raise unknown("output of HairNet", name, TERMS)
    return terms


def colour_classes(flags: Tensor) -> tuple[Tensor, Tensor]:
    """Hair colour as a class, and whether it is known, ``(N,)`` int64 and bool.

    ``flags (N, 4)`` are 0 or 1 for each of the four colours. A picture with none or several is
    left out, as in the paper.
    """
    flags = flags.bool()
    return flags.int().argmax(1), flags.sum(1) == 1


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum() / weight.sum().clamp(min=1.0)
