"""Hair and skin in another colour, with their shading and texture.

In CIELAB, every pixel keeps its place relative to the typical colour of the area, and only the
typical colour moves. A shadow that was so much darker than the rest stays so much darker, a
highlight stays one, and the small differences of hue (redder cheeks, single strands) stay.

    L' = 100 (L / 100)^g             with g such that the median of the area becomes the target's L*
    (a', b') = T l' + turned((a, b) - t l)    with the typical hues t and T before and after, and
                                     the light l and l' on a pixel, from its L

A curve of L* keeps black, white, and the order of light and dark.

What it is not: making hair much lighter than it is shows the noise of the dark picture, and a skin
tone simulated this way is a test of how software treats colour. It is not how a person of another
skin tone would look in that light, and proves nothing about people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import to_bytes
from integument.colours import Colour, is_colour, parse_colour
from integument.compose import coverage
from integument.errors import UsageError, unknown
from integument.foreground import foreground
from integument.picture import Picture

if TYPE_CHECKING:
    from integument.people import People

HAIR_COLOURS: dict[str, Colour] = {
    "black": (28, 25, 24),
    "dark brown": (50, 38, 30),
    "brown": (82, 58, 42),
    "light brown": (122, 92, 66),
    "blond": (186, 150, 104),
    "platinum": (216, 200, 172),
    "auburn": (104, 48, 34),
    "red": (142, 66, 38),
    "gray": (132, 130, 128),
    "white": (212, 210, 206),
}
"""Typical colours of hair in diffuse light, sRGB. Any other colour may be given as well."""

SKIN_TONES: dict[str, tuple[float, float, float]] = {
    "I": (74.0, 9.0, 13.5),
    "II": (69.0, 10.5, 16.5),
    "III": (63.0, 12.0, 19.0),
    "IV": (55.0, 13.0, 20.0),
    "V": (45.0, 13.0, 18.0),
    "VI": (33.0, 10.5, 12.0),
}
"""Tone → (L*, a*, b*) from the lightest to the darkest. Each has a typology angle inside the limits
of Chardon et al. (see :mod:`integument.evaluate.tone`): 61, 49, 34, 14, -16 and -55 degrees."""

NEUTRAL = 3.0
"""Chroma below which a colour has no hue to speak of: grey, and the noise on it."""

FOOT = 16.0
"""L* = 116 f(Y) - 16: what is missing from L* to be proportional to the cube root of light."""

GAMMA_RANGE = (0.15, 6.0)
"""Curves of lightness beyond this would lift noise out of black, or crush all texture."""

FEWEST_PIXELS = 16
"""With less of an area than this nothing is recoloured: it is a mistake rather than hair."""


@dataclass(frozen=True, slots=True)
class Change:
    """An area and the typical colour (L*, a*, b*) that it gets."""

    label: str
    target: tuple[float, float, float]


def recolor(people: People, *, hair: str | None = None, skin_tone: str | None = None) -> Picture:
    """Give hair another colour, skin another tone, or both.

    Parameters
    ----------
    people : what was found
    hair : one of :data:`HAIR_COLOURS`, a CSS name or ``#rrggbb``
    skin_tone : ``"I"`` to ``"VI"`` or ``"1"`` to ``"6"``. A simulation to test software with: read
        the module's text before drawing conclusions from it.

    Raises
    ------
    UsageError
        If neither is given, or there is no such colour or tone.
    """
    changes = parse_changes(hair=hair, skin_tone=skin_tone)
    pixels = people.photo.pixels
    for change in changes:
        alpha = coverage(people, change.label)
        mask = people.mask(change.label)
        if np.count_nonzero(mask) < FEWEST_PIXELS:
            continue
        pixels = _changed(pixels, alpha, mask, change.target)
    if pixels is people.photo.pixels:
        pixels = pixels.copy()
    return Picture(pixels, people.photo.alpha, people.photo)


def parse_changes(*, hair: str | None = None, skin_tone: str | None = None) -> list[Change]:
    """What :func:`recolor` is to do, checked. Skin comes first: hair lies over it."""
    changes = []
    if skin_tone is not None:
        changes.append(Change("skin", _tone(skin_tone)))
    if hair is not None:
        changes.append(Change("hair", _hair(hair)))
    if not changes:
        raise UsageError("nothing to recolour: expected a colour of hair, a tone of skin, or both")
    return changes


def _tone(text: str) -> tuple[float, float, float]:
    name = text.strip().upper()
    names = list(SKIN_TONES)
    if name.isdigit() and 1 <= int(name) <= len(names):
        name = names[int(name) - 1]
    if name not in SKIN_TONES:
        raise UsageError(f"skin tone: expected I to VI or 1 to 6, got '{text}'")
    return SKIN_TONES[name]


def _hair(text: str) -> tuple[float, float, float]:
    name = text.strip().lower()
    if name in HAIR_COLOURS:
        colour = HAIR_COLOURS[name]
    elif is_colour(name):
        colour = parse_colour(name)
    else:
        raise unknown("colour of hair", text, HAIR_COLOURS)
    lightness, a, b = (float(value) for value in _to_lab(np.array([[colour]], np.uint8))[0, 0])
    return lightness, a, b


def _changed(
    rgb: NDArray[np.uint8],
    alpha: NDArray[np.float32],
    mask: NDArray[np.bool_],
    target: tuple[float, float, float],
) -> NDArray[np.uint8]:
    """``(H, W, 3) uint8``: only the own colours of the area are moved."""
    result = rgb.copy()
    touched = alpha > 0
    front = foreground(rgb, alpha)
    before = _to_lab(front[touched][None])[0]
    typical = np.median(_to_lab(rgb[mask][None])[0], axis=0)
    after = _moved(before, typical, np.array(target, np.float32))
    own = front[touched].astype(np.float32)
    # I = alpha F + (1 - alpha) B: only F changes, so the pixel changes by alpha times F's change.
    shift = (_to_rgb(after[None])[0] - own) * alpha[touched][:, None]
    result[touched] = to_bytes(rgb[touched] + shift)
    return result


def _moved(
    lab: NDArray[np.float32], typical: NDArray[np.float32], target: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Colours ``(n, 3)`` so that the typical one becomes the target and the rest keep their place.

    More or less light on one surface scales its a* and b* with L* + 16 (both are differences of
    cube roots of light). What a pixel deviates from that is its own hue, and is carried over.
    """
    level, goal = np.clip([typical[0], target[0]], 1, 99) / 100
    gamma = float(np.clip(np.log(goal) / np.log(level), *GAMMA_RANGE))
    moved = np.empty_like(lab)
    moved[:, 0] = 100 * np.clip(lab[:, 0] / 100, 0, 1) ** gamma
    light_before = (lab[:, :1] + FOOT) / (typical[0] + FOOT)
    light_after = (moved[:, :1] + FOOT) / (target[0] + FOOT)
    own = lab[:, 1:] - typical[1:] * light_before
    moved[:, 1:] = target[1:] * light_after + _turned(own, typical[1:], target[1:], light_after)
    return moved


def _turned(
    own: NDArray[np.float32],
    typical: NDArray[np.float32],
    target: NDArray[np.float32],
    light: NDArray[np.float32],
) -> NDArray[np.float32]:
    """What pixels deviate in (a*, b*), ``(n, 2)``, for another typical colour.

    Along the typical hue, where highlights are paler and shadows deeper, deviations turn to the
    target's hue, and shrink where that is paler itself: a highlight of pale skin is white, never
    of the opposite colour. Across it they stay.
    """
    chroma, new_chroma = float(np.hypot(*typical)), float(np.hypot(*target))
    if chroma < NEUTRAL:
        return own
    if new_chroma < NEUTRAL:
        return own * (new_chroma / chroma)
    hue, new_hue = typical / chroma, target / new_chroma
    along = (own @ hue)[:, None]
    across = own - along * hue
    along = along * min(1.0, new_chroma / chroma)
    return np.maximum(along, -new_chroma * light) * new_hue + across


def _to_lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """sRGB levels → L* in [0, 100], a*, b*."""
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


def _to_rgb(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The reverse, in levels from 0 to 255, clipped to sRGB."""
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1) * 255
