"""How often what is said of hair is right, on packs whose index knows the truth.

Of each picture the largest head counts. Two readings are given. *Forced*: the likeliest answer,
however unsure, and no head found is a wrong answer. *Told*: only the answers that are given, with
the share of pictures for which there is one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from integument.attributes import BINARY, SHADES
from integument.data import answers
from integument.data.dataset import DataSet
from integument.evaluate.attributes import attribute_score
from integument.evaluate.scoring import picked
from integument.hair import Hair, describe
from integument.segmenter import Segmenter

EITHER = "straight or wavy"
"""The question of which of the two, on pictures that are one of them."""
COLOUR = "colour"
NEITHER = "nothing"
"""The answer where there is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about one picture: the truth, and what was answered."""

    truth: str
    likeliest: str
    confidence: float
    told: bool


def ask(pack: DataSet, segmenter: Segmenter, limit: int | None = None) -> dict[str, list[Asked]]:
    """Every question of every picture of ``pack`` whose answer its index knows, by attribute."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for stem in picked(pack, limit):
        sample = pack.read(stem)
        wanted = ("shade", *BINARY)
        truth = dict(zip(wanted, answers.of(sample.attributes, wanted), strict=True))
        if all(map(math.isnan, truth.values())):
            continue
        heads = describe(segmenter.segment(sample.image), segmenter)
        for name, one in _asked(truth, heads[0] if heads else None):
            found[name].append(one)
    return dict(found)


def _asked(truth: dict[str, float], hair: Hair | None) -> Iterator[tuple[str, Asked]]:
    shade = truth.pop("shade")
    if not math.isnan(shade):
        yield COLOUR, _one(SHADES[int(shade)], hair, "colour")
    for name, value in truth.items():
        if not math.isnan(value):
            yield name, _one(str(bool(value)), hair, name)
    if truth["straight"] + truth["wavy"] == 1:
        right = "straight" if truth["straight"] else "wavy"
        if hair is None or hair.straight.likeliest is None:
            yield EITHER, Asked(right, NEITHER, 0.0, False)
        else:
            straight, wavy = (
                one.confidence if one.likeliest else 1 - one.confidence
                for one in (hair.straight, hair.wavy)
            )
            share = straight / max(straight + wavy, 1e-9)
            said = "straight" if share >= 0.5 else "wavy"
            yield EITHER, Asked(right, said, max(share, 1 - share), True)


def _one(truth: str, hair: Hair | None, name: str) -> Asked:
    answer = getattr(hair, name) if hair else None
    if answer is None or answer.likeliest is None:
        return Asked(truth, NEITHER, 0.0, False)
    return Asked(truth, str(answer.likeliest), answer.confidence, answer.value is not None)


def scores(asked: Iterable[Asked]) -> dict[str, Any]:
    """``pictures``; ``accuracy`` and macro ``recall`` and ``f1``, forced; ``told``, the share of
    pictures with an answer, and ``right``, the share of those that is right; ``matrix`` rows are
    the truth and columns the answers, both in the order of ``values``."""
    asked = list(asked)
    values = sorted({one.truth for one in asked} | {one.likeliest for one in asked})
    score = attribute_score([one.likeliest for one in asked], [one.truth for one in asked], values)
    true = [value for value in values if value != NEITHER]
    told = [one for one in asked if one.told]
    return {
        "pictures": len(asked),
        "accuracy": score.metrics()["accuracy"],
        **{key: sum(score.of(v)[key] for v in true) / len(true) for key in ("recall", "f1")},
        "told": len(told) / len(asked),
        "right": sum(one.truth == one.likeliest for one in told) / max(len(told), 1),
        "values": values,
        "matrix": score.matrix.tolist(),
    }


def reliability(asked: Iterable[Asked], bins: int = 5) -> list[dict[str, float]]:
    """Whether confidence is the share of right answers: for each bin of confidence between one
    half and one, ``pictures``, mean ``confidence`` and ``accuracy``."""
    rows: list[list[Asked]] = [[] for _ in range(bins)]
    for one in asked:
        if one.likeliest != NEITHER:
            rows[min(max(int((one.confidence - 0.5) * 2 * bins), 0), bins - 1)].append(one)
    return [
        {
            "pictures": len(row),
            "confidence": sum(one.confidence for one in row) / len(row),
            "accuracy": sum(one.truth == one.likeliest for one in row) / len(row),
        }
        for row in rows
        if row
    ]


QUESTIONS = (COLOUR, *BINARY, EITHER)
"""In the order of tables."""
