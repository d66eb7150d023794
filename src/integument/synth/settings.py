"""Every number that steers the generator, by the name its source gives it.

The source is S2MGen, "A Synthetic Skin Mask Generator for Improving Segmentation" (2024). Its
appendix with the values is not available, so every default here is ours, with the reason beside it.
Where the source prints an equation, the docstring of the setting repeats it; X ~ U(0, 1) is drawn
anew each time it is written, D is -1 or +1 with equal odds, [A] is 1 if A is true and 0 otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any

from integument.errors import UsageError, unknown

MOST_PEOPLE = 4
"""As many people as a part picture can tell apart, see :mod:`integument.synth.geometry`."""

TARGETS = ("eyes", "head", "neck", "chest", "waist", "hips", "hand", "foot")
"""What a camera can look at: the point t of the source."""


@dataclass(frozen=True)
class Framing:
    """One way of framing a person: what the camera looks at and its focal lengths at 3 metres.

    ``target`` is one of :data:`TARGETS`; focal lengths are millimetres for a 36 mm sensor.
    """

    target: str
    f_min: float
    f_max: float
    share: float


FRAMINGS = {
    "face": Framing("eyes", 140, 290, 0.20),
    "hair": Framing("head", 110, 360, 0.10),
    "portrait": Framing("neck", 72, 150, 0.26),
    "torso": Framing("waist", 58, 120, 0.13),
    "full": Framing("hips", 38, 66, 0.26),
    "limb": Framing("hand", 120, 280, 0.05),
}
"""Shares: photographs are mostly portraits and full figures; limbs keep skin from meaning faces.

