"""Run lengths of masks, plain and compressed as in COCO's files.

A mask is read column by column; the runs are the lengths of alternately unmarked and marked
pixels, unmarked first. Compressed, each run from the fourth on is the difference to the one two
before it, in groups of five bits, the lowest first, with a sixth bit that says that more follow;
48 is added to make them printable.

Reference: the COCO data format, https://cocodataset.org/#format-data
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integument.errors import InputError

_OFFSET = 48
"""Code of the character "0", which stands for a group of zero bits."""


def encode(mask: NDArray[np.bool_]) -> dict[str, object]:
    """``(H, W) bool`` → ``{"size": [H, W], "counts": "…"}``, as in COCO's annotations."""
    return {"size": list(mask.shape), "counts": compress(runs(mask))}


def decode(encoded: dict) -> NDArray[np.bool_]:
    """The reverse of :func:`encode`; raises InputError if the runs do not fill the size."""
    height, width = encoded["size"]
    counts = encoded["counts"]
    lengths = np.asarray(expand(counts) if isinstance(counts, str) else counts, np.int64)
    if (lengths < 0).any() or lengths.sum() != height * width:
        raise InputError(f"run lengths: expected {height * width} pixels, got {int(lengths.sum())}")
    marked = np.arange(len(lengths)) % 2 == 1
    return np.repeat(marked, lengths).reshape(width, height).T


def runs(mask: NDArray[np.bool_]) -> list[int]:
    """Lengths of alternately unmarked and marked pixels, column by column."""
    flat = mask.T.ravel()
    if not flat.size:
        return []
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    borders = np.concatenate([[0], changes, [flat.size]])
    lengths = np.diff(borders).tolist()
    return [0, *lengths] if flat[0] else lengths


def compress(lengths: list[int]) -> str:
    """Run lengths as COCO's text."""
    text = []
    for index, length in enumerate(lengths):
        value = length - lengths[index - 2] if index > 2 else length
        while True:
            group = value & 0x1F
            value >>= 5
            # The fifth bit of the last group is the sign.
            done = value == (-1 if group & 0x10 else 0)
            text.append(chr(_OFFSET + (group if done else group | 0x20)))
            if done:
                break
    return "".join(text)


def expand(text: str) -> list[int]:
    """The reverse of :func:`compress`."""
    lengths: list[int] = []
    value = shift = 0
    for character in text:
        group = ord(character) - _OFFSET
        if not 0 <= group < 64:
            raise InputError(f"run lengths: unexpected character {character!r}")
        value |= (group & 0x1F) << shift
        shift += 5
        if group & 0x20:
            continue
        if group & 0x10:
            value -= 1 << shift
        lengths.append(value + lengths[-2] if len(lengths) > 2 else value)
        value = shift = 0
    return lengths
