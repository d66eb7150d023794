"""What every classical segmenter is: settings, a name, labels, and ``predict``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from integument.errors import UsageError

if TYPE_CHECKING:
    from typing import Self

    from integument.data.pack import Pack

Settings = TypeVar("Settings")
"""A frozen dataclass: the numbers of a rule."""


class Rule(ABC, Generic[Settings]):
    """A segmenter without a network, see :class:`integument.evaluate.scoring.Scorable`.

    Attributes
    ----------
    name : what it is called on the command line and in reports
    labels : what it predicts
    settings_type : the dataclass of its settings; the defaults are the published values
    needs_pictures : True if it knows nothing before it has learned, see :meth:`learn`
    settings : the settings it uses
    note : something to tell the user before scoring; empty if there is nothing
    """

    name: ClassVar[str]
    labels: ClassVar[tuple[str, ...]] = ("skin",)
    settings_type: ClassVar[type[Any]]
    needs_pictures: ClassVar[bool] = False
    note: str = ""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings: Settings = self.settings_type() if settings is None else settings

    @abstractmethod
    def predict(self, rgb: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        """Label → ``(H, W) float32`` in [0, 1], for ``(H, W, 3) uint8`` RGB.

        Raises
        ------
        UsageError
            If ``rgb`` is not such an array.
        """

    @classmethod
    def learn(cls, pack: Pack, settings: Settings | None = None) -> Self:
        """The rule with what it can learn from labelled pictures; most rules learn nothing.

        Raises
        ------
        InputError
            If the pictures lack what is to be learned.
        """
        return cls(settings)


class SkinRule(Rule[Settings]):
    """A rule that finds skin alone."""

    def predict(self, rgb: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        return {"skin": self.skin(as_picture(rgb))}

    @abstractmethod
    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """``(H, W) float32`` in [0, 1], for contiguous ``(H, W, 3) uint8`` RGB."""


def as_picture(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``rgb``, contiguous; :class:`UsageError` unless it is a picture."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or not rgb.size:
        raise UsageError(f"picture: expected (H, W, 3) uint8 RGB, got {rgb.shape} {rgb.dtype}")
    return np.ascontiguousarray(rgb)


def check_range(name: str, low: float, high: float, most: float) -> None:
    """:class:`UsageError` unless 0 <= low <= high <= most; for the ``__post_init__`` of settings.

    >>> check_range("hue", 0, 20, 179)
    """
    if not 0 <= low <= high <= most:
        raise UsageError(f"{name}: expected 0 <= low <= high <= {most:g}, got {low:g} to {high:g}")
