"""Splits for data sets that come without one: by rank of a hash, so that nobody can choose them.

They are defaults. ``integument data manifest`` writes them down beside the pictures, and from then
on the file decides, whatever happens to this rule or to the folder.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence


def ranked(names: Iterable[str], counts: Mapping[str, int], rest: str) -> dict[str, str]:
    """Name → split: the first of the shuffled names go to the first split, and so on.

    >>> sorted(ranked(["a", "b", "c"], {"test": 1}, "train").values())
    ['test', 'train', 'train']
    """
    order = sorted(set(names), key=_rank)
    splits: dict[str, str] = {}
    start = 0
    for split, count in counts.items():
        splits.update(dict.fromkeys(order[start : start + count], split))
        start += count
    splits.update(dict.fromkeys(order[start:], rest))
    return splits


def grouped(groups: Sequence[str], share: float) -> dict[str, str]:
    """Group → ``test`` or ``train``, whole groups only, for about ``share`` of the pictures.

    ``groups`` has the group of every picture. A group goes to the test as long as that brings the
    test nearer to its share, so no person is ever on both sides.
    """
    sizes = Counter(groups)
    wanted = share * len(groups)
    taken = 0
    splits = {}
    for group in sorted(sizes, key=_rank):
        nearer = abs(taken + sizes[group] - wanted) < abs(taken - wanted)
        splits[group] = "test" if nearer else "train"
        taken += sizes[group] if nearer else 0
    return splits


def _rank(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
