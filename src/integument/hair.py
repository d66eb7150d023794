"""What the hair is like: colour, straight, wavy, fringe, bald, for each head in a photograph.

The heads are found in our own masks. The network then looks at squares around each, so that
somebody at the back is judged at the same size as a portrait, and reads the answer from features
under the hair that it finds there (:mod:`integument.nets.hair_head`). It sees each square and its
mirror image, and the mean of what it says counts.

Every answer has a confidence, the probability of being right, and may be "cannot tell": where no
hair shows, and where the odds are too even.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.attributes import BINARY, COLOUR
from integument.errors import UsageError
from integument.heads import Square, box_of, cut, find_heads, square_around
from integument.people import THRESHOLD, People
from integument.segmenter import Segmenter

INPUT_SIZE = 160
"""Side of the square that the network sees, pixels; it learned at this size."""

MARGINS = (1.2, 1.5)
"""Sides of the squares, relative to the longer side of hair and face. It learned with the second;
both together, mirrored, tell straight from wavy hair more often (docs/default-model.md)."""

LEAST_HAIR = 0.006
"""Share of the square that hair covers at least for its colour and style to be told."""

LEAST_CONFIDENCE = 0.6
"""Below it the answer is "cannot tell"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One attribute.

    Attributes
    ----------
    likeliest : a colour, or True or False; None where there was nothing to look at
    confidence : its probability, in [0, 1]
    """

    likeliest: str | bool | None = None
    confidence: float = 0.0

    @property
    def value(self) -> str | bool | None:
        """:attr:`likeliest`, or None for "cannot tell" below :data:`LEAST_CONFIDENCE`."""
        return self.likeliest if self.confidence >= LEAST_CONFIDENCE else None


@dataclass(frozen=True, slots=True)
class Hair:
    """The hair of one person.

    Attributes
    ----------
    box : left, top, right, bottom of hair and face in pixels of the photograph
    share : of the photograph's pixels that this person's hair covers
    colour : black, blond, brown, gray, red or dyed
    straight, wavy, bangs, bald : yes or no; coils and locs are neither straight nor wavy
    """

    box: tuple[int, int, int, int]
    share: float
    colour: Answer
    straight: Answer
    wavy: Answer
    bangs: Answer
    bald: Answer

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON: ``box``, ``share`` and, by attribute, ``value`` and ``confidence``."""
        answers = {"colour": self.colour} | {name: getattr(self, name) for name in BINARY}
        return {
            "box": list(self.box),
            "share": round(self.share, 6),
            **{
                name: {"value": answer.value, "confidence": round(answer.confidence, 3)}
                for name, answer in answers.items()
            },
        }


def describe(people: People, segmenter: Segmenter) -> list[Hair]:
    """The hair of everybody in ``people``, the largest head first; empty where nobody is.

    ``segmenter`` is the one that made ``people``. Heads that touch in the picture are one.

    Raises :class:`UsageError` for a model without hair attributes.
    """
    attributes = segmenter.session.attributes
    if not attributes or not {"hair", "face_skin"} <= set(segmenter.labels):
        raise UsageError(
            f"model '{segmenter.name}' does not tell what hair is like: "
            "use the bundled model, or one trained by 'integument train hair'"
        )
    hair, face = (people.map(label) >= THRESHOLD for label in ("hair", "face_skin"))
    heads = find_heads(hair, face) if people.found else []
    if not heads:
        return []
    boxes = [_in_photo(box_of(head), hair.shape, people.photo.size) for head in heads]
    views = [view for box in boxes for view in _views(people.photo.pixels, box)]
    told = segmenter.session.describe(np.stack(views)).reshape(len(boxes), -1, len(attributes))
    out = []
    for head, box, values in zip(heads, boxes, told.mean(1), strict=True):
        share = float((head & hair).mean())
        area = people.photo.size[0] * people.photo.size[1]
        shown = share * area / square_around(box).side ** 2
        answers = dict(zip(attributes, map(float, values), strict=True))
        out.append(_answers(answers, enough=shown >= LEAST_HAIR, box=box, share=share))
    return out


def _answers(
    told: Mapping[str, float], *, enough: bool, box: tuple[int, int, int, int], share: float
) -> Hair:
    """From probabilities by name; without ``enough`` hair only baldness can be told."""
    style = {name: _yes_or_no(told[name]) for name in BINARY}
    colours = {
        name.partition(":")[2]: value for name, value in told.items() if name.startswith(COLOUR)
    }
    best = max(colours, key=colours.__getitem__)
    colour = Answer(best, colours[best])
    if style["bald"].value is True:
        colour = Answer()
    elif not enough:
        colour, style = Answer(), dict.fromkeys(BINARY, Answer())
    return Hair(box, share, colour, **style)


def _yes_or_no(probability: float) -> Answer:
    return Answer(probability >= THRESHOLD, max(probability, 1 - probability))


def _in_photo(
    box: tuple[int, int, int, int], shape: tuple[int, ...], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """``box`` of a map of ``shape`` in pixels of a photograph of ``size`` (width, height)."""
    across, down = size[0] / shape[1], size[1] / shape[0]
    left, top, right, bottom = box
    return round(left * across), round(top * down), round(right * across), round(bottom * down)


def _views(
    pixels: NDArray[np.uint8], box: tuple[int, int, int, int]
) -> Iterator[NDArray[np.float32]]:
    """What the network sees of one head: every square, and its mirror image."""
    for margin in MARGINS:
        view = _input(pixels, square_around(box, margin))
        yield from (view, view[:, :, ::-1])


def _input(pixels: NDArray[np.uint8], square: Square) -> NDArray[np.float32]:
    """``(3, S, S) float32`` in [0, 1]: what is in the square, at the network's size."""
    shrinks = square.side > INPUT_SIZE
    resized = cv2.resize(
        cut(pixels, square),
        (INPUT_SIZE, INPUT_SIZE),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
    )
    return resized.transpose(2, 0, 1).astype(np.float32) / 255