``face``, ``portrait`` and ``full`` are the sets of the source. ``hair`` is a head seen from any
side (p_front does not act), as hairdressers photograph it.
"""


def _of_framings(attribute: str) -> dict[str, Any]:
    return {name: getattr(framing, attribute) for name, framing in FRAMINGS.items()}


@dataclass(frozen=True)
class Settings:
    """Settings of the generator. Probabilities lie in [0, 1], lengths are metres.

    Those that are a mapping (framings, t, f_min, f_max) have one value a framing; framings that a
    given mapping leaves out have a share of 0, and otherwise the value they have by default.
    """

    size: int = 256
    """Side of the square picture, pixels."""
    supersampling: int = 2
    """Samples per pixel and axis; 2 gives clean edges and hair at 1.5 times the cost of 1."""
    views: int = 4
    """Pictures per person: pose, face, clothes, light and camera are drawn again for each. The
    source reuses each human over several cameras in the same way."""
    p_clothed: float = 0.85
    """Share of people in outer clothes: P_clothed = [X < p_clothed]; the others wear underwear or
    swimwear. The source found 0.5 best for close skin data sets; whole photographs show clothed
    people far more often."""
    p_background: float = 0.65
    """Share of pictures with a photograph behind the person rather than a plain or painted room:
    P_background = [X < p_background]."""
    p_front: float = 1.8
    """Exponent of the camera's turn: theta = 3 pi / 2 + pi D X^p_front. 1 any direction, larger
    more frontal. Below the source's frontal choice, since hair is seen from behind too."""
    p_focal: float = 1.0
    """Exponent of the focal length: f = (f_max - f_min) X^(1 / p_focal) + f_min. 1 uniform, larger
    longer, which with a constant radius is tighter. (The source's text says the opposite of its
    equation; we follow the equation.)"""
    f_min: dict[str, float] = field(default_factory=lambda: _of_framings("f_min"))
    f_max: dict[str, float] = field(default_factory=lambda: _of_framings("f_max"))
    """Shortest and longest focal length of each framing, mm on a 36 mm sensor. At r = 3 m a
    picture shows 108 / f metres."""
    t: dict[str, str] = field(default_factory=lambda: _of_framings("target"))
    """What the camera tracks in each framing; the source takes a point of the upper body, and the
    face in its face set."""
    r: float = 3.0
    """Distance of the camera from the person's axis, the source's constant radius:
    x = r cos theta, y = r sin theta."""
    r_spread: float = 0.45
    """The radius is drawn in r * [1 - spread, 1 + spread], with the focal length scaled along, so
    that perspective varies while framing does not (a phone is held closer than a portrait lens).
    0 is the source."""
    z_min: float = 0.5
    z_max: float = 2.3
    """Camera height, z ~ U(z_min, z_max): from below a seated person's eye to over the head."""
    room_min: float = 1.9
    room_max: float = 4.0
    """Half width of the box room, U(room_min, room_max); light that walls give back depends on
    it."""
    energy_min: float = 50.0
    energy_max: float = 1000.0
    """Energy of each of the three area lights, U(50, 1000) as in the source."""
    p_nobody: float = 0.03
    """Share of pictures with background only: somebody must not be expected everywhere."""
    p_more: float = 0.2
    """Share of people who have company. The source shows single people; about a fifth of the
    photographs of people in open data sets show several."""
    people_max: int = 3
    """People in one picture at most, 1 to 4."""
    p_held: float = 0.6
    """Share of hands in a pose fit to hold something that do hold something."""
    p_occluder: float = 0.12
    """Share of pictures with something between camera and people: leaves, bars, a table's edge."""
    p_mannequin: float = 0.04
    """Share of pictures with a statue or a shop-window doll, which belongs to no label."""
    parts: bool = False
    """Whether to write masks of single parts - lips, eyelids, brows, nails, mouth, eyes, teeth,
    beard, accessories, objects - the number of the person in each pixel (instances), and the
    distance in millimetres as a 16-bit picture (depth; 0 where nothing solid is)."""
    framings: dict[str, float] = field(default_factory=lambda: _of_framings("share"))
    """Share of each framing; normalised."""

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_framings()
        for name in ("framings", "f_min", "f_max", "t"):  # their order must not decide anything
            given = getattr(self, name)
            object.__setattr__(self, name, {key: given[key] for key in FRAMINGS if key in given})

    def _check_numbers(self) -> None:
        for name in self.names():
            value = getattr(self, name)
            if isinstance(value, float) and not math.isfinite(value):
                raise UsageError(f"{name}: expected a finite number, got {value}")
            if name.startswith("p_") and name not in ("p_front", "p_focal") and not 0 <= value <= 1:
                raise UsageError(f"{name} is a probability: expected 0 to 1, got {value}")
        for name in ("p_front", "p_focal", "r", "size", "supersampling", "views"):
            value = getattr(self, name)
            if not value > 0:
                raise UsageError(f"{name} must be positive, got {value}")
        if not 0 <= self.r_spread < 1:
            raise UsageError(f"r_spread: expected 0 up to (not including) 1, got {self.r_spread}")
        for low, high in (
            ("z_min", "z_max"),
            ("room_min", "room_max"),
            ("energy_min", "energy_max"),
        ):
            a, b = getattr(self, low), getattr(self, high)
            if a > b:
                raise UsageError(f"{low} must not exceed {high}, got {a} > {b}")
        if not 32 <= self.size <= 4096:
            raise UsageError(f"size: expected 32 to 4096 pixels, got {self.size}")
        if not 1 <= self.people_max <= MOST_PEOPLE:
            raise UsageError(f"people_max: expected 1 to {MOST_PEOPLE}, got {self.people_max}")

    def _check_framings(self) -> None:
        for setting in ("framings", "f_min", "f_max", "t"):
            for name in getattr(self, setting):
                if name not in FRAMINGS:
                    raise UsageError(
                        f"{setting}: expected framings out of {', '.join(FRAMINGS)}, got '{name}'"
                    )
        shares = self.framings.values()
        if not shares or min(shares) < 0 or sum(shares) <= 0:
            raise UsageError(f"framings: expected shares of at least 0, got {self.framings}")
        for name in FRAMINGS:
            frame = self.framing(name)
            if not 0 < frame.f_min <= frame.f_max:
                raise UsageError(
                    f"f_min must not exceed f_max and be positive, "
                    f"got {frame.f_min} and {frame.f_max} for {name}"
                )
            if frame.target not in TARGETS:
                raise unknown("target in t", frame.target, TARGETS)

    def framing(self, name: str) -> Framing:
        """The framing called ``name`` as these settings have it."""
        default = FRAMINGS[name]
        return Framing(
            self.t.get(name, default.target),
            self.f_min.get(name, default.f_min),
            self.f_max.get(name, default.f_max),
            self.framings.get(name, 0.0),
        )

    @classmethod
    def names(cls) -> list[str]:
        return [f.name for f in fields(cls)]
