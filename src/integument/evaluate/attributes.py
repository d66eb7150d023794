"""Scores of attributes of a whole picture, such as the colour or the style of hair.

The averages are macro averages: every value of the attribute weighs the same. A value that is
never predicted has precision 0, one that never occurs recall 0, as in scikit-learn with
``zero_division=0``. On a set with equally many pictures of each value, macro recall is accuracy.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class AttributeScore:
    """How well one attribute was recognised.

    Attributes
    ----------
    values : the values the attribute may have, in the order of the matrix
    matrix : (values, values) int64 pictures, row = true value, column = predicted value
    """

    values: tuple[Hashable, ...]
    matrix: NDArray[np.int64]

    @property
    def pictures(self) -> int:
        """Pictures for which the attribute is known."""
        return int(self.matrix.sum())

    def metrics(self) -> dict[str, float]:
        """``accuracy``, and macro ``precision``, ``recall`` and ``f1``; NaN without pictures."""
        if not self.pictures:
            return dict.fromkeys(("accuracy", "precision", "recall", "f1"), float("nan"))
        rows = [self.of(value) for value in self.values]
        macro = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
        return {"accuracy": float(np.trace(self.matrix)) / self.pictures, **macro}

    def of(self, value: Hashable) -> dict[str, float]:
        """``precision``, ``recall`` and ``f1`` of one value, as in a two-way decision."""
        i = self.values.index(value)
        hits = int(self.matrix[i, i])
        predicted, true = int(self.matrix[:, i].sum()), int(self.matrix[i].sum())
        return {
            "precision": hits / predicted if predicted else 0.0,
            "recall": hits / true if true else 0.0,
            "f1": 2 * hits / (predicted + true) if predicted + true else 0.0,
        }


def attribute_score(
    predicted: Sequence[Hashable], truth: Sequence[Hashable | None], values: Sequence[Hashable]
) -> AttributeScore:
    """Compare an attribute picture by picture; where ``truth`` is None it is not known.

    >>> attribute_score(["a", "b", "b"], ["a", "a", None], "ab").metrics()["accuracy"]
    0.5
    """
    assert len(predicted) == len(truth), (len(predicted), len(truth))
    number = {value: i for i, value in enumerate(values)}
    matrix = np.zeros((len(number), len(number)), np.int64)
    for found, true in zip(predicted, truth, strict=True):
        if true is not None:
            matrix[number[true], number[found]] += 1
    return AttributeScore(tuple(values), matrix)
