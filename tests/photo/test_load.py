"""Every kind of picture becomes the same upright pixels."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from float_tiff import float_tiff
from integument.errors import InputError, MissingExtraError
from integument.photo import load_photo


def scene() -> np.ndarray:
    """(32, 48, 3) uint8: six flat blocks, all different, so that no turn looks like another."""
    colours = np.array(
        [[(200, 40, 40), (40, 200, 40), (40, 40, 200)], [(230, 230, 60), (20, 20, 20), (250,) * 3]],
        np.uint8,
    )
    return colours.repeat(16, axis=0).repeat(16, axis=1)


def encoded(image: Image.Image | np.ndarray, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image)
    image.save(file, kind, **options)
    return file.getvalue()


def assert_close(pixels: np.ndarray, expected: np.ndarray, tolerance: int) -> None:
    """Equal up to a coding error in all but the pixels beside an edge."""
    assert pixels.shape == expected.shape
    assert pixels.dtype == np.uint8 and pixels.flags.c_contiguous
    off = np.abs(pixels.astype(int) - expected).max(axis=2)
    assert np.quantile(off, 0.5) <= tolerance, np.quantile(off, [0.5, 0.9, 1])


EXACT = [("PNG", {}), ("BMP", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"}), ("GIF", {})]
LOSSY = [("JPEG", {"quality": 95}), ("WEBP", {"quality": 95}), ("AVIF", {"quality": 95})]


@pytest.mark.parametrize(("kind", "options"), EXACT + LOSSY, ids=str)
def test_formats(kind: str, options: dict[str, object]) -> None:
    photo = load_photo(encoded(scene(), kind, **options))
    tolerance = 0 if (kind, options) in EXACT else 6
    assert_close(photo.pixels, scene(), tolerance)
    assert photo.size == (48, 32)
    assert photo.alpha is None and photo.icc is None and photo.notes == ()
    assert photo.format == kind


def stored(upright: np.ndarray, orientation: int) -> np.ndarray:
    """What a camera stores so that the orientation tag makes it upright (EXIF 2.32, table 6)."""
    flip = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
        8: lambda a: np.rot90(a, -1),
    }
    return np.ascontiguousarray(flip[orientation](upright))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("kind", "options"),
    [*LOSSY, ("PNG", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"})],
    ids=str,
)
def test_orientation(kind: str, options: dict[str, object], orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = load_photo(encoded(stored(scene(), orientation), kind, exif=exif, **options))
    assert_close(photo.pixels, scene(), 6)


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_impossible_orientation_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert_close(load_photo(encoded(scene(), "PNG", exif=exif)).pixels, scene(), 0)


def test_alpha_turns_with_the_picture() -> None:
    alpha = np.zeros((32, 48), np.uint8)
    alpha[:10, :7] = 200
    rgba = np.dstack([scene(), alpha])
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = load_photo(encoded(stored(rgba, 6), "PNG", exif=exif))
    np.testing.assert_array_equal(photo.alpha, alpha)
    np.testing.assert_array_equal(photo.pixels[:10, :7], scene()[:10, :7])
    assert (photo.pixels[alpha == 0] == 255).all()  # nobody was meant to see what was there


def test_an_opaque_alpha_is_none() -> None:
    rgba = np.dstack([scene(), np.full((32, 48), 255, np.uint8)])
    assert load_photo(encoded(rgba, "PNG")).alpha is None


GREY = np.linspace(0, 255, 32 * 48).round().astype(np.uint8).reshape(32, 48)


def three(grey: np.ndarray) -> np.ndarray:
    return np.dstack([grey] * 3)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_grey(kind: str) -> None:
    assert_close(load_photo(encoded(GREY, kind)).pixels, three(GREY), 0)


def test_grey_jpeg() -> None:
    assert_close(load_photo(encoded(GREY, "JPEG", quality=95)).pixels, three(GREY), 3)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit_grey_is_rescaled_not_cut_off(kind: str) -> None:
    deep = GREY.astype(np.uint16) * 257
    assert_close(load_photo(encoded(deep, kind)).pixels, three(GREY), 0)


def test_a_dark_16_bit_picture_stays_dark() -> None:
    dark = (GREY.astype(np.uint16) * 257) // 16
    assert load_photo(encoded(dark, "TIFF")).pixels.max() == 16


def test_16_bit_grey_with_white_as_zero() -> None:
    deep = GREY.astype(np.uint16) * 257
    photo = load_photo(encoded(deep, "TIFF", tiffinfo={262: 0}))
    assert_close(photo.pixels, three(255 - GREY), 0)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_16_bit_colour(suffix: str) -> None:
    deep = cv2.cvtColor(scene(), cv2.COLOR_RGB2BGR).astype(np.uint16) * 257
    _, data = cv2.imencode(suffix, deep)
    assert_close(load_photo(data.tobytes()).pixels, scene(), 1)


def test_float_grey_tiff() -> None:
    assert_close(load_photo(encoded(GREY / np.float32(255), "TIFF")).pixels, three(GREY), 0)


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0])
def test_float_colour_tiff(white: float) -> None:
    values = scene() / np.float32(255) * np.float32(white)
    photo = load_photo(float_tiff(values, orientation=1))
    # The brightest block is 250 of 255, which all three scales allow for.
    assert_close(photo.pixels, scene(), 0)
    assert photo.format == "TIFF"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("order", ["<", ">"])
def test_float_colour_tiff_orientation(orientation: int, order: str) -> None:
    values = stored(scene(), orientation) / np.float32(255)
    photo = load_photo(float_tiff(values, orientation=orientation, order=order))
    assert_close(photo.pixels, scene(), 0)


def test_float_highlights_are_clipped_and_gaps_are_black() -> None:
    values = np.array([[0.5, 1.5, 8.0, np.nan, -1.0, np.inf]], np.float32)
    pixels = load_photo(encoded(values, "TIFF")).pixels
    np.testing.assert_array_equal(pixels[0, :, 0], [128, 255, 255, 0, 0, 255])


def test_one_bit() -> None:
    image = Image.fromarray(GREY > 127)
    expected = three(np.where(GREY > 127, 255, 0).astype(np.uint8))
    assert_close(load_photo(encoded(image, "PNG")).pixels, expected, 0)


def test_palette_with_transparency() -> None:
    palette = Image.fromarray(scene()).quantize(6)
    first = palette.getpixel((0, 0))
    photo = load_photo(encoded(palette, "PNG", transparency=first))
    assert photo.alpha is not None
    assert (photo.alpha[:16, :16] == 0).all() and (photo.alpha[16:] == 255).all()
    np.testing.assert_allclose(photo.pixels[16:].astype(int), scene()[16:], atol=2)


def test_palette_with_partial_transparency() -> None:
    palette = Image.fromarray(scene()).quantize(6)
    shares = bytes([10, 20, 30, 40, 50, 60])
    photo = load_photo(encoded(palette, "PNG", transparency=shares))
    expected = np.frombuffer(shares, np.uint8)[np.asarray(palette)]
    np.testing.assert_array_equal(photo.alpha, expected)


def test_one_transparent_colour() -> None:
    photo = load_photo(encoded(scene(), "PNG", transparency=(200, 40, 40)))
    assert photo.alpha is not None
    assert (photo.alpha[:16, :16] == 0).all() and (photo.alpha[16:] == 255).all()


def test_grey_with_alpha() -> None:
    alpha = np.full_like(GREY, 77)
    photo = load_photo(encoded(Image.fromarray(np.dstack([GREY, alpha]), "LA"), "PNG"))
    np.testing.assert_array_equal(photo.alpha, alpha)
    assert_close(photo.pixels, three(GREY), 0)


def test_lab_tiff() -> None:
    lab = Image.new("LAB", (4, 4), (255, 128, 128))  # L* 100, a* 0, b* 0
    np.testing.assert_allclose(load_photo(encoded(lab, "TIFF")).pixels, 255, atol=2)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_of_several_frames_the_first_is_read(kind: str) -> None:
    frames = [Image.fromarray(scene()), Image.new("RGB", (48, 32), "red")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert_close(load_photo(data).pixels, scene(), 8)


def test_a_phone_jpeg_of_several_pictures() -> None:
    frames = [Image.fromarray(scene()), Image.new("RGB", (24, 16), "red")]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:], quality=95)
    photo = load_photo(data)
    assert photo.format == "MPO"
    assert_close(photo.pixels, scene(), 6)


def test_heic() -> None:
    try:
        import pillow_heif
    except ImportError:
        with pytest.raises(MissingExtraError, match=r"<bytes>: reading HEIC needs the 'heic' ext"):
            load_photo(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
        return
    pillow_heif.register_heif_opener()
    for orientation in (1, 6):
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = encoded(stored(scene(), orientation), "HEIF", quality=95, exif=exif.tobytes())
        photo = load_photo(data)
        assert_close(photo.pixels, scene(), 8)
        assert photo.format == "HEIF"


def test_one_pixel() -> None:
    photo = load_photo(encoded(np.array([[[1, 2, 3]]], np.uint8), "PNG"))
    assert photo.pixels.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("how", ["path", "text path", "bytes", "bytearray", "file", "image"])
def test_sources(tmp_path: Path, how: str) -> None:
    path = tmp_path / "scene.png"
    path.write_bytes(encoded(scene(), "PNG"))
    name = str(path)
    match how:
        case "path":
            photo = load_photo(path)
            assert photo.path == path
        case "text path":
            photo = load_photo(str(path))
        case "bytes":
            photo, name = load_photo(path.read_bytes()), "<bytes>"
        case "bytearray":
            photo, name = load_photo(bytearray(path.read_bytes())), "<bytes>"
        case "file":
            with path.open("rb") as file:
                photo = load_photo(file)
        case _:
            photo = load_photo(Image.open(path))
    assert photo.name == name
    assert_close(photo.pixels, scene(), 0)


@pytest.mark.parametrize(
    "array",
    [
        scene(),
        scene().astype(np.uint16) * 257,
        scene().astype(np.float64) / 255,
        scene().astype(np.float32) / np.float32(255),
        np.dstack([scene(), np.full((32, 48), 255, np.uint8)]),
        np.asfortranarray(scene()),
        np.flip(np.flip(scene(), 1).copy(), 1),
    ],
    ids=["uint8", "uint16", "float64", "float32", "rgba", "fortran", "strided"],
)
def test_arrays(array: np.ndarray) -> None:
    photo = load_photo(array)
    assert_close(photo.pixels, scene(), 0)
    assert photo.name == "<array>" and photo.alpha is None


def test_grey_and_boolean_arrays() -> None:
    assert_close(load_photo(GREY).pixels, three(GREY), 0)
    assert_close(load_photo(GREY[:, :, None]).pixels, three(GREY), 0)
    expected = three(np.where(GREY > 99, 255, 0).astype(np.uint8))
    assert_close(load_photo(GREY > 99).pixels, expected, 0)


def test_an_array_with_alpha_is_not_written_to() -> None:
    array = np.full((2, 2, 4), 9, np.uint8)
    array[0, :, 3] = 0
    before = array.copy()
    assert (load_photo(array).pixels[0] == 255).all()
    np.testing.assert_array_equal(array, before)


@pytest.mark.parametrize("kind", ["uint8", "float32", "batch", "grey", "rgba"])
def test_tensors_have_their_channels_first(kind) -> None:
    torch = pytest.importorskip("torch")
    picture = np.random.default_rng(0).integers(0, 256, (5, 7, 4)).astype(np.uint8)
    picture[..., 3] = 255
    picture[0, 0, 3] = 0
    rgb = picture[..., :3]
    if kind == "rgba":
        photo = load_photo(torch.from_numpy(picture.transpose(2, 0, 1)))
        np.testing.assert_array_equal(photo.alpha, picture[..., 3])
        np.testing.assert_array_equal(photo.pixels[1:], rgb[1:])
        return
    tensor = torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1)))
    if kind == "float32":
        tensor = (tensor / 255).requires_grad_()
    elif kind == "batch":
        tensor = tensor[None]
    elif kind == "grey":
        tensor, rgb = tensor[:1], np.repeat(rgb[..., :1], 3, axis=2)
    photo = load_photo(tensor)
    np.testing.assert_array_equal(photo.pixels, rgb)
    assert photo.name == "<tensor>"


def test_tensors_of_other_shapes_are_refused() -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(InputError, match=r"<tensor>: expected a tensor of shape \(3, H, W\)"):
        load_photo(torch.zeros(5, 7, 3, dtype=torch.uint8))
