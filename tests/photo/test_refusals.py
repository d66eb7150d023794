"""What cannot be read is refused in one line that names it, before it does harm."""

from __future__ import annotations

import io
import os
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from integument.errors import InputError
from integument.photo import Limits, load_photo
from integument.photo.decode import _no_pillow_limit


def encoded(kind: str, size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    noise = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, kind, **options)
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body)


def refused(source: object, **options: object) -> str:
    """The error's text, after checking that it is one line and nothing was warned about."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError) as caught:
            load_photo(source, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_cut_short(kind: str, share: float) -> None:
    data = encoded(kind)
    text = refused(data[: int(len(data) * share)])
    assert text.startswith("<bytes>: ")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty: expected JPEG, PNG"),
        (b"hello, I am a text\n", "not a picture: expected JPEG, PNG, WebP, AVIF, HEIC, TIFF, BMP"),
        (b"%PDF-1.7\n", "got a PDF"),
        (b"\0\1\2\3" * 100, "its first bytes are damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"II*\0\xff\xff\xff\x7f", "damaged"),
    ],
)
def test_no_picture(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(content)
    text = refused(path)
    assert text.startswith(f"{path}: ")
    assert expected in text


def test_formats_outside_the_list_are_never_tried(tmp_path: Path) -> None:
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    assert "not a picture" in refused(postscript)
    assert "not a picture" in refused(encoded("PPM"))


def test_a_huge_header_is_refused_before_decoding() -> None:
    text = refused(png_header(60_000, 60_000))
    assert text == (
        "<bytes>: 60000x60000 is 3600 megapixels, the limit is 200: "
        "make it smaller, or raise Limits.max_pixels"
    )


def test_pixels_limit() -> None:
    assert load_photo(encoded("PNG"), limits=Limits(max_pixels=64 * 48)).size == (64, 48)
    assert "64x48" in refused(encoded("PNG"), limits=Limits(max_pixels=64 * 48 - 1))
    assert "64x48" in refused(np.zeros((48, 64, 3), np.uint8), limits=Limits(max_pixels=99))


@pytest.mark.parametrize("how", ["path", "bytes", "file"])
def test_bytes_limit(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded("PNG"))
    source: object = {
        "path": path,
        "bytes": path.read_bytes(),
        "file": io.BytesIO(path.read_bytes()),
    }[how]
    assert "larger than the limit of 0 MiB" in refused(source, limits=Limits(max_bytes=1000))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_pillows_own_limit_is_neither_used_nor_changed(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_photo(encoded(kind)).size == (64, 48)
        refused(b"nonsense")
    assert Image.MAX_IMAGE_PIXELS == 100


def test_pillows_limit_returns_once_when_uses_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    first, second = _no_pillow_limit(), _no_pillow_limit()
    for use in (first, second):
        use.__enter__()
    first.__exit__(None, None, None)
    assert Image.MAX_IMAGE_PIXELS is None
    second.__exit__(None, None, None)
    assert Image.MAX_IMAGE_PIXELS == 100


def test_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.jpg"
    assert refused(path) == f"{path}: no such file"


def test_folder(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path}: is a folder: expected a picture"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_named_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert "is not a regular file" in refused(tmp_path / "pipe.jpg")


def test_zero_byte_in_a_name() -> None:
    assert "cannot be read" in refused("a\0b.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded("PNG"))
    path.chmod(0)
    assert refused(path) == f"{path}: cannot be read: Permission denied"


def test_text_file_object() -> None:
    assert refused(io.StringIO("x")) == (
        "<stream>: expected a file opened in binary mode ('rb'), got text"
    )


@pytest.mark.parametrize("source", [None, 7, [[1, 2], [3, 4]]])
def test_other_types(source: object) -> None:
    assert f"got {type(source).__name__}" in refused(source)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.zeros(5, np.uint8), "got (5,)"),
        (np.zeros((2, 2, 2), np.uint8), "got (2, 2, 2)"),
        (np.zeros((2, 2, 3, 1), np.uint8), "got (2, 2, 3, 1)"),
        (np.zeros((0, 4, 3), np.uint8), "at least one pixel"),
        (np.zeros((2, 2, 3), np.int64), "got int64"),
        (np.zeros((2, 2), complex), "got complex128"),
        (np.full((2, 2, 3), 200.0), "from 0 to 1, got 200 to 200: divide by their white"),
        (np.full((2, 2, 3), np.nan), "from 0 to 1, got nan to nan"),
    ],
)
def test_arrays(array: np.ndarray, expected: str) -> None:
    assert expected in refused(array)


def test_32_bit_integers_have_no_white() -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((4, 4), 10**6, np.int32)).save(file, "TIFF")
    assert "32-bit integers have no agreed white" in refused(file.getvalue())


def test_decoding_out_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("integument.photo.pixels.split_alpha", exhausted)
    assert "not enough memory" in refused(encoded("PNG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF"])
def test_damaged_bytes_never_crash(kind: str) -> None:
    """Any byte may be wrong: the outcome is a picture or an InputError, nothing else."""
    data = encoded(kind, (16, 12))
    rng = np.random.default_rng(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow mentions damaged metadata
        for _ in range(150):
            damaged = bytearray(data)
            for place in rng.integers(0, min(len(data), 400), 3):
                damaged[place] = rng.integers(0, 256)
            try:
                photo = load_photo(damaged, limits=Limits(max_pixels=1_000_000))
            except InputError as error:
                assert "\n" not in str(error)
            else:
                assert photo.pixels.shape[2] == 3
