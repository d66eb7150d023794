"""Colours of known places carried into unknown ones: push-pull filling.

The picture is halved again and again, each time averaging only what is known (pull); on the way
back every gap takes what the coarser level knows (push). A pixel so gets the mean of the nearest
known surroundings, at the smallest scale at which there are any.

References
----------
Gortler, S. J., Grzeszczuk, R., Szeliski, R., Cohen, M. F.: The Lumigraph. SIGGRAPH 1996, section
3.4. doi:10.1145/237170.237200
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integument.arrays import resize

ENOUGH = 0.25
"""Share of known pixels in a cell from which the cell is trusted entirely."""


def spread(values: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fill what is unknown from the nearest known surroundings.

    Parameters
    ----------
    values : ``(H, W, C) float32``; what stands in unknown places is never looked at
    known : ``(H, W) float32``, 1 where the value is known, 0 where not, or a share between

    Returns
    -------
    ``(H, W, C) float32``: the values where they are known, and smooth filling elsewhere. Zero if
    nothing at all is known.
    """
    assert values.shape[:2] == known.shape, (values.shape, known.shape)
    return _spread(values * known[:, :, None], known)


def _spread(weighted: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = known.shape
    mean = weighted / np.maximum(known, 1e-6)[:, :, None]
    trust = np.minimum(known / ENOUGH, 1)[:, :, None]
    if max(height, width) == 1 or trust.min() == 1:
        return mean
    half = ((height + 1) // 2, (width + 1) // 2)
    share = resize(known, half)
    coarse = _spread(resize(weighted, half), share)
    return mean * trust + resize(coarse, (height, width)) * (1 - trust)
