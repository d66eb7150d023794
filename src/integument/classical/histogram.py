"""How often each colour was skin in labelled pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from integument.classical.mixtures import colour_cells
from integument.classical.rule import SkinRule
from integument.errors import InputError, UsageError

if TYPE_CHECKING:
    from typing import Self

    from integument.data.pack import Pack


@dataclass(frozen=True)
class HistogramSettings:
    """Settings of :class:`Histogram`.

    Attributes
    ----------
    bins : colours are told apart in so many steps a channel
    """

    bins: int = 32

    def __post_init__(self) -> None:
        if self.bins not in (32, 64, 128, 256):
            raise UsageError(f"bins: expected 32, 64, 128 or 256, got {self.bins}")


class Histogram(SkinRule[HistogramSettings]):
    """The share of skin among all labelled pixels of the same colour.

    A colour that was never seen has the share of skin among all pixels.

    Parameters
    ----------
    skin, other : ``(bins³,)`` counts of pixels; :meth:`learn` makes them
    """

    name = "histogram"
    settings_type = HistogramSettings
    needs_pictures = True

    def __init__(
        self,
        skin: NDArray[np.int64],
        other: NDArray[np.int64],
        settings: HistogramSettings | None = None,
    ) -> None:
        super().__init__(settings)
        expected = (self.settings.bins**3,)
        assert skin.shape == other.shape == expected, (skin.shape, other.shape, expected)
        total = skin + other
        unseen = skin.sum() / total.sum()
        self._answers = np.where(total > 0, skin / np.maximum(total, 1), unseen).astype(np.float32)

    @classmethod
    def learn(cls, pack: Pack, settings: HistogramSettings | None = None) -> Self:
        from integument.classical.colours import labelled

        chosen = settings if settings is not None else HistogramSettings()
        skin, other = np.zeros((2, chosen.bins**3), np.int64)
        for image, is_skin, is_other in labelled(pack):
            cells = colour_cells(image, chosen.bins)
            skin += np.bincount(cells[is_skin], minlength=len(skin))
            other += np.bincount(cells[is_other], minlength=len(other))
        if not skin.any():
            raise InputError(f"{pack.path}: no skin to learn from in {len(pack)} pictures")
        return cls(skin, other, chosen)

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        return self._answers.take(colour_cells(rgb, self.settings.bins))
