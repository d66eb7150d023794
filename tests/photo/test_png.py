"""PNG files of our own writing: any reader gets the same pixels back, and the profile."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from integument.photo.png import encode_png


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("size", [(1, 1), (1, 9), (40, 1), (31, 57)])
def test_pixels_come_back(size, channels) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*size, channels)).astype(np.uint8)
    image = Image.open(io.BytesIO(encode_png(pixels)))
    assert image.mode == {3: "RGB", 4: "RGBA"}[channels]
    assert "icc_profile" not in image.info
    np.testing.assert_array_equal(np.asarray(image), pixels)


def test_the_profile_comes_back() -> None:
    profile = bytes(range(256)) * 4
    data = encode_png(np.zeros((4, 5, 3), np.uint8), icc_profile=profile)
    assert Image.open(io.BytesIO(data)).info["icc_profile"] == profile


def test_smooth_pictures_become_small() -> None:
    rows = np.arange(300, dtype=np.uint8).reshape(-1, 1, 1)
    pixels = np.broadcast_to(rows, (300, 400, 3))
    assert len(encode_png(pixels)) < pixels.size / 100
