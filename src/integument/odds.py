"""Evidence multiplies odds: what is known besides a network, brought to bear on its answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def weigh_odds(
    probability: NDArray[np.float32], ratio: NDArray[np.float32], most: float
) -> NDArray[np.float32]:
    """The probability after its odds are multiplied by a ratio of likelihoods (Bayes' rule).

    Parameters
    ----------
    probability : ``(h, w) float32`` in [0, 1]; zero and one stay what they are
    ratio : ``(h, w) float32``, above zero
    most : the logarithm of the odds is moved by this at most

    Returns
    -------
    ``(h, w) float32`` in [0, 1]
    """
    limit = np.float32(np.exp(most))
    scaled = probability * ratio.clip(1 / limit, limit)
    return scaled / (scaled + (1 - probability))
