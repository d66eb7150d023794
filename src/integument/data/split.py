"""Which pictures are used: held out by name, so that it never changes as a pack grows; or a few."""

from __future__ import annotations

import zlib
from collections.abc import Sequence


def is_held_out(stem: str, share: float) -> bool:
    """True for about ``share`` (in [0, 1]) of all stems, always the same ones.

    A stem that is held out at one share is held out at every larger one.

    >>> [stem for stem in ("0001", "0002", "0003") if is_held_out(stem, 0.2)]
    ['0003']
    """
    return zlib.crc32(stem.encode()) % 10_000 < share * 10_000


def spread(stems: Sequence[str], limit: int | None) -> list[str]:
    """All stems, or ``limit`` of them spread evenly: neighbours are often alike.

    >>> spread(["a", "b", "c", "d"], 2)
    ['a', 'c']
    """
    if limit is None or limit >= len(stems):
        return list(stems)
    return [stems[i * len(stems) // limit] for i in range(limit)]
