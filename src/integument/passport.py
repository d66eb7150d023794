"""Is this a portrait that an office would take? What can be told from masks, and what is wrong.

Five checks: one head, upright, shoulders in the picture, nothing cut off that belongs in it, and a
head of the right size. Expression, glasses, light and sharpness are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.errors import UsageError

if TYPE_CHECKING:
    from integument.people import People

HEAD_SIZE = (0.50, 0.80)
"""Chin to crown as a share of the picture's height: from the least the United States take (50 to
69 %) to the most the International Civil Aviation Organization does (70 to 80 %)."""

LARGEST_TILT = 15.0
"""Degrees between the vertical and the line from the trunk to the face. Leaning on one arm makes
ten; a picture lying on its side makes ninety."""

LEAST_TRUNK = 0.25
"""Neck and shoulders of less than this share of the face's area do not tell which way is up."""

SECOND_FACE = 0.1
"""A second face counts from this share of the first one's area: smaller ones are prints on cloth
and mistakes."""

SHOULDER_WIDTH = 1.5
"""Shoulders are this much wider than the face, at the least; of adults they are about three times
as wide, and the masks show part of them."""

BELOW_CHIN = 0.5
"""Shoulders are looked for from the chin down to this share of the face's height below it."""

MARGIN = 0.01
"""Space around the head, as a share of the picture's height, below which it touches the border."""

SIDE = 512
"""The checks are made on a copy with this longer side."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, whether the picture passed, and one line that says what was seen."""

    check: str
    passed: bool
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"check": self.check, "passed": self.passed, "text": self.text}


@dataclass(frozen=True, slots=True)
class Head:
    """Where the largest face is: rows and columns in a copy of the picture; ends are exclusive."""

    crown: int
    top: int
    chin: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Of the face alone."""
        return self.chin - self.top

    @property
    def width(self) -> int:
        """Of the face alone."""
        return self.right - self.left


def check(people: People, *, head_size: tuple[float, float] = HEAD_SIZE) -> list[Finding]:
    """Every check of a passport photograph, passed or not, in the order of the module's text.

    Without a face the only finding is that there is none.

    Parameters
    ----------
    people : what was found, by a model that predicts face_skin, hair and body
    head_size : least and most height of the head, as a share of the picture's

    Raises
    ------
    UsageError
        If the sizes are not rising shares, or the model does not predict the labels.
    """
    low, high = head_size
    if not 0 < low < high <= 1:
        raise UsageError(f"head size: expected two rising shares up to 1, got {low:g} and {high:g}")
    face, hair, body = (_small(people.mask(label)) for label in ("face_skin", "hair", "body"))
    faces = _parts(face)
    if not faces:
        return [Finding("one head", False, "no face was found")]
    head = _head(faces[0], hair, body)
    return [
        _one_head(faces),
        _upright(faces[0], hair, body, head),
        _shoulders(body, head),
        _borders(body, hair, faces[0]),
        _size(head, len(body), low, high),
    ]


def _one_head(faces: list[NDArray[np.bool_]]) -> Finding:
    count = len(faces)
    text = "one face" if count == 1 else f"{count} faces: expected one person"
    return Finding("one head", count == 1, text)


def _upright(
    face: NDArray[np.bool_], hair: NDArray[np.bool_], body: NDArray[np.bool_], head: Head
) -> Finding:
    # Hair surrounds the face, more of it on one side if it falls there: it is no trunk.
    trunk = body & ~hair
    trunk[head.crown : head.chin, head.left : head.right] = False
    if np.count_nonzero(trunk) < LEAST_TRUNK * np.count_nonzero(face):
        return Finding("upright", False, "too little beside the face is there to tell: step back")
    across, down = _centre(trunk) - _centre(face)
    tilt = float(np.degrees(np.arctan2(abs(across), down)))
    passed = tilt <= LARGEST_TILT
    advice = ""
    if not passed:
        what = "turn the picture" if tilt > 45 else "straighten it"
        advice = f": expected at most {LARGEST_TILT:.0f}, {what}"
    return Finding("upright", passed, f"tilted by {np.ceil(tilt):.0f} degrees{advice}")


def _shoulders(body: NDArray[np.bool_], head: Head) -> Finding:
    below = body[head.chin : head.chin + max(1, round(BELOW_CHIN * head.height))]
    if not below.any():
        return Finding("shoulders", False, "no shoulders below the chin: include them")
    columns = np.flatnonzero(below.any(0))
    ratio = len(columns) / head.width
    both = columns[0] < head.left and columns[-1] >= head.right
    if ratio >= SHOULDER_WIDTH and both:
        return Finding("shoulders", True, f"shoulders of {ratio:.1f} times the face's width")
    what = "only one shoulder is" if not both else "the shoulders are not"
    return Finding("shoulders", False, f"{what} in the picture: step back, or face the camera")


def _borders(body: NDArray[np.bool_], hair: NDArray[np.bool_], face: NDArray[np.bool_]) -> Finding:
    head = face | hair
    margin = max(1, round(MARGIN * len(body)))
    touched = [
        name
        for name, strip in (
            ("top", body[:margin]),
            ("left", head[:, :margin]),
            ("right", head[:, -margin:]),
            ("bottom", face[-margin:]),
        )
        if strip.any()
    ]
    if touched:
        return Finding("border", False, f"the head is cut off at the {' and the '.join(touched)}")
    if not body[-margin:].any():
        return Finding("border", False, "the person ends above the bottom: crop the picture there")
    return Finding("border", True, "the head is free, the trunk reaches the bottom")


def _size(head: Head, height: int, low: float, high: float) -> Finding:
    share = (head.chin - head.crown) / height
    seen = f"the head is {share:.0%} of the picture's height"
    if low <= share <= high:
        return Finding("head size", True, seen)
    advice = "crop closer" if share < low else "leave more space"
    return Finding("head size", False, f"{seen}: expected {low:.0%} to {high:.0%}, {advice}")


def _head(face: NDArray[np.bool_], hair: NDArray[np.bool_], body: NDArray[np.bool_]) -> Head:
    """The box of a face, and the topmost row of the person straight above it (hair or a hat)."""
    left, top, width, height = cv2.boundingRect(face.view(np.uint8))
    middle = slice(left + width // 4, left + max(width // 4 + 1, 3 * width // 4))
    above = (body | hair)[: top + height, middle].any(1)
    # Upwards from the face until the first empty row: what floats higher is somebody else's.
    empty = np.flatnonzero(~above[:top])
    crown = int(empty[-1]) + 1 if empty.size else 0
    return Head(crown, top, top + height, left, left + width)


def _parts(face: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Faces as masks, the largest first. What glasses or a fringe divide counts as one."""
    reach = max(3, round(0.02 * max(face.shape))) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    closed = cv2.morphologyEx(face.view(np.uint8), cv2.MORPH_CLOSE, kernel)
    count, parts, facts, _ = cv2.connectedComponentsWithStats(closed)
    areas = facts[1:count, cv2.CC_STAT_AREA]
    if not areas.size:
        return []
    order = np.argsort(-areas)
    return [parts == index + 1 for index in order if areas[index] >= SECOND_FACE * areas.max()]


def _centre(area: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(x, y) of the centre of mass."""
    rows, columns = np.nonzero(area)
    return np.array([columns.mean(), rows.mean()])


def _small(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    height, width = mask.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    levels = mask.view(np.uint8) * np.uint8(255)
    return cv2.resize(levels, size, interpolation=cv2.INTER_AREA) >= 128
