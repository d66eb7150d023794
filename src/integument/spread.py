"""Colours of known places carried into unknown ones: push-pull filling.

The picture is halved again and again, each time averaging only what is known (pull); on the way
back every gap takes what the coarser level knows (push). A pixel so gets the mean of the nearest
known surroundings, at the smallest scale at which there are any.

References
----------
Gortler, S. J., Grzeszczuk, R., Szeliski, R., Cohen, M. F.: The Lumigraph. SIGGRAPH 1996, section
3.4. doi:10.1145/237170.237200
Burt, P. J., Adelson, E. H.: The Laplacian Pyramid as a Compact Image Code. IEEE Transactions on
Communications 31(4), 1983: the Gaussian weights by which a picture is halved and doubled.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Planes = Sequence[Plane]

ENOUGH = 0.25
"""Share of known pixels in a cell from which the cell is trusted entirely."""


def spread(planes: Planes, known: Plane) -> list[Plane]:
    """Fill what is unknown from the nearest known surroundings.

    Parameters
    ----------
    planes : ``(H, W) float32`` each; what stands in unknown places is never looked at
    known : ``(H, W) float32``, 1 where the values are known, 0 where not, or a share between

    Returns
    -------
    ``(H, W) float32`` each: the values where they are known, and smooth filling elsewhere. Zero if
    nothing at all is known.
    """
    assert all(plane.shape == known.shape for plane in planes), known.shape
    return filled_up([plane * known for plane in planes], known)


def filled_up(weighted: Planes, known: Plane) -> list[Plane]:
    """As :func:`spread`, of values that are multiplied by ``known`` already."""
    is_last = max(known.shape) == 1
    scale = 1 / np.maximum(known, 1e-6 if is_last else ENOUGH)
    # The mean of what is known, as far as it is trusted, and the coarser level for the rest.
    means = [plane * scale for plane in weighted]
    if is_last or known.min() >= ENOUGH:
        return means
    height, width = known.shape
    coarse = filled_up([cv2.pyrDown(plane) for plane in weighted], cv2.pyrDown(known))
    missing = np.maximum(1 - known / ENOUGH, 0)
    for mean, plane in zip(means, coarse, strict=True):
        mean += missing * cv2.pyrUp(plane, dstsize=(width, height))
    return means
