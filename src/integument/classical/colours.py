"""Pixels of skin and of other things in a pack, for the rules that learn colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integument.data.pack import Pack
from integument.errors import InputError


class Labelled(NamedTuple):
    """A picture ``(H, W, 3) uint8 RGB``; where skin is, and where something else: ``(H, W) bool``.
    Ignored pixels are neither."""

    image: NDArray[np.uint8]
    skin: NDArray[np.bool_]
    other: NDArray[np.bool_]


def labelled(pack: Pack) -> Iterator[Labelled]:
    """Every picture of the pack in which skin was looked for."""
    for stem in pack:
        sample = pack.read(stem, ("skin",))
        if "skin" not in sample.masks:
            continue
        truth, ignored = sample.truth("skin"), sample.ignored("skin")
        counted = np.ones_like(truth) if ignored is None else ~ignored
        yield Labelled(sample.image, truth & counted, ~truth & counted)


@dataclass(frozen=True, slots=True)
class Colours:
    """Pixels, ``(N, 3) uint8`` RGB each, and the share of skin among all that could be drawn."""

    skin: NDArray[np.uint8]
    other: NDArray[np.uint8]
    share: float


def draw(pack: Pack, most: int, seed: int) -> Colours:
    """At most ``most`` pixels of skin and as many of anything else, evenly from every picture.

    Raises
    ------
    InputError
        If the pack has no skin, or nothing but skin.
    """
    rng = np.random.default_rng(seed)
    each = max(1, most // len(pack))
    drawn: dict[bool, list[NDArray[np.uint8]]] = {True: [], False: []}
    pixels = {True: 0, False: 0}
    for image, skin, other in labelled(pack):
        for is_skin, where in ((True, skin), (False, other)):
            places = np.flatnonzero(where)
            pixels[is_skin] += len(places)
            if len(places) > each:
                places = rng.choice(places, each, replace=False)
            drawn[is_skin].append(image.reshape(-1, 3)[places])
    if not (pixels[True] and pixels[False]):
        missing = "pixels other than skin" if pixels[True] else "skin"
        raise InputError(f"{pack.path}: no {missing} to learn from in {len(pack)} pictures")
    return Colours(
        skin=np.concatenate(drawn[True]),
        other=np.concatenate(drawn[False]),
        share=pixels[True] / (pixels[True] + pixels[False]),
    )
