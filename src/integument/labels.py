"""The one vocabulary of labels: what each includes, excludes, and which contain which.

The generator paints these labels, readers map data sets onto them, networks predict them in
this order, and the command line, the files and the pictures use these names and colours.

Labels overlap: a pixel of a cheek is ``skin``, ``face_skin``, ``head_torso`` and ``body``
at once. They are independent yes/no questions, not classes of one partition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from integument.errors import UsageError, unknown


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the vocabulary.

    Attributes
    ----------
    name : the identifier used in files, options and code
    meaning : one line for a person
    includes, excludes : the border cases, decided
    within : labels that contain every pixel of this one
    colour : (r, g, b), 0-255, used wherever the label is drawn
    """

    name: str
    meaning: str
    includes: str
    excludes: str
    within: tuple[str, ...]
    colour: tuple[int, int, int]


SKIN = Label(
    name="skin",
    meaning="every visible pixel of bare human skin: face, ears, neck, limbs, trunk",
    includes="lips, eyelids, ears, nails (painted or not), palms and soles, freckles, tattoos, "
    "make-up, stubble, and eyebrows, which are too thin to cut out at photograph scale; "
    "a scalp seen through shaved hair",
    excludes="eyeballs, teeth, tongue and the inside of the mouth; hair that covers skin; a beard "
    "dense enough to hide it; glasses, jewellery, gloves, tights and any cloth",
    within=("body",),
    colour=(255, 64, 64),
)
FACE_SKIN = Label(
    name="face_skin",
    meaning="the skin of the face, from the hairline to the jaw",
    includes="forehead, cheeks, nose, lips, chin, eyelids, eyebrows",
    excludes="ears, neck and scalp, and all that skin excludes",
    within=("skin", "head_torso", "body"),
    colour=(255, 150, 60),
)
HAIR = Label(
    name="hair",
    meaning="hair of the head that is visible",
    includes="fringe, braids, locks, loose strands, hair over shoulders, sideburns, "
    "closely cropped hair where it hides the scalp",
    excludes="eyebrows, lashes, beard and moustache, body hair; hats, scarves, clips; a bare scalp",
    within=("body",),
    colour=(60, 200, 90),
)
BODY = Label(
    name="body",
    meaning="the person: skin, hair and everything worn",
    includes="clothes, shoes, hats, glasses, jewellery, eyes, teeth, beard, "
    "bags worn on the back or the shoulder only where they cannot be told from clothes",
    excludes="objects held in the hand, furniture, shadows, reflections; "
    "gaps between arm and trunk through which the background shows",
    within=(),
    colour=(80, 140, 255),
)
HEAD_TORSO = Label(
    name="head_torso",
    meaning="the person from the top of the head to the waist",
    includes="head, hair and headwear, neck, shoulders, the trunk down to the waist (the top of "
    "the hip bones) and what is worn there; arms and hands wherever they are; hair below the waist",
    excludes="hips, legs, feet, and the part of a garment that hangs below the waist",
    within=("body",),
    colour=(190, 110, 255),
)
CLOTHES = Label(
    name="clothes",
    meaning="everything of cloth or leather that is worn on the body",
    includes="garments, underwear, swimwear, tights, gloves, shoes, socks, scarves, belts, hats",
    excludes="glasses, jewellery, watches, bags, and cloth that is not worn",
    within=("body",),
    colour=(250, 215, 70),
)

LABELS: tuple[Label, ...] = (SKIN, FACE_SKIN, HAIR, BODY, HEAD_TORSO, CLOTHES)
"""All labels, in the order of every channel axis in this project."""

NAMES: tuple[str, ...] = tuple(label.name for label in LABELS)
"""Their names, in the same order."""

_BY_NAME = {label.name: label for label in LABELS}


def get(name: str) -> Label:
    """The label called ``name``; raises :class:`UsageError` with the nearest name otherwise."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise unknown("label", name, NAMES) from None


def parse(names: str | Iterable[str] | None) -> tuple[str, ...]:
    """Label names from ``"skin,hair"``, a sequence, or None (all), without repeats.

    >>> parse("hair, skin,hair")
    ('hair', 'skin')
    """
    if names is None:
        return NAMES
    parts = names.split(",") if isinstance(names, str) else list(names)
    chosen = tuple(dict.fromkeys(get(part.strip()).name for part in parts if part.strip()))
    if not chosen:
        raise UsageError(f"no label given: expected some of {', '.join(NAMES)}")
    return chosen
