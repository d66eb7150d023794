"""Run lengths as COCO's tools write and read them."""

from __future__ import annotations

import numpy as np
import pytest

from integument.errors import InputError
from integument.formats.rle import compress, decode, encode, expand, runs


def plain_decoder(text: str, height: int, width: int) -> np.ndarray:
    """Another reading of the format, character by character and pixel by pixel."""
    lengths: list[int] = []
    position = 0
    while position < len(text):
        bits = ""
        while True:
            group = ord(text[position]) - 48
            position += 1
            bits = f"{group & 31:05b}" + bits
            if not group & 32:
                break
        value = int(bits, 2) - (1 << len(bits) if bits[0] == "1" else 0)
        if len(lengths) >= 3:
            value += lengths[len(lengths) - 2]
        lengths.append(value)
    pixels: list[int] = []
    for index, length in enumerate(lengths):
        pixels += [index % 2] * length
    return np.array(pixels, bool).reshape(width, height).T


def masks() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:60, :80]
    return {
        "empty": np.zeros((5, 7), bool),
        "full": np.ones((5, 7), bool),
        "corner": np.eye(4, dtype=bool),
        "noise": rng.random((37, 23)) < 0.5,
        "disc": (rows - 30) ** 2 + (columns - 40) ** 2 < 500,
        "pixel": np.ones((1, 1), bool),
    }


@pytest.mark.parametrize("name", masks())
def test_there_and_back(name) -> None:
    mask = masks()[name]
    encoded = encode(mask)
    assert encoded["size"] == list(mask.shape)
    np.testing.assert_array_equal(decode(encoded), mask)
    np.testing.assert_array_equal(plain_decoder(encoded["counts"], *mask.shape), mask)


KNOWN = {
    "empty": "S1",
    "full": "0S1",
    "corner": "01400000",
    "disc": (
        "cR17a18J4L4L4M2N2N2N2N2O0O2O0O2O0O2O00000O2O"
        "000000000001N1000001N101N101N101N2N2N2N2N3L4L4L6HUo0"
    ),
    "pixel": "01",
}
"""Texts that COCO's own tools (pycocotools 2.0) gave for :func:`masks`."""


@pytest.mark.parametrize("name", KNOWN)
def test_known_texts(name) -> None:
    assert encode(masks()[name])["counts"] == KNOWN[name]


def test_columns_come_first_and_unmarked_starts() -> None:
    mask = np.array([[1, 0, 0], [1, 1, 0]], bool)
    assert runs(mask) == [0, 2, 1, 1, 2]
    assert decode({"size": [2, 3], "counts": [0, 2, 1, 1, 2]}).tolist() == mask.tolist()


@pytest.mark.parametrize("lengths", [[], [0], [7], [1, 2, 3, 4, 5], [100000, 3, 99999, 1, 5]])
def test_any_lengths(lengths) -> None:
    assert expand(compress(lengths)) == lengths


def test_damage_is_noticed() -> None:
    with pytest.raises(InputError, match="expected 12 pixels, got 6"):
        decode({"size": [3, 4], "counts": [2, 4]})
    with pytest.raises(InputError, match="unexpected character"):
        expand("\x05")
