"""Every number that steers the generator, by the name its source gives it.

The source is S2MGen, "A Synthetic Skin Mask Generator for Improving Segmentation" (2024). Its
appendix with the values is not available, so every default here is ours, with the reason beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from integument.errors import UsageError


@dataclass(frozen=True)
class Framing:
    """One way of framing a person: what the camera looks at and its focal lengths at 3 metres.

    ``target`` is a joint or "wrist"; focal lengths are millimetres for a 36 mm sensor.
    """

    target: str
    f_min: float
    f_max: float
    share: float


FRAMINGS = {
    "face": Framing("head", 140, 290, 0.20),
    "hair": Framing("head", 110, 360, 0.10),
    "portrait": Framing("neck01", 72, 150, 0.26),
    "torso": Framing("spine03", 58, 120, 0.13),
    "full": Framing("root", 34, 58, 0.26),
    "limb": Framing("wrist", 120, 280, 0.05),
}
"""Shares: photographs are mostly portraits and full figures; limbs keep skin from meaning faces.

``hair`` is a head seen from any side (p_front does not act), as hairdressers photograph it.
"""


@dataclass(frozen=True)
class Settings:
    """Settings of the generator. Probabilities lie in [0, 1], lengths are metres.

    Sampling equations are given where each value is used: ``camera.py`` for the camera,
    ``garments.py`` for clothes, ``scene.py`` for room, light and background.
    """

    size: int = 256
    """Side of the square picture, pixels."""
    supersampling: int = 2
    """Samples per pixel and axis; 2 gives clean edges and hair at 1.5 times the cost of 1."""
    views: int = 4
    """Pictures per person: pose, clothes, light and camera are drawn again for each."""
    p_clothed: float = 0.85
    """Share of people in outer clothes. The source found 0.5 best for close skin data sets; whole
    photographs show clothed people far more often."""
    p_background: float = 0.65
    """Share of pictures with a photograph behind the person rather than a plain or painted room."""
    p_front: float = 1.8
    """Exponent of the camera's turn: 1 any direction, larger more frontal. Below the source's
    frontal choice, since hair is seen from behind too."""
    p_focal: float = 1.0
    """Exponent of the focal length: 1 uniform, larger longer (tighter)."""
    r: float = 3.0
    """Distance of the camera from the person's axis, the source's constant radius."""
    r_spread: float = 0.45
    """The radius is drawn in r * [1 - spread, 1 + spread], with the focal length scaled along, so
    that perspective varies while framing does not (a phone is held closer than a portrait lens)."""
    z_min: float = 0.5
    z_max: float = 2.3
    """Camera height: from a sitting child's eye to over the head."""
    room_min: float = 1.9
    room_max: float = 4.0
    """Half width of the box room."""
    energy_min: float = 50.0
    energy_max: float = 1000.0
    """Energy of each of the three area lights, U(50, 1000) as in the source."""
    p_nobody: float = 0.0
    """Share of pictures with background only."""
    framings: dict[str, float] = field(
        default_factory=lambda: {name: f.share for name, f in FRAMINGS.items()}
    )
    """Share of each framing; normalised."""

    def __post_init__(self) -> None:
        for name in ("p_clothed", "p_background", "p_nobody"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
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
        unknown = set(self.framings) - set(FRAMINGS)
        if unknown or sum(self.framings.values()) <= 0:
            raise UsageError(
                f"framings: expected shares of {', '.join(FRAMINGS)}, got {self.framings}"
            )

    @classmethod
    def names(cls) -> list[str]:
        return [f.name for f in fields(cls)]
