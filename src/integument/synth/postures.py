"""The library of postures: how legs and trunk are held, and what the arms may do in each.

Angles are degrees about the world axes of the rest pose (a person in an A-pose, Z up, facing -Y),
applied at the bone's joint. For the left side: about Y, negative raises the arm; about X, negative
swings a limb forward. The right side is the mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Angles = tuple[float, float, float]


@dataclass(frozen=True)
class Leg:
    """Mean angles (x, y, z) of thigh, knee and foot."""

    upper: Angles = (0, 3, 0)
    lower: Angles = (0, 0, 0)
    foot: Angles = (0, 0, 0)


@dataclass(frozen=True)
class Swing:
    """An arm given by its angles; at rest it hangs 45 degrees out, 37 more put it at the side."""

    upper: Angles
    lower: Angles
    spread: float = 8.0
    holds: bool = False


SWINGS: dict[str, Swing] = {
    "hanging": Swing((4, 37, 0), (8, 0, 0), 5, holds=True),
    "a little off": Swing((0, 26, 0), (-8, 0, -8), 10),
    "swung forward": Swing((-22, 34, 0), (-18, 0, 0), 6),
    "swung back": Swing((26, 34, 0), (-6, 0, 0), 6),
    "out": Swing((-5, -5, 0), (-10, 0, 0), 14),
    "up": Swing((0, -85, 0), (0, -25, 0), 18),
    "free": Swing((-15, 8, 0), (-40, -10, -20), 28),
}


@dataclass(frozen=True)
class Posture:
    """One way of holding oneself.

    ``root`` turns the whole body (lying down); ``spine`` is shared by the spine, ``neck`` by neck
    and head. ``other`` is the right leg where it differs. ``arms`` are names of pairs from
    :data:`ARMS` with their odds. ``seated`` people get a seat. ``spread`` is the deviation of the
    legs' angles.
    """

    share: float
    left: Leg = Leg()
    other: Leg | None = None
    spine: Angles = (0, 0, 0)
    neck: Angles = (0, 0, 0)
    root: Angles = (0, 0, 0)
    arms: dict[str, float] = field(default_factory=dict)
    seated: bool = False
    spread: float = 5.0


ARMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "at sides": (("hanging", "a little off"), ("hanging", "a little off")),
    "walking": (("swung back",), ("swung forward",)),
    "on hips": (("on hip",), ("on hip",)),
    "one on hip": (("on hip",), ("hanging", "a little off", "holding low")),
    "in pockets": (("in pocket",), ("in pocket",)),
    "one in pocket": (("in pocket",), ("hanging", "holding low", "holding up", "sign")),
    "crossed": (("crossed over",), ("crossed under",)),
    "clasped": (("clasped",), ("clasped",)),
    "behind back": (("behind back",), ("behind back",)),
    "belly": (("on belly",), ("hanging", "on belly", "on hip")),
    "thinking": (("under chin", "on cheek"), ("crossed under", "hanging", "on belly")),
    "hands on face": (("on cheek", "over face"), ("on cheek", "over face")),
    "hand on face": (
        ("over mouth", "over face", "over eyes", "on cheek", "on forehead", "under chin"),
        ("hanging", "a little off", "on belly"),
    ),
    "hand before face": (("before face",), ("hanging", "a little off", "sign")),
    "shading eyes": (("shading eyes",), ("hanging", "on hip")),
    "hand in hair": (("in hair", "on crown", "on neck"), ("hanging", "on hip", "in hair")),
    "behind head": (("behind head",), ("behind head",)),
    "embracing oneself": (("hugging",), ("hugging", "crossed under")),
    "hand on chest": (("on chest",), ("hanging", "a little off")),
    "sign": (("sign", "thumb up"), ("hanging", "a little off", "on hip", "sign")),
    "waving": (("waving",), ("hanging", "a little off", "on hip")),
    "raised": (("raised",), ("raised", "hanging", "on hip")),
    "arms up": (("up",), ("up",)),
    "arms out": (("out",), ("out",)),
    "pointing": (("pointing", "reaching"), ("hanging", "a little off")),
    "reaching": (("reaching",), ("reaching",)),
    "phone at ear": (("at ear",), ("hanging", "on hip", "on belly", "in pocket")),
    "drinking": (("drinking",), ("hanging", "a little off", "on belly")),
    "holding": (("holding low", "holding up"), ("hanging", "a little off", "in pocket")),
    "both holding": (("holding low",), ("holding low", "clasped")),
    "looking at a thing": (("looking at",), ("looking at", "hanging", "on belly")),
    "selfie": (("selfie",), ("hanging", "sign", "in pocket", "on hip")),
    "carrying": (("hanging",), ("hanging", "swung forward")),
    "free": (("free",), ("free",)),
    "on thighs": (("on thigh",), ("on thigh", "on knee")),
    "in lap": (("in lap",), ("in lap", "on thigh")),
    "on knees": (("on knee",), ("on knee", "on thigh")),
    "on shins": (("on shin",), ("on shin",)),
}
"""Name -> what one arm and what the other does, by chance which is left: places or swings."""

STANDING = {
    "at sides": 5, "one on hip": 1.2, "on hips": 1, "in pockets": 1.2, "one in pocket": 1,
    "crossed": 1.4, "clasped": 1, "behind back": 0.6, "belly": 0.5, "thinking": 0.8,
    "hands on face": 0.5, "hand on face": 1.2, "hand before face": 0.9, "shading eyes": 0.2,
    "hand in hair": 0.9, "behind head": 0.5, "embracing oneself": 0.4, "hand on chest": 0.4,
    "sign": 1.4, "waving": 0.6, "raised": 0.5, "arms up": 0.4, "arms out": 0.4, "pointing": 0.5,
    "reaching": 0.4, "phone at ear": 0.5, "drinking": 0.5, "holding": 1, "both holding": 0.4,
    "looking at a thing": 0.7, "selfie": 0.6, "carrying": 0.6, "free": 1.5,
}  # fmt: skip
"""People mostly let their arms hang; everything else is what cameras see now and then. Hands near
the face are more frequent than in life, since they are what networks get wrong."""

SITTING = {
    "on thighs": 3, "in lap": 2.5, "on knees": 1, "crossed": 0.8, "thinking": 0.8,
    "hand on face": 1, "hands on face": 0.4, "hand in hair": 0.5, "sign": 0.6, "holding": 0.8,
    "drinking": 0.7, "phone at ear": 0.4, "looking at a thing": 1, "free": 0.6, "at sides": 0.4,
    "hand before face": 0.4,
}  # fmt: skip

LYING = {
    "at sides": 2, "belly": 1, "behind head": 1, "hand on face": 0.6, "raised": 0.5, "free": 1.5,
    "hand on chest": 0.6, "arms out": 0.8, "hand in hair": 0.4,
}  # fmt: skip

POSTURES: dict[str, Posture] = {
    "standing": Posture(4.0, arms=STANDING, spread=3),
    "legs apart": Posture(1.5, Leg((0, -7, 0)), arms=STANDING),
    "contrapposto": Posture(
        2.5, Leg((-14, 5, 0), (22, 0, 0)), Leg((0, -3, 0)), spine=(0, 3, 0), arms=STANDING
    ),
    "walking": Posture(
        1.6,
        Leg((22, 2, 0), (18, 0, 0), (8, 0, 0)),
        Leg((-24, 2, 0), (6, 0, 0)),
        arms={"walking": 5, "carrying": 1, "waving": 0.5, "phone at ear": 0.5, "free": 0.7},
    ),
    "running": Posture(
        0.3,
        Leg((30, 2, 0), (70, 0, 0), (25, 0, 0)),
        Leg((-55, 2, 0), (55, 0, 0)),
        spine=(10, 0, 0),
        arms={"walking": 3, "free": 1},
    ),
    "leaning": Posture(0.8, Leg((-4, 2, 0)), spine=(22, 6, 0), neck=(-12, 0, 0), arms=STANDING),
    "bending": Posture(
        0.3, Leg((-25, 3, 0), (12, 0, 0)), spine=(48, 0, 0), neck=(-25, 0, 0),
        arms={"on knees": 3, "reaching": 1, "free": 1},
    ),
    "dancing": Posture(
        0.4, Leg((-35, -8, 0), (55, 0, 0)), Leg((0, -4, 0)), spine=(0, 10, 10),
        arms={"arms up": 2, "arms out": 2, "free": 3, "raised": 1},
    ),
    "sitting": Posture(
        2.2, Leg((-84, 6, 0), (84, 0, 0)), spine=(6, 0, 0), arms=SITTING, seated=True
    ),
    "legs crossed": Posture(
        0.8, Leg((-98, -14, -20), (72, 0, 0)), Leg((-82, 0, 5), (84, 0, 0)), spine=(4, 0, 0),
        arms=SITTING, seated=True, spread=3,
    ),
    "leaning back": Posture(
        0.5, Leg((-62, -10, 0), (52, 0, 0)), spine=(-8, 0, 0), neck=(10, 0, 0), root=(-22, 0, 0),
        arms=SITTING | {"behind head": 1.5}, seated=True,
    ),
    "sitting on the floor": Posture(
        0.5, Leg((-92, 4, 0), (12, 0, 0)), Leg((-122, 4, 0), (112, 0, 0)), spine=(14, 0, 0),
        arms={"on knees": 3, "on thighs": 2, "free": 1, "thinking": 0.5, "sign": 0.4},
    ),
    "cross-legged": Posture(
        0.5, Leg((-92, 82, 46), (112, 0, 0), (20, 0, 0)), spine=(10, 0, 0), spread=3,
        arms={"on knees": 3, "in lap": 2, "on thighs": 1, "sign": 0.5, "looking at a thing": 0.6},
    ),
    "crouching": Posture(
        0.7, Leg((-108, -10, 0), (122, 0, 0), (-18, 0, 0)), spine=(20, 0, 0), neck=(-14, 0, 0),
        arms={"on knees": 3, "free": 1, "sign": 0.6, "hand on face": 0.5, "reaching": 0.5},
    ),
    "kneeling": Posture(
        0.4, Leg((-8, -4, 0), (92, 0, 0), (40, 0, 0)),
        arms={"on thighs": 2, "at sides": 1, "sign": 0.5, "on hips": 0.5, "free": 1},
    ),
    "on one knee": Posture(
        0.3, Leg((-88, -4, 0), (88, 0, 0)), Leg((6, 2, 0), (86, 0, 0), (40, 0, 0)),
        spine=(8, 0, 0), arms={"on knees": 2, "free": 1, "thinking": 0.5, "sign": 0.5},
    ),
    "lying on the back": Posture(
        0.25, Leg((-8, -4, 0), (8, 0, 0), (25, 0, 0)), root=(-90, 0, 0), arms=LYING, spread=8
    ),
    "lying, knees up": Posture(
        0.1, Leg((-50, 0, 0), (85, 0, 0)), root=(-90, 0, 0), arms=LYING
    ),
    "lying on the front": Posture(
        0.2, Leg((0, -4, 0), (10, 0, 0), (45, 0, 0)), spine=(-28, 0, 0), neck=(-35, 0, 0),
        root=(82, 0, 0), arms={"thinking": 1, "hands on face": 1, "free": 1, "reaching": 1},
    ),
    "lying on the side": Posture(
        0.2, Leg((-30, 2, 0), (45, 0, 0)), Leg((-8, 2, 0), (15, 0, 0)), root=(0, 90, 0),
        neck=(0, -15, 0), arms=LYING,
    ),
}  # fmt: skip
"""Name -> posture; ``share`` is how often it is drawn beside the others. Photographs mostly show
people who stand or sit."""
