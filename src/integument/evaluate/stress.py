"""Stress sets: the same pictures under conditions that break segmenters, the truth unchanged.

Grey and sepia take the colour away that colour rules live on; coloured light moves it; a
background in the person's own skin colour and hair dyed blond put it where no skin is; the grid
turns hue and scales saturation and value in 6 × 6 × 5 = 180 steps (colour-invariance test of a
CVPR 2022 workshop paper, as used for robustness curves). Pictures without anybody are not an
alteration but a pack of their own, with ``"people_free": true``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from integument.data.sample import Sample
from integument.errors import unknown
from integument.evaluate import alterations
from integument.evaluate.alterations import Alter
from integument.evaluate.scoring import Pictures

HUES = (0, 60, 120, 180, 240, 300)
"""Degrees by which hue is turned."""

SATURATIONS = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
VALUES = (1.0, 0.8, 0.6, 0.4, 0.2)

GRID = "hsv-grid"
"""All steps of hue, saturation and value together; 180 runs, so only when asked for by name."""


@dataclass(frozen=True, slots=True)
class Stress:
    """One alteration of a picture.

    Attributes
    ----------
    name : as it is asked for and shown
    alter : sample → its altered picture, (H, W, 3) uint8 RGB
    needs : labels that must be known for the picture, else it is left out
    hsv : (degrees of hue, factor of saturation, factor of value) for a point of the grid
    """

    name: str
    alter: Alter
    needs: tuple[str, ...] = ()
    hsv: tuple[int, float, float] | None = None


class Altered:
    """The pictures of a pack, altered as they are read; masks and names stay."""

    def __init__(self, pack: Pictures, stress: Stress) -> None:
        self.pack, self.stress = pack, stress
        self.name = f"{pack.name} · {stress.name}"
        self.base, self.stress_name = pack.name, stress.name
        self.path: Path = pack.path
        self.labels = pack.labels
        self.people_free = pack.people_free

    def __iter__(self) -> Iterator[str]:
        return iter(self.pack)

    def __len__(self) -> int:
        return len(self.pack)

    def read(self, stem: str, labels: Sequence[str] | None = None) -> Sample:
        """As :meth:`integument.data.pack.Pack.read`.

        A picture the alteration does not apply to comes without any label.
        """
        wanted = self.labels if labels is None else labels
        sample = self.pack.read(stem, (*wanted, *self.stress.needs, "skin"))
        if not all(label in sample.masks for label in self.stress.needs):
            return replace(sample, masks={})
        kept = {label: mask for label, mask in sample.masks.items() if label in wanted}
        return replace(sample, image=self.stress.alter(sample), masks=kept)


def applicable(pack: Pictures, stresses: Sequence[Stress]) -> list[Altered]:
    """The stress sets that can be made of a pack: those whose labels it has."""
    return [
        Altered(pack, stress)
        for stress in stresses
        if not (pack.people_free and stress.needs)
        and all(label in pack.labels for label in stress.needs)
    ]


def named(text: str) -> list[Stress]:
    """The stresses in ``"grey,hue"``; ``all`` is every one but the whole grid.

    Raises UsageError for a name that is not one of :data:`FAMILIES`.
    """
    chosen: dict[str, Stress] = {}
    for name in (part.strip() for part in text.split(",") if part.strip()):
        if name != "all" and name not in FAMILIES:
            raise unknown("stress", name, ["all", *FAMILIES])
        families = [key for key in FAMILIES if key != GRID] if name == "all" else [name]
        chosen.update({stress.name: stress for family in families for stress in FAMILIES[family]})
    return list(chosen.values())


def _step(name: str, degrees: int, saturation: float, value: float) -> Stress:
    return Stress(
        name, alterations.hsv(degrees, saturation, value), hsv=(degrees, saturation, value)
    )


FAMILIES: Mapping[str, tuple[Stress, ...]] = {
    "grey": (Stress("grey", alterations.grey),),
    "sepia": (Stress("sepia", alterations.sepia),),
    "light": tuple(
        Stress(f"{colour} light", alterations.light(colour)) for colour in alterations.LIGHTS
    ),
    "skin-background": (Stress("skin-background", alterations.skin_background, needs=("body",)),),
    "blond-hair": (Stress("blond-hair", alterations.blond_hair, needs=("hair",)),),
    "hue": tuple(_step(f"hue +{turn}°", turn, 1.0, 1.0) for turn in HUES[1:]),
    "saturation": tuple(_step(f"saturation ×{s:g}", 0, s, 1.0) for s in SATURATIONS[1:]),
    "value": tuple(_step(f"value ×{v:g}", 0, 1.0, v) for v in VALUES[1:]),
    GRID: tuple(
        _step(f"hsv +{turn}° ×{s:g} ×{v:g}", turn, s, v)
        for turn, s, v in itertools.product(HUES, SATURATIONS, VALUES)
    ),
}
"""What may be asked for → the alterations it stands for."""

GRID_STEPS = frozenset(stress.name for stress in FAMILIES[GRID])
"""Names of the steps of the whole grid."""
