"""Hairstyles: how hair may be worn, and how often."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from integument.synth import hair_colour
from integument.synth.hair_colour import COLOURS as COLOURS

KINDS = ("bald", "shaved", "short", "medium", "long", "coily", "locs", "tied")
ODDS_FEMALE = (0.01, 0.02, 0.10, 0.20, 0.33, 0.08, 0.05, 0.21)
ODDS_MALE = (0.07, 0.13, 0.50, 0.11, 0.06, 0.06, 0.03, 0.04)

TIES = {
    "ponytail": 0.24, "low ponytail": 0.16, "half up": 0.14, "bun": 0.14, "low bun": 0.10,
    "top bun": 0.08, "plait": 0.07, "pigtails": 0.04, "two plaits": 0.03,
}  # fmt: skip
"""Ways of tying hair, and their shares."""

LOC_TIES = ("ponytail", "low ponytail", "half up", "bun", "top bun")
P_BANGS_FEMALE, P_BANGS_MALE = 0.28, 0.10
P_BEARD = 0.38
P_MOUSTACHE, P_GOATEE = 0.22, 0.2  # shares of the beards
P_WET = 0.05
P_WAVY, P_CURLY = 0.5, 0.4  # curly is a share of the wavy
P_COILY_OR_LOCS = 0.6  # of what would be longer straight hair, for tones V and VI
P_PLAITED = 0.5  # of locs: plaits instead
P_TIED_LOCS = 0.35
P_THINNING_FEMALE = 0.2  # at the age of ninety
P_UNDERCUT = 0.25  # of short hair
P_TO_THE_FRONT = 0.4
"""Share of the heads of loose hair that falls in front of the shoulders."""

RECEDES_FROM, RECEDES_BY = 0.1, 0.7
"""Receding hair of men: its odds grow from 0.1 at twenty-five to 0.7 at ninety."""

STEPS = {"short": 6, "medium": 10, "long": 14, "tied": 14}
MOST_STEPS = 26
STEPS_A_WAVE = 5.5
"""Points of a strand for each of its waves: fewer would turn curls into zigzag."""


@dataclass(frozen=True)
class HairStyle:
    """One way of wearing hair. Lengths in metres; rates are without unit.

    ``comb``: part, back, messy, out (coily hair) or tie; ``tie`` is one of :data:`TIES` or empty.
    ``bangs`` is the length of a fringe, 0 for none, ``bangs_to`` where it is swept: -1, 0 or 1, 2
    both ways. ``wave`` is the amplitude of waves of length ``wave_length``; ``clump`` how far
    strands gather at their tips. ``recession`` and ``crown`` see :mod:`integument.synth.scalp`;
    ``thinning`` is the share of strands that are gone everywhere. ``beard`` is a length,
    ``beard_shape`` full, goatee or moustache. ``variation`` is the deviation of the log shade
    from lock to lock, ``highlights`` the share of locks in the second colour, ``tips`` how much
    lighter the ends are, ``roots`` the share of the length that has grown out in ``root_albedo``.
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
    backward: float = 0.7
    """Where parted hair is combed besides its side: 1 back, -1 to the front."""
    tie: str = ""
    bangs: float = 0.0
    bangs_to: int = 0
    undercut: bool = False
    recession: float = 0.0
    crown: float = 0.0
    thinning: float = 0.0
    wet: bool = False
    beard: float = 0.0
    beard_shape: str = "full"
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
        if self.kind in ("bald", "shaved"):
            return {"bald": 0.0, "shaved": 0.65}[self.kind]
        return 0.9 * (1 - self.thinning)

    @property
    def covers_scalp(self) -> bool:
        """Whether a scalp texel counts as hair rather than as skin."""
        return self.scalp_paint > 0.4

    @property
    def dense_beard(self) -> bool:
        """Whether the beard hides the skin under it."""
        return self.beard > 0.008

    @property
    def hangs(self) -> bool:
        """Whether hair is long and loose enough to lie differently in every pose."""
        return self.length > 0.1 and self.kind != "coily" and self.gravity > 0.5

    def to_dict(self) -> dict:
        return asdict(self)


