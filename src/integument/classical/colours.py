"""Draws pixels of skin and of other things from a pack, for the rules that learn colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integument.data.pack import Pack
from integument.errors import InputError


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
    for stem in pack:
        sample = pack.read(stem, ("skin",))
        if "skin" not in sample.masks:
            continue
        truth, ignored = sample.truth("skin"), sample.ignored("skin")
        for is_skin in (True, False):
            where = truth == is_skin if ignored is None else (truth == is_skin) & ~ignored
            places = np.flatnonzero(where)
            pixels[is_skin] += len(places)
            if len(places) > each:
                places = rng.choice(places, each, replace=False)
            drawn[is_skin].append(sample.image.reshape(-1, 3)[places])
    if not (pixels[True] and pixels[False]):
        missing = "pixels other than skin" if pixels[True] else "skin"
        raise InputError(f"{pack.path}: no {missing} to learn from in {len(pack)} pictures")
    return Colours(
        skin=np.concatenate(drawn[True]),
        other=np.concatenate(drawn[False]),
        share=pixels[True] / (pixels[True] + pixels[False]),
    )
