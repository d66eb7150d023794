"""One picture and everything known about it: the type every reader yields.

The distinction that matters most here is *missing* against *empty*. A label that nobody drew
is absent from :attr:`Sample.masks`; a label that was looked for and not found is present with
a mask of zeros. The two are never inferred from each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

HALF = 128
"""A soft mask counts as "in" from this value on (coverage of at least one half)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One labelled picture.

    Attributes
    ----------
    name : identifier, unique within its pack
    image : (H, W, 3) uint8 RGB
    masks : label → (H, W) uint8 coverage, 0 to 255; a label that is not a key is *unlabelled*
    void : (H, W) bool, pixels about which nothing is known for any label; None if there are none
    void_for : label → (H, W) bool, pixels about which nothing is known for that label alone
    attributes : what the pack's index says about the picture, as text
    """

    name: str
    image: NDArray[np.uint8]
    masks: Mapping[str, NDArray[np.uint8]]
    void: NDArray[np.bool_] | None = None
    void_for: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.image.dtype == np.uint8 and self.image.ndim == 3, self.image.shape
        assert self.image.shape[2] == 3, self.image.shape
        voids = [self.void] if self.void is not None else []
        for plane in (*self.masks.values(), *self.void_for.values(), *voids):
            assert plane.shape == self.shape, (self.name, plane.shape, self.shape)

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) of the picture and of every mask."""
        return self.image.shape[:2]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that are known for this picture, empty ones included."""
        return tuple(self.masks)

    def truth(self, label: str) -> NDArray[np.bool_]:
        """(H, W) bool: the hard view of a label's mask; KeyError if it is unlabelled."""
        return self.masks[label] >= HALF

    def ignored(self, label: str) -> NDArray[np.bool_] | None:
        """(H, W) bool: pixels neither right nor wrong for ``label``; None if every pixel counts."""
        own = self.void_for.get(label)
        if own is None or self.void is None:
            return self.void if own is None else own
        return self.void | own
