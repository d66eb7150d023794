"""Where hands are put: on the hips, crossed, before the face, around a cup.

A place is a point of the body's surface (a landmark of the canonical body), how far the hand
stays off it, and how the hand is turned. Written for the left hand; the right hand mirrors it.
Directions are those of the rest pose - a person facing -Y, Z up, the left hand at +X - and are
carried along by the bone the landmark lies on.
"""

from __future__ import annotations

from dataclasses import dataclass

Vector = tuple[float, float, float]

LANDMARKS: dict[str, tuple[str, Vector]] = {
    "chin": ("head", (0.0, -0.125, 0.618)),
    "mouth": ("head", (0.0, -0.145, 0.668)),
    "cheek": ("head", (0.050, -0.095, 0.690)),
    "nose": ("head", (0.0, -0.165, 0.705)),
    "eye": ("head", (0.035, -0.125, 0.735)),
    "forehead": ("head", (0.01, -0.130, 0.785)),
    "temple": ("head", (0.075, -0.050, 0.760)),
    "ear": ("head", (0.085, 0.010, 0.715)),
    "crown": ("head", (0.035, -0.010, 0.845)),
    "back of head": ("head", (0.040, 0.080, 0.740)),
    "neck": ("neck01", (0.055, -0.020, 0.580)),
    "chest": ("spine02", (0.050, -0.120, 0.420)),
    "other side": ("spine02", (-0.110, -0.105, 0.330)),
    "other shoulder": ("spine01", (-0.130, -0.080, 0.540)),
    "belly": ("spine04", (0.040, -0.130, 0.200)),
    "hip": ("root", (0.165, -0.020, 0.090)),
    "pocket": ("root", (0.155, -0.070, -0.020)),
    "seat": ("root", (0.070, 0.110, 0.020)),
    "lap": ("upperleg01", (0.100, -0.090, -0.150)),
    "thigh": ("upperleg01", (0.130, -0.090, -0.200)),
    "knee": ("upperleg02", (0.135, -0.075, -0.330)),
    "shin": ("lowerleg01", (0.145, -0.060, -0.480)),
}
"""Name -> bone (of the left where there are two) and position on the canonical body."""


@dataclass(frozen=True)
class Place:
    """Where one hand is put.

    ``off`` metres between palm and skin, along the normal of the landmark, and ``shift`` on top.
    ``fingers`` and ``palm`` are where they point; ``elbow`` where the elbow is drawn.
    ``gestures`` the hand may make; ``holds`` whether it may hold something.
    ``tips`` puts the fingertips rather than the palm at the landmark.
    """

    landmark: str
    fingers: Vector
    palm: Vector
    elbow: Vector
    off: float = 0.02
    shift: Vector = (0.0, 0.0, 0.0)
    gestures: tuple[str, ...] = ("relaxed",)
    tips: bool = False
    holds: bool = False
    spread: float = 0.015


SIGNS = ("open", "victory", "thumb up", "ok", "three", "four", "fist", "point", "horns", "call")
GRIP = ("holding",)

