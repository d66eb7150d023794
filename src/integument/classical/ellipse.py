"""An ellipse in Cb and Cr: upright with published numbers, or turned and possibly fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from integument.classical.chrominance import grid, look_up
from integument.classical.cleaning import check_cleaning, clean
from integument.classical.rule import SkinRule
from integument.errors import UsageError

if TYPE_CHECKING:
    from typing import Self

    from integument.data.pack import Pack


@dataclass(frozen=True)
class EllipseSettings:
    """Settings of :class:`Ellipse`.

    Attributes
    ----------
    cb, cr : the centre
    a, b : half axes; along Cb and Cr where ``angle`` is 0
    angle : degrees from the Cb axis to the half axis ``a``
    ellipse, blur : see :func:`~integument.classical.cleaning.clean`
    """

    cb: float = 109.38
    cr: float = 152.02
    a: float = 13.64
    b: float = 15.38
    angle: float = 0.0
    ellipse: int = 1
    blur: int = 0

    def __post_init__(self) -> None:
        check_cleaning(self.ellipse, self.blur)
        if not (self.a > 0 and self.b > 0):
            raise UsageError(f"a, b: expected above 0, got {self.a:g} and {self.b:g}")


@dataclass(frozen=True)
class RotatedEllipseSettings(EllipseSettings):
    """The same with the numbers its authors tuned by differential evolution."""

    cb: float = 119.3142
    cr: float = 155.5580
    a: float = 37.0894
    b: float = 14.8089
    angle: float = 148.6329


class Ellipse(SkinRule[EllipseSettings]):
    """Skin where Cb and Cr lie in the ellipse."""

    name = "ellipse"
    settings_type = EllipseSettings

    def __init__(self, settings: EllipseSettings | None = None) -> None:
        super().__init__(settings)
        self._table = inside(self.settings, *grid()).view(np.uint8) * np.uint8(255)

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        return clean(look_up(self._table, rgb), self.settings.ellipse, self.settings.blur)


class RotatedEllipse(Ellipse):
    """Skin where Cb and Cr lie in a turned ellipse, which may be fitted to labelled pictures."""

    name = "rotated-ellipse"
    settings_type = RotatedEllipseSettings

    @classmethod
    def learn(cls, pack: Pack, settings: EllipseSettings | None = None) -> Self:
        """The ellipse that fits a pack best, see :mod:`~integument.classical.ellipse_fit`."""
        from integument.classical.ellipse_fit import fit

        cb, cr, a, b, angle = fit(pack)
        settings = cls.settings_type() if settings is None else settings
        return cls(replace(settings, cb=cb, cr=cr, a=a, b=b, angle=angle))


def inside(
    settings: EllipseSettings, cb: NDArray[np.float64], cr: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether each pair of Cb and Cr lies in the ellipse or on it."""
    cos, sin = np.cos(np.deg2rad(settings.angle)), np.sin(np.deg2rad(settings.angle))
    x, y = cb - settings.cb, cr - settings.cr
    along, across = cos * x + sin * y, cos * y - sin * x
    return (along / settings.a) ** 2 + (across / settings.b) ** 2 <= 1
