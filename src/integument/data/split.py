"""Which pictures of a pack are held out: decided by name, so it never changes as a pack grows."""

from __future__ import annotations

import zlib


def is_held_out(stem: str, share: float) -> bool:
    """True for about ``share`` (in [0, 1]) of all stems, always the same ones.

    A stem that is held out at one share is held out at every larger one.

    >>> [stem for stem in ("0001", "0002", "0003") if is_held_out(stem, 0.2)]
    ['0003']
    """
    return zlib.crc32(stem.encode()) % 10_000 < share * 10_000
