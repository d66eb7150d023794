"""How hard each term of a loss pulls: its gradient norm, for choosing weights and for the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor


def gradient_norms(terms: Mapping[str, Tensor], parameters: Iterable[Tensor]) -> dict[str, float]:
    """The L2 norm of each term's gradient over all ``parameters``; 0 where it has none.

    Parameters
    ----------
    terms : name → scalar, all of one forward pass, whose graph is kept
    parameters : tensors that require gradients
    """
    parameters = list(parameters)
    norms = {}
    for name, term in terms.items():
        if not term.requires_grad:
            norms[name] = 0.0
            continue
        gradients = torch.autograd.grad(term, parameters, retain_graph=True, allow_unused=True)
        squares = sum(float(g.double().square().sum()) for g in gradients if g is not None)
        norms[name] = squares**0.5
    return norms
