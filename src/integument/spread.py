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

import cv2
import numpy as np
from numpy.typing import NDArray

ENOUGH = 0.25
"""Share of known pixels in a cell from which the cell is trusted entirely."""


def spread(planes: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fill what is unknown from the nearest known surroundings.

    Parameters
    ----------
    planes : ``(C, H, W) float32``; what stands in unknown places is never looked at. Channels come
        first because a plane is what is fast to halve and to weigh.
    known : ``(H, W) float32``, 1 where the value is known, 0 where not, or a share between

    Returns
    -------
    ``(C, H, W) float32``: the values where they are known, and smooth filling elsewhere. Zero if
    nothing at all is known.
    """
    assert planes.shape[1:] == known.shape, (planes.shape, known.shape)
    return _filled(planes * known, known)


def surroundings(weighted: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the next coarser level would fill in at every pixel: ``(C, H, W) float32``.

    ``weighted`` are planes already multiplied with what is known of them.
    """
    half = ((known.shape[0] + 1) // 2, (known.shape[1] + 1) // 2)
    share = _resized(known[None], half, cv2.INTER_AREA)[0]
    coarse = _filled(_resized(weighted, half, cv2.INTER_AREA), share)
    return _resized(coarse, known.shape, cv2.INTER_LINEAR)


def trusted(
    weighted: NDArray[np.float32], known: NDArray[np.float32], filling: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The values themselves as far as they are known, and ``filling`` for the rest.

    ``weighted`` and ``filling`` are ``(C, …)``, ``known`` is the rest of that shape.
    """
    values = weighted / np.maximum(known, 1e-6)
    values -= filling
    values *= np.minimum(known / ENOUGH, 1)
    values += filling
    return values


def _filled(weighted: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    if known.size == 1 or known.min() >= ENOUGH:
        return weighted / np.maximum(known, 1e-6)
    return trusted(weighted, known, surroundings(weighted, known))


def _resized(
    planes: NDArray[np.float32], size: tuple[int, ...], method: int
) -> NDArray[np.float32]:
    """``(C, H, W)`` to ``size`` (rows, columns)."""
    resized = np.empty((len(planes), *size), np.float32)
    for plane, into in zip(planes, resized, strict=True):
        cv2.resize(plane, size[::-1], dst=into, interpolation=method)
    return resized