def sample(rng: np.random.Generator, female: bool, tone: int, age: float) -> HairStyle:
    """Draw a hairstyle. ``age`` as in :class:`integument.synth.body.Phenotype`."""
    kind = str(rng.choice(KINDS, p=ODDS_FEMALE if female else ODDS_MALE))
    if tone >= 5 and kind in ("medium", "long") and rng.random() < P_COILY_OR_LOCS:
        kind = str(rng.choice(["coily", "locs"], p=[0.65, 0.35]))
    common = {
        "kind": kind,
        **hair_colour.sample(rng, female, tone, age),
        **_sample_beard(rng, female),
        **_sample_loss(rng, female, age),
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
        plaited = bool(rng.random() < P_PLAITED)
        comb = str(rng.choice(["back", "part", "messy"], p=[0.5, 0.3, 0.2]))
        if rng.random() < P_TIED_LOCS:
            comb, common["tie"] = "tie", str(rng.choice(LOC_TIES))
        return HairStyle(
            **common, comb=comb, length=float(rng.uniform(0.08, 0.55)), steps=14,
            strands=int(rng.integers(260, 700)), volume=float(rng.uniform(0.004, 0.03)),
            lift=float(rng.uniform(0.1, 0.8)), clump=0.0, spread=float(rng.uniform(0.004, 0.012)),
            frizz=float(rng.uniform(0.0005, 0.003)), part=float(rng.uniform(-0.045, 0.045)),
            radius=float(rng.uniform(0.0025, 0.006)), thick=True, plaited=plaited,
        )  # fmt: skip
    return _sample_strands(rng, female, kind, common)


def _sample_strands(rng, female: bool, kind: str, common: dict) -> HairStyle:
    """Straight, wavy or curly hair, loose or tied."""
    wavy = rng.random() < P_WAVY
    curly = wavy and rng.random() < P_CURLY
    lengths = {
        "short": (0.03, 0.09),
        "medium": (0.12, 0.25),
        "long": (0.28, 0.55),
        "tied": (0.3, 0.5),
    }
    odds = [0.4, 0.35, 0.25] if kind == "short" else [0.65, 0.2, 0.15]
    comb = str(rng.choice(["part", "back", "messy"], p=odds))
    if kind == "tied":
        comb = "tie"
        common["tie"] = str(rng.choice(list(TIES), p=list(TIES.values())))
    length = float(rng.uniform(*lengths[kind]))
    steps = STEPS[kind]
    wave, wave_length = 0.0, 0.1
    if wavy:
        wave_length = float(rng.uniform(0.02, 0.05) if curly else rng.uniform(0.04, 0.10))
        wave = wave_length * float(rng.uniform(0.12, 0.28) if curly else rng.uniform(0.06, 0.15))
        steps = int(np.clip(STEPS_A_WAVE * length / wave_length, steps, MOST_STEPS))
        wave_length = max(wave_length, STEPS_A_WAVE * length / steps)
    if rng.random() < (P_BANGS_FEMALE if female else P_BANGS_MALE):
        common["bangs"] = float(rng.uniform(0.05, 0.11))
        common["bangs_to"] = int(rng.choice([-1, 0, 1, 2], p=[0.2, 0.45, 0.2, 0.15]))
    wet = bool(rng.random() < P_WET)
    if wet:
        common |= {"albedo": tuple(0.5 * a for a in common["albedo"]), "gloss": 2.5, "wet": True}
        common["roughness"] = 0.25
    backward = rng.uniform(-0.5, 0.2) if rng.random() < P_TO_THE_FRONT else rng.uniform(0.4, 0.9)
    tied = kind == "tied"
    volume = rng.uniform(0.001, 0.006) if tied or wet else rng.uniform(0.004, 0.022)
    return HairStyle(
        **common,
        comb=comb,
        length=length,
        steps=steps,
        strands=9000 if kind == "short" else 8000 if steps < 18 else 6500,
        volume=float(volume),
        gravity=float(rng.uniform(0.2, 0.6) if kind == "short" else 1.0),
        lift=float(rng.uniform(0.1, 0.3) if tied or wet else rng.uniform(0.15, 0.9)),
        clump=float(rng.uniform(0.8, 0.97) if wet else rng.uniform(0.2, 0.8)),
        spread=float(rng.uniform(0.003, 0.012)) * (0.4 if wet else 1),
        frizz=float(rng.uniform(0.0002, 0.002)) * (0.3 if wet else 1),
        wave=wave,
        wave_length=wave_length,
        part=float(rng.choice([rng.uniform(-0.01, 0.01), rng.uniform(-0.05, 0.05)])),
        backward=float(backward),
        undercut=bool(kind == "short" and rng.random() < P_UNDERCUT),
    )


def _sample_beard(rng: np.random.Generator, female: bool) -> dict:
    if female or rng.random() > P_BEARD:
        return {}
    shape = str(
        rng.choice(
            ["moustache", "goatee", "full"],
            p=[P_MOUSTACHE, P_GOATEE, 1 - P_MOUSTACHE - P_GOATEE],
        )
    )
    longest = 0.02 if shape == "moustache" else float(rng.choice([0.02, 0.09], p=[0.75, 0.25]))
    return {"beard": float(rng.uniform(0.005, longest)), "beard_shape": shape}


def _sample_loss(rng: np.random.Generator, female: bool, age: float) -> dict:
    if female:
        thin = rng.random() < P_THINNING_FEMALE * age
        return {"thinning": float(rng.uniform(0.1, 0.5))} if thin else {}
    if rng.random() > RECEDES_FROM + (RECEDES_BY - RECEDES_FROM) * age:
        return {"recession": float(rng.uniform(0, 0.25))}
    return {
        "recession": float(rng.uniform(0.3, 1)),
        "crown": float(rng.choice([0, rng.uniform(0.1, 1)])),
        "thinning": float(rng.choice([0, rng.uniform(0.1, 0.6)])),
    }
