"""The colour of hair: what nature, age, sun and hairdressers make of it, and how often."""

from __future__ import annotations

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

ODDS_FAIR = (0.20, 0.22, 0.20, 0.13, 0.165, 0.045, 0.004, 0.001, 0.035)
ODDS_DARK = (0.64, 0.21, 0.065, 0.02, 0.02, 0.01, 0.004, 0.001, 0.03)
"""Odds of the colours for tones I-III and IV-VI while young: natural ones, hardly ever grey."""

GRAY_FROM, GRAY_TO = 0.4, 1.0
"""Ages, as in :class:`integument.synth.body.Phenotype`, between which the odds of gray hair grow
from nothing to :data:`P_GRAY`: about fifty to ninety years."""
P_GRAY_MALE, P_GRAY_FEMALE = 0.7, 0.35  # women dye their hair more often
P_WHITE = 0.25  # of gray hair
P_SALT = 0.2  # chance of gray locks among others, from the same age on
P_HIGHLIGHTS_FEMALE, P_HIGHLIGHTS_MALE = 0.35, 0.1
P_TIPS_FEMALE, P_TIPS_MALE = 0.5, 0.25
P_ROOTS = 0.3


def sample(rng: np.random.Generator, female: bool, tone: int, age: float) -> dict:
    """Draw colours: the fields of :class:`~integument.synth.hair_style.HairStyle` they go into."""
    names = list(COLOURS)
    colour = str(rng.choice(names, p=ODDS_FAIR if tone <= 3 else ODDS_DARK))
    aged = float(np.clip((age - GRAY_FROM) / (GRAY_TO - GRAY_FROM), 0, 1))
    if rng.random() < aged * (P_GRAY_FEMALE if female else P_GRAY_MALE):
        colour = "white" if rng.random() < P_WHITE else "gray"
    albedo = rng.uniform(0.02, 0.6, 3) if colour == "dyed" else np.array(COLOURS[colour])
    albedo = np.clip(albedo * rng.uniform(0.7, 1.4), 0.004, 0.8)
    out = {
        "colour": colour,
        "albedo": tuple(float(x) for x in albedo),
        "variation": float(rng.uniform(0.05, 0.35)),
        "gloss": float(rng.choice([rng.uniform(0.1, 0.7), rng.uniform(0.7, 2.2)], p=[0.65, 0.35])),
        "roughness": float(rng.uniform(0.28, 0.7)),
    }
    natural = colour not in ("gray", "white", "dyed")
    if natural and colour != "black" and rng.random() < (P_TIPS_FEMALE if female else P_TIPS_MALE):
        out["tips"] = float(rng.uniform(1.2, 2.6))  # sun and time bleach the ends
    if natural and aged and rng.random() < P_SALT:
        out["highlights"] = float(rng.uniform(0.08, 0.45))
        out["highlight"] = COLOURS["gray"]
    elif rng.random() < (P_HIGHLIGHTS_FEMALE if female else P_HIGHLIGHTS_MALE):
        out["highlights"] = float(rng.uniform(0.1, 0.5))
        second = albedo * rng.uniform(1.5, 4.0) + np.array([0.05, 0.03, 0.01])
        out["highlight"] = tuple(float(x) for x in np.clip(second, 0.01, 0.7))
    if colour in ("blond", "dyed", "red", "light brown") and rng.random() < P_ROOTS:
        out["roots"] = float(rng.uniform(0.1, 0.6))
        out["root_albedo"] = COLOURS["dark brown"]
    return out
