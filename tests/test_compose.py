"""Cut-outs and backgrounds, as a library user asks for them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

import icc_profiles as profiles
from hairy import portrait
from integument.colours import parse_colour
from integument.errors import InputError, UsageError
from integument.photo import load_photo
from integument.silhouette import tidy
from results import drawn_people, people_of


@pytest.fixture(scope="module")
def hairy():
    one = portrait("shapes")
    return one, people_of({"body": one.coarse()}, one.rgb)


def test_a_white_background_leaves_no_halo(hairy) -> None:
    one, people = hairy
    picture = people.background()
    assert picture.alpha is None
    assert picture.pixels.dtype == np.uint8
    plain = np.where(people.body[..., None], one.rgb, 255)
    assert one.error(picture.pixels) <= 0.5 * one.error(plain)
    np.testing.assert_array_equal(picture.pixels[:5, :5], 255)


@pytest.mark.parametrize(
    ("background", "expected"),
    [
        ("white", (255, 255, 255)),
        ("#336699", (51, 102, 153)),
        ("336699", (51, 102, 153)),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ((7, 8, 9), (7, 8, 9)),
        (np.full((4, 4, 3), 77, np.uint8), (77, 77, 77)),
        (Image.new("RGB", (30, 3), (5, 6, 7)), (5, 6, 7)),
    ],
)
def test_colours_and_pictures(background, expected) -> None:
    people = drawn_people()
    picture = people.background(background)
    np.testing.assert_array_equal(picture.pixels[2, 2], expected)
    middle = (90, 80)
    np.testing.assert_array_equal(picture.pixels[middle], people.photo.pixels[middle])


def test_pictures_fill_and_are_cut_evenly(tmp_path) -> None:
    people = drawn_people((), size=(40, 60))
    wide = np.zeros((10, 100, 3), np.uint8)
    wide[:, 50:] = 200
    Image.fromarray(wide).save(tmp_path / "wide.png")
    result = people.background(tmp_path / "wide.png").pixels
    assert result.shape == (40, 60, 3)
    assert (result[:, :20].max(), result[:, 40:].min()) == (0, 200)
    np.testing.assert_array_equal(people.background(str(tmp_path / "wide.png")).pixels, result)


def test_blur_does_not_glow() -> None:
    """The red shirt does not colour the blurred surroundings."""
    masks = {"body": np.zeros((200, 200))}
    masks["body"][60:, 60:140] = 1
    photo = np.full((200, 200, 3), (0, 90, 0), np.uint8)
    photo[:, ::8] = (0, 110, 0)
    photo[masks["body"] > 0] = (250, 0, 0)
    result = people_of(masks, photo).background("blur").pixels
    outside = result[:50]
    assert outside[:, :, 0].max() <= 2
    assert outside[5:45, 5:195, 1].std() < 0.5 * photo[5:45, 5:195, 1].std()
    np.testing.assert_array_equal(result[150, 100], (250, 0, 0))


def test_transparent_is_a_cutout() -> None:
    people = drawn_people()
    picture, cutout = people.background("transparent"), people.cutout()
    np.testing.assert_array_equal(picture.alpha, cutout.alpha)
    assert np.asarray(picture).shape == (200, 160, 4)
    assert picture.to_pil().mode == "RGBA"
    assert people.background().to_pil().mode == "RGB"


@pytest.mark.parametrize("label", ["hair", "skin", "body", "head_torso"])
def test_cutouts_hold_their_label(label) -> None:
    people = drawn_people()
    picture = people.cutout(label)
    np.testing.assert_array_equal(picture.alpha >= 128, people.mask(label))
    solid = picture.alpha == 255
    np.testing.assert_array_equal(picture.pixels[solid], people.photo.pixels[solid])
    assert not picture.pixels[0, 0].any()


def test_crops() -> None:
    people = drawn_people()
    rows, columns = np.nonzero(people.cutout("hair").alpha)
    cropped = people.cutout("hair", crop=True)
    assert cropped.size == (np.ptp(columns) + 1, np.ptp(rows) + 1)
    assert drawn_people(()).cutout(crop=True).size == (160, 200)


def test_nobody_is_all_background() -> None:
    people = drawn_people(())
    np.testing.assert_array_equal(people.background("black").pixels, 0)
    assert not people.cutout().alpha.any()


def test_what_was_transparent_stays_so() -> None:
    people = drawn_people()
    rgba = np.dstack([people.photo.pixels, np.full((200, 160), 255, np.uint8)])
    rgba[:, :80, 3] = 0
    masked = people_of({"body": people.body}, rgba)
    assert not masked.cutout().alpha[:, :80].any()
    np.testing.assert_array_equal(masked.background("white").pixels[:, :80], 255)


def test_profile_and_orientation_travel(tmp_path) -> None:
    """A sideways Display P3 photograph: upright, and with its profile, in the result."""
    people = drawn_people()
    icc = profiles.rgb(profiles.P3, 2.2)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    Image.fromarray(np.rot90(people.photo.pixels).copy()).save(
        file, "PNG", icc_profile=icc, exif=exif
    )
    photo = load_photo(file.getvalue())
    assert photo.size == (160, 200)
    path = people_of({"body": people.body}, photo).background("white").save(tmp_path / "a.png")
    saved = Image.open(path)
    assert saved.info["icc_profile"] == icc
    assert saved.size == (160, 200)
    assert saved.getexif().get(0x0112, 1) == 1
    back = load_photo(path)
    np.testing.assert_allclose(back.pixels[90, 80], photo.pixels[90, 80], atol=2)


@pytest.mark.parametrize(
    ("background", "message"),
    [
        ("whit", "unknown colour 'whit': did you mean 'white'"),
        ("gone.jpg", "or the file of a picture"),
        ((1, 2), "expected three levels"),
        ((1, 2, 300), "expected three levels"),
    ],
)
def test_backgrounds_that_are_none(background, message) -> None:
    with pytest.raises(UsageError, match=message):
        drawn_people().background(background)


def test_a_background_that_is_no_picture(tmp_path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no")
    with pytest.raises(InputError, match=r"a\.jpg"):
        drawn_people().background(tmp_path / "a.jpg")


def test_saving(tmp_path) -> None:
    picture = drawn_people().cutout()
    with pytest.raises(UsageError, match="JPEG cannot hold transparency"):
        picture.save(tmp_path / "a.jpg")
    with pytest.raises(UsageError, match=r"expected a name that ends in .*, got '.doc'"):
        picture.save(tmp_path / "a.doc")
    assert list(tmp_path.iterdir()) == []
    path = picture.save(tmp_path / "new" / "a.webp")
    assert np.asarray(Image.open(path)).shape == (200, 160, 4)
    np.testing.assert_array_equal(
        np.asarray(Image.open(io.BytesIO(picture.encode()))), picture.to_array()
    )


def test_tidy() -> None:
    values = np.full((100, 100), 0.1, np.float32)
    values[20:80, 20:80] = 0.9
    values[40:42, 40:42] = 0.2  # a pinhole
    values[50:65, 50:65] = 0.2  # a gap
    values[5, 5] = 0.9  # a speck
    tidied = tidy(values)
    assert (tidied[40, 40], tidied[55, 55], tidied[5, 5]) == (
        pytest.approx(0.98),
        pytest.approx(0.2),
        0,
    )
    assert tidy(values, fill=False)[40, 40] == pytest.approx(0.2)
    assert values[5, 5] == pytest.approx(0.9)
    alone = np.zeros((100, 100), np.float32)
    alone[5, 5] = 0.9
    np.testing.assert_array_equal(tidy(alone), alone)


@pytest.mark.parametrize("text", ["", "#12", "reddd", "rgb(1,2)"])
def test_no_colours(text) -> None:
    with pytest.raises(UsageError, match="unknown colour"):
        parse_colour(text)
