"""How often each hue, saturation and value occurs in skin, and next to it."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.sample import Sample

CHANNELS = {"H": 180, "S": 256, "V": 256}
"""Channel -> number of its values as OpenCV scales them."""


def histograms(samples: Iterable[Sample], label: str = "skin") -> dict[str, dict[str, NDArray]]:
    """``skin`` and ``rest`` -> channel -> (values,) int64 pixels; void pixels are left out."""
    counts = {
        side: {name: np.zeros(size, np.int64) for name, size in CHANNELS.items()}
        for side in ("skin", "rest")
    }
    for sample in samples:
        if label not in sample.masks:
            continue
        hsv = cv2.cvtColor(sample.image, cv2.COLOR_RGB2HSV)
        inside, ignored = sample.truth(label), sample.ignored(label)
        outside = ~inside
        if ignored is not None:
            inside, outside = inside & ~ignored, outside & ~ignored
        for side, where in (("skin", inside), ("rest", outside)):
            pixels = hsv[where]
            for channel, (name, size) in enumerate(CHANNELS.items()):
                counts[side][name] += np.bincount(pixels[:, channel], minlength=size)
    return counts


def peak(histogram: NDArray, width: int = 9) -> int:
    """The value around which most pixels lie, smoothed over ``width`` values."""
    return int(np.convolve(histogram, np.ones(width), "same").argmax())
