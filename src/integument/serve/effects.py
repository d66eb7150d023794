"""Backgrounds, cut-outs and new colours, as the routes ask for them.

The work is that of :mod:`integument.compose` and :mod:`integument.recolor`. What stands between is
one rule: a text that comes over the network names a colour or a keyword and never a file, so
nothing is handed on before it has been read as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from integument.colours import Colour, parse_colour
from integument.people import People
from integument.photo import Photo
from integument.recolor import SKIN_TONES, parse_changes
from integument.serve.encode import Picture

__all__ = ["CUTOUTS", "SKIN_TONES", "Background", "Recolour", "parse_background", "parse_colour"]

CUTOUTS = ("body", "head_torso", "hair", "skin", "face_skin", "clothes")
"""Labels that can be cut out."""

Background = Colour | Photo | Literal["blur", "transparent"]


@dataclass(frozen=True, slots=True)
class Recolour:
    """New colour of hair and tone of skin, checked; None leaves them alone."""

    hair: str | None = None
    skin_tone: str | None = None


def parse_recolour(hair: str | None, skin_tone: str | None) -> Recolour:
    """What is to be done; raises UsageError for nothing, or a colour or tone there is not."""
    parse_changes(hair=hair, skin_tone=skin_tone)
    return Recolour(hair, skin_tone)


def parse_background(text: str) -> Background:
    """``blur``, ``transparent``, or a colour."""
    word = text.strip().lower()
    if word == "blur" or word == "transparent":
        return word
    return parse_colour(word)


def cutout(people: People, label: str = "body") -> Picture:
    """The photograph with everything but ``label`` clear."""
    made = people.cutout(label)
    return Picture(made.pixels, made.alpha)


def background(people: People, new: Background) -> Picture:
    """The photograph with another background."""
    made = people.background(new)
    return Picture(made.pixels, made.alpha)


def recolour(people: People, new: Recolour) -> Picture:
    """The photograph with another colour of hair or skin; shading and texture stay."""
    made = people.recolor(hair=new.hair, skin_tone=new.skin_tone)
    return Picture(made.pixels, made.alpha)


def crop(picture: Picture) -> Picture:
    """The part of a picture that is not clear; all of it where everything is."""
    left, top, width, height = visible_box(picture)
    if picture.alpha is None or not width:
        return picture
    part = np.s_[top : top + height, left : left + width]
    return Picture(picture.rgb[part], picture.alpha[part])


def visible_box(picture: Picture) -> tuple[int, int, int, int]:
    """Left, top, width and height, in pixels, of what is not clear; all 0 for nothing."""
    height, width = picture.rgb.shape[:2]
    if picture.alpha is None:
        return 0, 0, width, height
    left, top, width, height = cv2.boundingRect(picture.alpha)
    return left, top, width, height
