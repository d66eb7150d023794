"""How light or dark the skin in a picture looks: estimated, or from a file of labels.

The estimate is the individual typology angle of the skin that the truth marks,

    ITA = arctan((L* - 50) / b*), in degrees, in CIELAB under D65,

over the pixels whose L* and b* lie within one standard deviation of their means, and then the
median. Limits cut the angle into six tones, I the lightest and VI the darkest. There is more
than one set of limits in use, so the set is named with every table.

What the estimate cannot do is said with every table, see :data:`LIMITS_OF_THE_ESTIMATE`. Where
tones are known, a file of labels takes its place.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.pack import Pack
from integument.errors import InputError, unknown

TONES = ("I", "II", "III", "IV", "V", "VI")
"""From the lightest to the darkest."""

ANGLES: dict[str, tuple[float, float, float, float, float]] = {
    "chardon": (55, 41, 28, 10, -30),
    "dermatology": (55, 41, 28, 19, 10),
    "empirical": (45, 28, 17, 5, -20),
}
"""Name → degrees above which skin is of tone I, II, III, IV and V; the rest is VI. The first is
of Chardon, Cretois and Hourseau (1991), the others of later dermatology and of measurements."""

LIMITS_OF_THE_ESTIMATE = (
    "Tone is estimated from the picture (individual typology angle of its marked skin): light, "
    "exposure, white balance, make-up and errors of the masks move it, several people in a "
    "picture are one median, and it is neither phototype, with which it agrees only weakly, nor "
    "ethnicity. Read differences between tones as a warning, not as a measurement of people."
)

FEWEST_PIXELS = 64
"""With less skin than this a picture has no tone: a median of few pixels is mostly noise."""


def typology_angle(rgb: NDArray[np.uint8], skin: NDArray[np.bool_]) -> float | None:
    """The angle in degrees of the skin of a picture; None where there is too little of it.

    It has a sign for every colour: bluish skin is above 90 where light and below -90 where dark.

    Parameters
    ----------
    rgb : ``(H, W, 3) uint8`` RGB, sRGB
    skin : ``(H, W) bool``
    """
    assert rgb.shape[:2] == skin.shape, (rgb.shape, skin.shape)
    pixels = rgb[skin]
    if len(pixels) < FEWEST_PIXELS:
        return None
    # From floats, since OpenCV scales L* and shifts b* where pixels are bytes.
    lab = cv2.cvtColor(pixels[None].astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[0]
    lightness, yellow = lab[:, 0].astype(np.float64), lab[:, 2].astype(np.float64)
    typical = np.ones(len(pixels), bool)
    for values in (lightness, yellow):
        # The margin keeps pixels that differ from the mean by rounding alone.
        typical &= np.abs(values - values.mean()) <= values.std() + 1e-6
    if not typical.any():  # two heaps, light and dark, and nothing between
        typical[:] = True
    angles = np.degrees(np.arctan2(lightness[typical] - 50, yellow[typical]))
    return float(np.median(angles))


def tone_of(angle: float, limits: str = "chardon") -> str:
    """The tone, one of :data:`TONES`, of a typology angle in degrees.

    Raises
    ------
    UsageError
        If there is no set of limits of that name.

    >>> tone_of(48.0), tone_of(48.0, "empirical")
    ('II', 'I')
    """
    if limits not in ANGLES:
        raise unknown("set of tone limits", limits, ANGLES)
    return TONES[sum(angle <= least for least in ANGLES[limits])]


def read_labels(file: str | Path) -> dict[str, str]:
    """Picture → tone, from a CSV file with the columns ``picture`` and ``tone``.

    A tone is I to VI or 1 to 6; an empty one says that the picture has none. A picture is named
    by its stem, or by ``pack/stem`` where stems of several packs collide.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, names a picture twice, or has another tone.
    """
    tones: dict[str, str] = {}
    try:
        with Path(file).open(newline="", encoding="utf-8-sig") as lines:
            rows = csv.DictReader(lines)
            if not {"picture", "tone"} <= set(rows.fieldnames or ()):
                got = ", ".join(rows.fieldnames or ()) or "none"
                raise InputError(f"{file}: expected the columns picture and tone, got {got}")
            for row in rows:
                where = f"{file}, line {rows.line_num}"
                picture = (row["picture"] or "").strip()
                if not picture or picture in tones:
                    raise InputError(
                        f"{where}: expected every picture once, got '{picture}'"
                        + (" again" if picture else "")
                    )
                tones[picture] = _tone(row["tone"], where)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: not readable as CSV: {error}") from error
    return {picture: tone for picture, tone in tones.items() if tone}


def _tone(text: str | None, where: str) -> str:
    found = (text or "").strip().upper()
    if found in ("", *TONES):
        return found
    if found in ("1", "2", "3", "4", "5", "6"):
        return TONES[int(found) - 1]
    raise InputError(f"{where}: expected a tone from I to VI or 1 to 6, got '{text}'")


def estimate(pack: Pack, stems: Iterable[str], limits: str) -> dict[str, str]:
    """Picture → tone, estimated from the skin that the truth marks; some have none.

    Pictures that cannot be read have none either: scoring is what reports them.

    Raises
    ------
    UsageError
        If there is no set of limits of that name.
    InputError
        If the pack has no skin labelled at all.
    """
    if limits not in ANGLES:
        raise unknown("set of tone limits", limits, ANGLES)
    if pack.people_free:
        return {}
    if "skin" not in pack.labels:
        raise InputError(f"{pack.path}: tones cannot be estimated: expected masks of skin")
    tones = {}
    for stem in stems:
        try:
            sample = pack.read(stem, ("skin",))
        except InputError:
            continue
        if "skin" not in sample.masks:
            continue
        skin, ignored = sample.truth("skin"), sample.ignored("skin")
        angle = typology_angle(sample.image, skin if ignored is None else skin & ~ignored)
        if angle is not None:
            tones[stem] = tone_of(angle, limits)
    return tones


def labelled(pack: Pack, stems: Iterable[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Picture → tone, from the labels that :func:`read_labels` gave; some have none.

    Raises
    ------
    InputError
        If no picture of the pack is labelled, which usually means another pack's file.
    """
    stems = list(stems)
    both = {stem: labels.get(f"{pack.name}/{stem}", labels.get(stem)) for stem in stems}
    tones = {stem: tone for stem, tone in both.items() if tone is not None}
    if stems and not tones:
        raise InputError(
            f"{pack.path}: the file of tones names none of its pictures: expected names such as "
            f"'{stems[0]}' or '{pack.name}/{stems[0]}'"
        )
    return tones
