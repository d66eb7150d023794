"""Attributes of pictures: what a network tells, beside what is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from integument.data.dataset import DataSet

COLUMNS = ("accuracy", "precision", "recall", "F1")

Told = dict[str, tuple[int, int | None]]
"""Attribute -> number found and true number of one picture; the latter None where not known."""


def found_and_true(
    tell: Callable[[Any], Mapping[str, int]], data: Iterable[DataSet], names: Sequence[str]
) -> list[Told]:
    """What ``tell`` finds in every picture, ``(H, W, 3) uint8`` RGB, and what the index says."""
    import numpy as np

    from integument.data import answers

    found = []
    for pictures in data:
        for stem in pictures:
            sample = pictures.read(stem, ())
            told = tell(sample.image)
            true = answers.of(sample.attributes, names)
            found.append(
                {
                    name: (told[name], None if np.isnan(value) else int(value))
                    for name, value in zip(names, true, strict=True)
                }
            )
    return found


def percentages(attribute: str, pictures: Sequence[Told]) -> dict[str, float]:
    """:data:`COLUMNS` of one attribute: averages over colours, else those of a yes."""
    from integument.data.answers import CHOICES
    from integument.evaluate.attributes import attribute_score

    values = range(len(CHOICES.get(attribute, (False, True))))
    predicted, true = zip(*(picture[attribute] for picture in pictures), strict=True)
    score = attribute_score(predicted, true, tuple(values))
    overall = score.metrics()
    # Without pictures nothing is a number.
    details = overall if attribute in CHOICES or not score.pictures else score.of(1)
    numbers = (overall["accuracy"], details["precision"], details["recall"], details["f1"])
    return {name: 100 * value for name, value in zip(COLUMNS, numbers, strict=True)}