PLACES: dict[str, Place] = {
    "on hip": Place("hip", (-0.1, -1, -0.5), (-1, 0.2, 0.1), (1, 0.7, -0.2), 0.045),
    "in pocket": Place("pocket", (-0.15, -0.25, -1), (-1, 0.35, 0), (0.6, 1, -0.1), 0.015),
    "on belly": Place("belly", (-1, -0.1, 0.1), (0.1, 1, 0), (1, 0.3, -0.6), 0.03),
    "on chest": Place("chest", (-1, -0.1, 0.35), (0, 1, 0), (0.9, -0.1, -0.8), 0.025),
    "clasped": Place(
        "belly", (-0.9, -0.5, -0.4), (-0.2, 1, 0), (1, 0.3, -0.5), 0.06, (-0.03, 0, -0.1)
    ),
    "crossed under": Place(
        "other side", (-1, -0.1, 0.25), (0.1, 1, 0), (0.7, -0.6, -1), 0.035, gestures=("relaxed",)
    ),
    "crossed over": Place(
        "other side", (-1, -0.2, 0.35), (0.1, 1, 0), (0.7, -0.6, -1), 0.10, (0, 0, 0.02),
        ("relaxed", "curled"),
    ),
    "hugging": Place("other shoulder", (-1, 0.1, 0.3), (0, 1, -0.2), (0.3, -1, -0.4), 0.025),
    "behind back": Place("seat", (-1, 0.1, -0.1), (0, 1, 0), (1, 0.7, 0), 0.05),
    "on neck": Place("neck", (-0.4, 0.4, 1), (-1, 0.4, 0), (1, -0.6, -0.4), 0.025),
    "under chin": Place(
        "chin", (-0.5, 0.2, 0.9), (-0.3, 0.6, 0.5), (0.5, -0.6, -1), 0.01, (0, 0, -0.01),
        ("curled", "fist", "relaxed"), True,
    ),
    "on cheek": Place("cheek", (-0.1, 0.45, 1), (-1, 0.6, 0), (0.7, -0.5, -1), 0.02, spread=0.01),
    "over mouth": Place("mouth", (-1, 0.1, 0.35), (0, 1, 0), (0.8, -0.5, -1), 0.02),
    "over face": Place(
        "nose", (-0.35, 0.1, 1), (-0.1, 1, 0), (0.7, -0.5, -1), 0.02, (0.03, 0, 0.02),
        ("flat", "open", "relaxed"),
    ),
    "over eyes": Place(
        "eye", (-0.7, 0.05, 0.7), (0, 1, -0.1), (0.8, -0.6, -0.6), 0.025, gestures=("flat",)
    ),
    "before face": Place(
        "nose", (-0.25, 0.1, 1), (0, -1, 0), (0.6, -0.2, -1), 0.16, (0.05, 0, 0),
        SIGNS + ("flat", "relaxed"), spread=0.06,
    ),
    "shading eyes": Place(
        "forehead", (-1, 0.2, 0.15), (0, 0.3, -1), (1, -0.3, -0.1), 0.02, (0.03, -0.03, 0.02),
        ("flat",),
    ),
    "on forehead": Place("forehead", (-1, 0.15, 0.5), (0, 1, -0.2), (1, -0.3, -0.3), 0.02),
    "at ear": Place(
        "ear", (-0.05, 0.3, 1), (-1, 0, 0), (0.6, -0.7, -1), 0.055, (0.0, -0.055, -0.03),
        GRIP, holds=True,
    ),
    "in hair": Place("temple", (-0.5, 0.8, 0.6), (-0.8, 0.3, -0.3), (1, -0.2, 0), 0.03),
    "on crown": Place("crown", (-0.7, 0.4, 0.1), (0, 0, -1), (1, 0, 0.4), 0.03),
    "behind head": Place("back of head", (-1, 0.1, 0.25), (0, -1, 0), (1, -0.1, 0.3), 0.04),
    "drinking": Place(
        "mouth", (-0.6, -0.35, 0.7), (-0.7, 0.6, 0.1), (0.6, -0.7, -1), 0.09, (0.05, 0, -0.05),
        GRIP, holds=True,
    ),
    "sign": Place(
        "chest", (-0.2, 0, 1), (0, -1, 0), (0.7, 0.3, -1), 0.17, (0.08, 0, 0.08), SIGNS,
        spread=0.06,
    ),
    "thumb up": Place(
        "chest", (-0.6, -0.8, 0), (-0.8, 0.6, 0), (0.7, 0.6, -1), 0.20, (0.06, 0, -0.05),
        ("thumb up", "fist"), spread=0.04,
    ),
    "waving": Place(
        "ear", (0.15, -0.05, 1), (0, -1, 0), (0.7, 0.1, -1), 0.24, (0, -0.08, 0), ("open", "flat"),
        spread=0.05,
    ),
    "reaching": Place(
        "chest", (0, -1, 0.1), (-0.6, 0, -0.8), (0.7, 0.6, -0.7), 0.45, (0.05, 0, 0.05),
        ("open", "point", "flat", "relaxed"), spread=0.1,
    ),
    "pointing": Place(
        "chest", (0.2, -1, 0.1), (-0.4, 0, -0.9), (0.8, 0.5, -0.6), 0.48, (0.1, 0, 0.12),
        ("point",), spread=0.12,
    ),
    "raised": Place(
        "crown", (0, 0, 1), (0, -1, 0), (1, -0.1, 0.2), 0.30, (0.14, -0.05, 0), SIGNS,
        spread=0.08,
    ),
    "holding low": Place(
        "belly", (-0.3, -1, 0.1), (-1, 0.1, 0.1), (0.6, 0.8, -0.8), 0.20, (0.06, 0, 0.03), GRIP,
        holds=True, spread=0.05,
    ),
    "holding up": Place(
        "chest", (-0.35, -0.6, 0.7), (-0.8, 0.6, 0.2), (0.7, 0.3, -1), 0.18, (0.05, 0, 0.08), GRIP,
        holds=True, spread=0.05,
    ),
    "looking at": Place(
        "chest", (-0.4, -0.6, 0.8), (-0.4, 0.8, 0.3), (0.7, 0.3, -1), 0.25, (0, 0, 0.02), GRIP,
        holds=True, spread=0.03,
    ),
    "selfie": Place(
        "nose", (-0.2, -0.7, 0.8), (-0.3, 0.9, 0.2), (0.9, 0.1, -0.8), 0.42, (0.14, 0, 0.0), GRIP,
        holds=True, spread=0.06,
    ),
    "on thigh": Place("thigh", (-0.15, 0, -1), (0, 1, 0), (1, 0.3, 0.6), 0.025),
    "on knee": Place("knee", (-0.2, 0.1, -1), (0, 1, 0), (1, 0.2, 0.5), 0.03),
    "on shin": Place("shin", (-0.9, 0, -0.5), (0, 1, 0), (1, 0, 0.3), 0.03),
    "in lap": Place("lap", (-0.9, 0, -0.5), (0.1, 1, 0), (1, 0.4, 0.5), 0.035),
}  # fmt: skip
"""Name -> place."""
