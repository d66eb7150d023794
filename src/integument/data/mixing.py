"""Batches in which real and generated pictures stand in a fixed ratio.

Batch gradient control: the generated share of every batch is a steady, limited push on the
gradient of the real one. The real pictures set the length of an epoch.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from integument.errors import UsageError

REAL_SHARE = 0.6
"""Six real to four generated, the ratio of the work on driving scenes that the method is from.
The skin paper states none."""


def real_count(batch: int, real_share: float = REAL_SHARE) -> int:
    """Real pictures in a batch of ``batch``: the nearest whole number, of each kind at least one.

    >>> real_count(16)
    10
    """
    if batch < 2 or not 0 < real_share < 1:
        raise UsageError(
            "a mixed batch needs at least 2 pictures and a real share between 0 and 1, "
            f"got {batch} and {real_share}"
        )
    return min(max(round(batch * real_share), 1), batch - 1)


def mixed_batches(
    real: int,
    generated: int,
    batch: int,
    rng: np.random.Generator,
    real_share: float = REAL_SHARE,
) -> Iterator[tuple[list[int], list[int]]]:
    """One epoch: for each batch, indices of real and of generated pictures.

    Every real picture appears once, but for those left over when the last batch is not full.
    Generated ones appear in random order, all before any returns.

    Parameters
    ----------
    real, generated : how many pictures there are
    batch : pictures in a batch, both kinds together
    """
    take = real_count(batch, real_share)
    if real < take or generated < 1:
        raise UsageError(
            f"mixed batches of {batch} need at least {take} real pictures and 1 generated one, "
            f"got {real} and {generated}"
        )
    endless = _shuffled_forever(generated, rng)
    order = rng.permutation(real).tolist()
    for first in range(0, real - take + 1, take):
        yield order[first : first + take], [next(endless) for _ in range(batch - take)]


def _shuffled_forever(count: int, rng: np.random.Generator) -> Iterator[int]:
    while True:
        yield from rng.permutation(count).tolist()
