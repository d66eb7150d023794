"""From a part picture to masks: coverage of labels and of single parts, and who is where."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from integument.labels import NAMES
from integument.synth.geometry import KIND, UPPER, WHO, Part
from integument.synth.settings import MOST_PEOPLE

_BARE = (Part.SKIN, Part.FACE, Part.LIPS, Part.EYELIDS, Part.BROWS, Part.NAILS)
_NOBODY = (Part.NOTHING, Part.OBJECT)

PARTS_OF_LABEL: dict[str, tuple[Part, ...]] = {
    "skin": _BARE,
    "face_skin": (Part.FACE, Part.LIPS, Part.EYELIDS, Part.BROWS),
    "hair": (Part.HAIR,),
    "body": tuple(part for part in Part if part not in _NOBODY),
    "head_torso": tuple(part for part in Part if part not in _NOBODY),
    "clothes": (Part.CLOTH,),
}
"""What each label of :mod:`integument.labels` is made of; head_torso only above the waist."""

SINGLE: dict[str, tuple[Part, ...]] = {
    "lips": (Part.LIPS,),
    "eyelids": (Part.EYELIDS,),
    "brows": (Part.BROWS,),
    "nails": (Part.NAILS,),
    "mouth": (Part.MOUTH,),
    "eyes": (Part.EYE,),
    "teeth": (Part.TEETH,),
    "beard": (Part.BEARD,),
    "accessories": (Part.WORN,),
    "objects": (Part.OBJECT,),
}
"""Parts that are masks of their own where asked for, so that another policy of labels - skin
without lips, say - can be put together afterwards."""

SPECK = 6 / 256**2
"""Share of the picture: fewer connected pixels than that are a speck, such as a stray strand."""
UNDER_HALF = 127
"""A speck keeps its coverage up to here: it stays in the soft mask and is not in the hard one."""


@functools.cache
def _table(label: str) -> np.ndarray:
    """(256,) uint8: 255 for each value of a part picture that is in a label or single part."""
    wanted = (PARTS_OF_LABEL | SINGLE)[label]
    value = np.arange(256)
    inside = np.isin(value & KIND, wanted)
    if label == "head_torso":
        inside &= value & UPPER > 0
    return np.where(inside, 255, 0).astype(np.uint8)


def labels(parts: np.ndarray, size: int) -> dict[str, np.ndarray]:
    """Masks (size, size) uint8 of all labels from a part picture (S, S) of ``S`` >= size.

    Each pixel is the share of its samples that belong to the label, in 255ths. Specks stay under
    one half, in all labels alike, so that one that contains another still does.
    """
    return {label: _without_specks(_coverage(parts, size, label)) for label in NAMES}


def single_parts(parts: np.ndarray, size: int) -> dict[str, np.ndarray]:
    """Coverage of each part of :data:`SINGLE`, and ``instances``: (size, size) uint8 each.

    ``instances`` holds the number of the person who covers most of a pixel, from 1; 0 is nobody.
    """
    out = {name: _coverage(parts, size, name) for name in SINGLE}
    return out | {"instances": _instances(parts, size)}


def depth(distance: np.ndarray, size: int) -> np.ndarray:
    """Millimetres along the line of sight to the nearest surface in a pixel, (size, size) uint16.

    ``distance`` (S, S) float32 metres, infinite where nothing solid is, which becomes 0.
    """
    block = len(distance) // size
    near = distance.reshape(size, block, size, block).min((1, 3))
    return np.where(np.isfinite(near), np.minimum(near * 1000, 65535), 0).astype(np.uint16)


def everything(parts: np.ndarray, size: int) -> np.ndarray:
    """Coverage of all that is solid, people and things, (size, size) uint8."""
    solid = np.where(parts & KIND, 255, 0).astype(np.uint8)
    return cv2.resize(solid, (size, size), interpolation=cv2.INTER_AREA)


def _coverage(parts: np.ndarray, size: int, label: str) -> np.ndarray:
    exact = cv2.LUT(parts, _table(label))
    return cv2.resize(exact, (size, size), interpolation=cv2.INTER_AREA)


def _without_specks(mask: np.ndarray) -> np.ndarray:
    least = SPECK * mask.size
    hard = (mask > UNDER_HALF).astype(np.uint8)
    count, numbers, statistics, _ = cv2.connectedComponentsWithStats(hard, connectivity=8)
    small = statistics[:, cv2.CC_STAT_AREA] < least
    small[0] = False
    if count > 1 and small.any():
        mask[small[numbers]] = UNDER_HALF
    return mask


def _instances(parts: np.ndarray, size: int) -> np.ndarray:
    kind = parts & KIND
    somebody = np.where(np.isin(kind, _NOBODY), 0, ((parts & ~np.uint8(UPPER)) >> WHO) + 1)
    shares = [
        cv2.resize(
            np.where(somebody == who, 255, 0).astype(np.uint8), (size, size),
            interpolation=cv2.INTER_AREA,
        )
        for who in range(MOST_PEOPLE + 1)
    ]  # fmt: skip
    return np.argmax(shares, axis=0).astype(np.uint8)
