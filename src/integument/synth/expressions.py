"""Facial expressions: weighted mixtures of the 52 facial actions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Range = tuple[float, float]

P_BLINK = 0.06  # eyes shut by chance: photographers throw most of these away
P_NARROW = 0.30  # eyes a little narrowed
P_ONE_SIDED = 0.2  # share of expressions stronger on one side


@dataclass(frozen=True)
class Expression:
    """Strengths of actions, drawn together: all follow one overall strength in [``least``, 1].

    ``both`` are actions of either side of the face, named without Left and Right; ``middle``
    those of the whole face. ``jaw`` is drawn on its own.
    """

    share: float
    both: dict[str, float] = field(default_factory=dict)
    middle: dict[str, float] = field(default_factory=dict)
    jaw: Range = (0.0, 0.0)
    shut: float = 0.0
    least: float = 0.4


EXPRESSIONS: dict[str, Expression] = {
    "neutral": Expression(0.27, jaw=(-0.1, 0.05)),
    "smile": Expression(0.20, {"mouthSmile": 0.8, "cheekSquint": 0.3}, jaw=(-0.1, 0.05)),
    "grin": Expression(
        0.12,
        {"mouthSmile": 1.0, "cheekSquint": 0.6, "mouthUpperUp": 0.5, "mouthLowerDown": 0.35},
        jaw=(0.0, 0.15),
        least=0.5,
    ),
    "laugh": Expression(
        0.06,
        {"mouthSmile": 1.0, "cheekSquint": 0.8, "mouthUpperUp": 0.5, "eyeSquint": 0.6},
        jaw=(0.2, 0.65),
        least=0.6,
    ),
    "talking": Expression(
        0.10,
        {"mouthLowerDown": 0.4, "mouthUpperUp": 0.2, "mouthStretch": 0.3},
        {"mouthFunnel": 0.5},
        jaw=(0.05, 0.4),
        least=0.0,
    ),
    "surprise": Expression(
        0.04, {"eyeWide": 0.9, "browOuterUp": 0.9}, {"browInnerUp": 0.9}, jaw=(0.15, 0.7)
    ),
    "frown": Expression(
        0.05, {"browDown": 0.9, "eyeSquint": 0.3, "mouthFrown": 0.5, "mouthPress": 0.3}
    ),
    "sad": Expression(0.03, {"mouthFrown": 0.9, "eyeSquint": 0.2}, {"browInnerUp": 0.9}),
    "disgust": Expression(
        0.02, {"noseSneer": 0.9, "mouthUpperUp": 0.5, "browDown": 0.6, "eyeSquint": 0.5}
    ),
    "kiss": Expression(0.025, {}, {"mouthPucker": 0.9, "mouthFunnel": 0.2}),
    "pressed lips": Expression(
        0.025, {"mouthPress": 0.7, "mouthDimple": 0.5}, {"mouthRollLower": 0.5}
    ),
    "cheeks puffed": Expression(0.01, {}, {"cheekPuff": 0.9}),
    "tongue out": Expression(0.01, {"mouthSmile": 0.3}, {"tongueOut": 1.0}, jaw=(0.25, 0.5)),
    "shout": Expression(
        0.02, {"browDown": 0.6, "mouthLowerDown": 0.5, "mouthUpperUp": 0.5}, jaw=(0.5, 1.0)
    ),
    "eyes closed": Expression(0.03, {"mouthSmile": 0.3}, shut=1.0, least=0.0),
    "mixed": Expression(0.03),
}
"""Name -> expression. Calm and smiling faces are what people show to cameras."""

MIXED_ACTIONS = 5
MIXED_STRENGTH = 0.6


def sample(rng: np.random.Generator, usable: list[str]) -> tuple[str, dict[str, float]]:
    """Draw an expression: its name and facial action -> strength in [0, 1].

    ``usable`` are the names of all actions.
    """
    names = list(EXPRESSIONS)
    shares = np.array([e.share for e in EXPRESSIONS.values()])
    name = str(rng.choice(names, p=shares / shares.sum()))
    how = EXPRESSIONS[name]
    strength = rng.uniform(how.least, 1.0)
    left = right = 1.0
    if rng.random() < P_ONE_SIDED:
        left, right = rng.permutation([1.0, rng.uniform(0.3, 0.9)])
    action: dict[str, float] = {}
    for base, most in how.both.items():
        own = most * strength * rng.uniform(0.7, 1.1)
        action |= {f"{base}Left": own * left, f"{base}Right": own * right}
    for base, most in how.middle.items():
        action[base] = most * strength * rng.uniform(0.7, 1.1)
    if name == "mixed":
        chosen = [a for a in usable if a != "tongueOut" and not a.startswith("eye")]
        for base in rng.choice(sorted(chosen), MIXED_ACTIONS, replace=False):
            action[str(base)] = rng.uniform(0, MIXED_STRENGTH)
    action["jawOpen"] = action.get("jawOpen", 0.0) + max(0.0, rng.uniform(*how.jaw))
    u = rng.random()
    shut = 1.0 if u < P_BLINK else rng.uniform(0, 0.4) if u < P_BLINK + P_NARROW else 0.0
    shut = max(shut, how.shut)
    action |= {"eyeBlinkLeft": shut, "eyeBlinkRight": shut}
    return name, {k: round(float(np.clip(v, 0, 1)), 4) for k, v in action.items() if v > 0}
