"""What is written is what was given, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from integument.errors import OutputError, UsageError
from integument.photo import encode_mask, load_photo, save_picture

PICTURE = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
ALPHA = np.arange(600, dtype=np.uint16).reshape(20, 30).astype(np.uint8)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".TIFF"])
@pytest.mark.parametrize("alpha", [None, ALPHA], ids=["opaque", "alpha"])
def test_lossless(tmp_path: Path, suffix: str, alpha: np.ndarray | None) -> None:
    save_picture(tmp_path / f"a{suffix}", PICTURE, alpha=alpha)
    with Image.open(tmp_path / f"a{suffix}") as written:
        assert written.mode == ("RGB" if alpha is None else "RGBA")
        np.testing.assert_array_equal(np.asarray(written)[:, :, :3], PICTURE)
        if alpha is not None:
            np.testing.assert_array_equal(np.asarray(written)[:, :, 3], alpha)
        assert "icc_profile" not in written.info


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".webp", ".avif"])
def test_lossy(tmp_path: Path, suffix: str) -> None:
    flat = np.full((16, 16, 3), (200, 80, 40), np.uint8)
    save_picture(tmp_path / f"a{suffix}", flat)
    np.testing.assert_allclose(load_photo(tmp_path / f"a{suffix}").pixels.astype(int), flat, atol=4)


def test_quality_matters(tmp_path: Path) -> None:
    for quality in (20, 95):
        save_picture(tmp_path / f"{quality}.jpg", PICTURE, quality=quality)
    assert (tmp_path / "20.jpg").stat().st_size * 1.5 < (tmp_path / "95.jpg").stat().st_size


def test_a_strided_view_is_written_as_seen(tmp_path: Path) -> None:
    save_picture(tmp_path / "a.png", PICTURE[::-1, ::2])
    np.testing.assert_array_equal(load_photo(tmp_path / "a.png").pixels, PICTURE[::-1, ::2])


def test_jpeg_cannot_hold_transparency(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a\.jpg: JPEG cannot hold transparency: use \.png"):
        save_picture(tmp_path / "a.jpg", PICTURE, alpha=ALPHA)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "a.xyz", "a.gif"])
def test_unknown_suffix(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"expected a name that ends in \.jpg"):
        save_picture(tmp_path / name, PICTURE)


def test_too_large_for_the_format_is_one_line_and_no_litter(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.webp: cannot be written"):
        save_picture(tmp_path / "a.webp", np.zeros((1, 17_000, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "mask",
    [
        ALPHA,
        ALPHA > 100,
        np.zeros((1, 1), np.bool_),
        np.ones((1, 1), np.bool_),
        ALPHA[::2, ::3],
        ALPHA.T > 7,
    ],
    ids=["soft", "bool", "empty pixel", "full pixel", "strided", "transposed"],
)
def test_masks_are_read_back_by_other_programs(mask: np.ndarray) -> None:
    data = encode_mask(mask)
    expected = mask.astype(np.uint8) * (255 if mask.dtype == np.bool_ else 1)
    with Image.open(io.BytesIO(data)) as image:
        image.verify()
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "L"
        np.testing.assert_array_equal(np.asarray(image), expected)
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(read, expected)


def test_a_mask_of_long_runs_is_small() -> None:
    disc = np.hypot(*np.mgrid[-500:500, -500:500]) < 400
    assert len(encode_mask(disc)) < 8_000
