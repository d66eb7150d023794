"""Hairstyles: how hair may be worn and coloured, and how often."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

COLOURS = {
    "black": (0.009, 0.007, 0.006),
    "dark brown": (0.028, 0.016, 0.010),
    "brown": (0.075, 0.038, 0.018),
    "light brown": (0.16, 0.090, 0.045),
    "blond": (0.36, 0.22, 0.095),
    "red": (0.17, 0.045, 0.015),
    "gray": (0.30, 0.29, 0.28),
    "white": (0.62, 0.61, 0.58),
    "dyed": (0.0, 0.0, 0.0),
}
"""Linear-light albedo of each natural colour; "dyed" is drawn freely."""

ODDS_FAIR = (0.20, 0.20, 0.18, 0.12, 0.16, 0.05, 0.03, 0.02, 0.04)
ODDS_DARK = (0.62, 0.19, 0.06, 0.02, 0.02, 0.01, 0.03, 0.02, 0.03)
"""Odds of the colours for tones I-III and IV-VI: biased to natural colours (SPEC S2MGen)."""

KINDS = ("bald", "shaved", "short", "medium", "long", "coily", "locs", "tied")
ODDS_FEMALE = (0.02, 0.03, 0.10, 0.20, 0.36, 0.10, 0.05, 0.14)
ODDS_MALE = (0.10, 0.14, 0.46, 0.10, 0.06, 0.08, 0.03, 0.03)

STEPS = {"short": 6, "medium": 10, "long": 14, "tied": 14}
MOST_STEPS = 26
STEPS_A_WAVE = 5.5
"""Points of a strand for each of its waves: fewer would turn curls into zigzag."""


@dataclass(frozen=True)
class HairStyle:
    """One way of wearing hair. Lengths in metres; rates are without unit.

    ``comb``: part, back, fringe, messy, out (coily hair) or tie. ``wave`` is the amplitude of
    waves of length ``wave_length``; ``clump`` how far strands gather at their tips. ``variation``
    is the deviation of the log shade from lock to lock, ``highlights`` the share of locks in the
    second colour, ``tips`` how much lighter the ends are, ``roots`` the share of the length that
    has grown out in ``root_albedo``.
    """

    kind: str
    colour: str
    albedo: tuple[float, float, float]
    comb: str = "part"
    length: float = 0.0
    steps: int = 2
    strands: int = 0
    volume: float = 0.0
    gravity: float = 1.0
    lift: float = 0.5
    clump: float = 0.0
    spread: float = 0.0
    frizz: float = 0.0
    wave: float = 0.0
    wave_length: float = 0.1
    part: float = 0.0
    beard: float = 0.0
    radius: float = 0.0004
    thick: bool = False
    """Each strand is a loc or a plait."""
    plaited: bool = False
    variation: float = 0.0
    highlights: float = 0.0
    highlight: tuple[float, float, float] = (0.0, 0.0, 0.0)
    tips: float = 1.0
    roots: float = 0.0
    root_albedo: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gloss: float = 1.0
    roughness: float = 0.37

    @property
    def scalp_paint(self) -> float:
        """How much hair colour shows on the scalp itself."""
        return {"bald": 0.0, "shaved": 0.65}.get(self.kind, 0.9)

    @property
    def covers_scalp(self) -> bool:
        """Whether a scalp texel counts as hair rather than as skin."""
        return self.kind != "bald"

    @property
    def dense_beard(self) -> bool:
        """Whether the beard hides the skin under it."""
        return self.beard > 0.008

    @property
    def fits_under_cap(self) -> bool:
        return self.kind in ("bald", "shaved", "short")

    def to_dict(self) -> dict:
        return asdict(self)


def sample(rng: np.random.Generator, female: bool, tone: int, age: float) -> HairStyle:
    """Draw a hairstyle. ``age`` as in :class:`integument.synth.body.Phenotype`."""
    names = list(COLOURS)
    colour = str(rng.choice(names, p=ODDS_FAIR if tone <= 3 else ODDS_DARK))
    if age > 0.6 and rng.random() < 0.5:
        colour = str(rng.choice(["gray", "white"]))
    albedo = rng.uniform(0.02, 0.6, 3) if colour == "dyed" else np.array(COLOURS[colour])
    albedo = np.clip(albedo * rng.uniform(0.7, 1.4), 0.004, 0.8)
    kind = str(rng.choice(KINDS, p=ODDS_FEMALE if female else ODDS_MALE))
    if tone >= 5 and kind in ("medium", "long") and rng.random() < 0.6:
        kind = str(rng.choice(["coily", "locs"], p=[0.65, 0.35]))
    beard = 0.0 if female else float(rng.choice([0, rng.uniform(0.004, 0.04)], p=[0.68, 0.32]))
    common = {
        "kind": kind,
        "colour": colour,
        "albedo": tuple(float(x) for x in albedo),
        "beard": beard,
        **_sample_colouring(rng, colour, albedo, female),
    }
    if kind == "bald":
        return HairStyle(**common)
    if kind == "shaved":
        return HairStyle(
            **common, comb="back", length=float(rng.uniform(0.003, 0.012)), steps=3, strands=7000,
            volume=0.001, gravity=0.1, lift=1.5, spread=0.002,
        )  # fmt: skip
    if kind == "coily":
        return HairStyle(
            **common, comb="out", length=float(rng.uniform(0.03, 0.16)), steps=9, strands=9000,
            volume=0.0, gravity=float(rng.choice([0.05, rng.uniform(0.2, 0.9)])), lift=3.0,
            clump=0.1, spread=0.004, frizz=float(rng.uniform(0.002, 0.005)),
            wave=float(rng.uniform(0.003, 0.007)), wave_length=float(rng.uniform(0.012, 0.03)),
        )  # fmt: skip
    if kind == "locs":
        plaited = bool(rng.random() < 0.5)
        return HairStyle(
            **common, comb=str(rng.choice(["back", "part", "messy"], p=[0.5, 0.3, 0.2])),
            length=float(rng.uniform(0.08, 0.55)), steps=14,
            strands=int(rng.integers(260, 700)), volume=float(rng.uniform(0.004, 0.03)),
            lift=float(rng.uniform(0.1, 0.8)), clump=0.0, spread=float(rng.uniform(0.004, 0.012)),
            frizz=float(rng.uniform(0.0005, 0.003)), part=float(rng.uniform(-0.045, 0.045)),
            radius=float(rng.uniform(0.0025, 0.006)), thick=True, plaited=plaited,
        )  # fmt: skip
    wavy = rng.random() < 0.5
    curly = wavy and rng.random() < 0.4
    lengths = {
        "short": (0.03, 0.09),
        "medium": (0.12, 0.25),
        "long": (0.28, 0.55),
        "tied": (0.3, 0.5),
    }
    comb_odds = [0.3, 0.25, 0.25, 0.2] if kind == "short" else [0.45, 0.2, 0.25, 0.1]
    comb = (
        "tie"
        if kind == "tied"
        else str(rng.choice(["part", "back", "fringe", "messy"], p=comb_odds))
    )
    length = float(rng.uniform(*lengths[kind]))
    steps = STEPS[kind]
    wave, wave_length = 0.0, 0.1
    if wavy:
        wave_length = float(rng.uniform(0.02, 0.05) if curly else rng.uniform(0.04, 0.10))
        wave = wave_length * float(rng.uniform(0.12, 0.28) if curly else rng.uniform(0.06, 0.15))
        steps = int(np.clip(STEPS_A_WAVE * length / wave_length, steps, MOST_STEPS))
        wave_length = max(wave_length, STEPS_A_WAVE * length / steps)
    return HairStyle(
        **common,
        comb=comb,
        length=length,
        steps=steps,
        strands=9000 if kind == "short" else 8000 if steps < 18 else 6500,
        volume=float(rng.uniform(0.001, 0.006) if kind == "tied" else rng.uniform(0.006, 0.026)),
        gravity=float(rng.uniform(0.2, 0.6) if kind == "short" else 1.0),
        lift=float(rng.uniform(0.1, 0.3) if kind == "tied" else rng.uniform(0.2, 1.3)),
        clump=float(rng.uniform(0.2, 0.8)),
        spread=float(rng.uniform(0.003, 0.012)),
        frizz=float(rng.uniform(0.0002, 0.002)),
        wave=wave,
        wave_length=wave_length,
        part=float(rng.uniform(-0.045, 0.045)),
    )  # fmt: skip


def _sample_colouring(rng: np.random.Generator, colour: str, albedo, female: bool) -> dict:
    """Shades within one head of hair; more is done to women's hair, as in photographs."""
    out = {
        "variation": float(rng.uniform(0.05, 0.35)),
        "gloss": float(rng.choice([rng.uniform(0.1, 1.0), rng.uniform(1.0, 4.0)], p=[0.6, 0.4])),
        "roughness": float(rng.uniform(0.28, 0.7)),
    }
    if colour not in ("gray", "white", "black") and rng.random() < (0.5 if female else 0.25):
        out["tips"] = float(rng.uniform(1.2, 2.6))  # sun and time bleach the ends
    if rng.random() < (0.35 if female else 0.12):
        out["highlights"] = float(rng.uniform(0.1, 0.5))
        second = np.array(albedo) * rng.uniform(1.5, 4.0) + np.array([0.05, 0.03, 0.01])
        out["highlight"] = tuple(float(x) for x in np.clip(second, 0.01, 0.7))
    if colour in ("blond", "dyed", "red", "light brown") and rng.random() < 0.3:
        out["roots"] = float(rng.uniform(0.1, 0.6))
        out["root_albedo"] = COLOURS["dark brown"]
    return out
