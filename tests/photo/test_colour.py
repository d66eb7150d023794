"""ICC profiles, against the textbook formula."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

import icc_profiles as profiles
from integument.photo import colour, load_photo, save_picture


def patches() -> np.ndarray:
    """(4, 6, 3) uint8: 24 colours of moderate saturation, inside every gamut used here."""
    rng = np.random.default_rng(5)
    grey = rng.integers(60, 200, (4, 6, 1))
    return (grey + rng.integers(-30, 31, (4, 6, 3))).astype(np.uint8)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(("primaries", "gamma"), [(profiles.P3, 2.2), (profiles.ADOBE, 2.2)])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_wide_gamut_is_converted(primaries: np.ndarray, gamma: float, kind: str) -> None:
    icc = profiles.rgb(primaries, gamma)
    photo = load_photo(encoded(Image.fromarray(patches()), kind, icc_profile=icc))
    expected = profiles.rgb_to_rgb(patches(), primaries, round(gamma * 256) / 256)
    np.testing.assert_allclose(photo.pixels.astype(int), expected, atol=2)
    assert np.abs(photo.pixels.astype(int) - patches()).max() > 5  # it does matter here
    assert photo.icc == icc
    assert photo.notes == ()


def test_a_jpeg_with_a_wide_gamut_is_converted() -> None:
    flat = np.full((32, 32, 3), (180, 120, 90), np.uint8)
    icc = profiles.rgb(profiles.P3, 2.2)
    photo = load_photo(encoded(Image.fromarray(flat), "JPEG", quality=100, icc_profile=icc))
    expected = profiles.rgb_to_rgb(flat, profiles.P3, round(2.2 * 256) / 256)
    np.testing.assert_allclose(photo.pixels.astype(int), expected, atol=4)


def test_srgb_profiles_are_recognised_by_what_they_do() -> None:
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert colour.is_srgb(icc)
    assert not colour.is_srgb(profiles.rgb(profiles.P3, 2.2))
    assert not colour.is_srgb(profiles.rgb(profiles.SRGB, 1.0))
    photo = load_photo(encoded(Image.fromarray(patches()), "PNG", icc_profile=icc))
    np.testing.assert_array_equal(photo.pixels, patches())
    assert photo.icc == icc


def test_a_grey_profile_is_used_and_not_carried_on() -> None:
    grey = np.array([[0, 64, 128, 255]], np.uint8)
    icc = profiles.grey(1.0)
    photo = load_photo(encoded(Image.fromarray(grey), "PNG", icc_profile=icc))
    linear = grey / 255.0
    expected = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    np.testing.assert_allclose(photo.pixels[:, :, 0], expected * 255, atol=2)
    assert photo.icc is None


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_goes_through_its_profile(kind: str) -> None:
    lab = np.zeros((2, 2, 2, 2, 3))
    lab[...] = (0, 128, 128)  # every mix black …
    lab[0, 0, 0, 0] = (255, 128, 128)  # … bare paper white
    lab[1, 0, 0, 0] = (128, 208, 128)  # … and "cyan" ink an unmistakable pink
    icc = profiles.cmyk(lab)
    ink = np.zeros((16, 32, 4), np.uint8)
    ink[:, 16:, 0] = 255
    photo = load_photo(encoded(Image.fromarray(ink, "CMYK"), kind, icc_profile=icc))
    assert (photo.pixels[8, 4] > 245).all()
    red, green, blue = photo.pixels[8, 28].astype(int)
    assert red > green + 60 and blue > green + 30
    assert photo.icc is None


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_without_a_profile(kind: str) -> None:
    ink = np.zeros((16, 16, 4), np.uint8)
    ink[:, :, 1] = 255  # magenta
    photo = load_photo(encoded(Image.fromarray(ink, "CMYK"), kind))
    np.testing.assert_allclose(photo.pixels[8, 8].astype(int), (255, 0, 255), atol=3)


@pytest.mark.parametrize(
    ("icc", "expected"),
    [
        (b"not a profile at all", "damaged colour profile"),
        (profiles.rgb(profiles.P3, 2.2)[:200], "damaged colour profile"),
        (profiles.grey(2.2), "colour profile is for GRAY pictures, this one is RGB"),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_profile_that_cannot_be_used_is_ignored_and_noted(
    icc: bytes, expected: str, kind: str
) -> None:
    flat = np.full((8, 8, 3), (180, 120, 90), np.uint8)
    photo = load_photo(encoded(Image.fromarray(flat), kind, icc_profile=icc))
    np.testing.assert_allclose(photo.pixels.astype(int), flat, atol=3)
    assert photo.icc is None
    assert len(photo.notes) == 1 and photo.notes[0].startswith(expected), photo.notes


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".avif", ".jpg"])
def test_the_profile_goes_out_again_with_the_same_colours(tmp_path, suffix: str) -> None:
    flat = np.full((32, 32, 3), (180, 120, 90), np.uint8)
    icc = profiles.rgb(profiles.ADOBE, 2.2)
    photo = load_photo(encoded(Image.fromarray(flat), "PNG", icc_profile=icc))
    save_picture(tmp_path / f"a{suffix}", photo.pixels, photo=photo, quality=100)
    with Image.open(tmp_path / f"a{suffix}") as written:
        assert written.info["icc_profile"] == icc
        np.testing.assert_allclose(np.asarray(written.convert("RGB")).astype(int), flat, atol=5)
    again = load_photo(tmp_path / f"a{suffix}")
    np.testing.assert_allclose(again.pixels.astype(int), photo.pixels, atol=5)
