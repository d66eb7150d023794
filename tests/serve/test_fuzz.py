"""Whatever is sent, the service answers, and never with a failure of its own.

Pictures are real files of several formats, cut, stretched and with bytes changed; requests are
forms and queries of right and wrong names and values.
"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from serving import bomb, client_of, encoded, fuzz

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

FEW, MANY = 50, 1700
"""Examples of each test below: in every run, and in the slow one."""

# Pillow warns of much that is odd in a file; here all of it is meant to be.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")

POSTS = (
    "/v1/segment",
    "/v1/background",
    "/v1/cutout",
    "/v1/recolor",
    "/v1.0/removebg",
    "/tuner/mask",
    "/tuner/load",
)


@pytest.fixture(scope="module")
def fuzzed(toy_model):
    """A client of a service whose limits are low enough to be met."""
    with client_of(toy_model, max_megapixels=0.2, max_megabytes=0.5) as client:
        yield client


def _seeds() -> list[bytes]:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 255, (24, 33, 3), dtype=np.uint8)
    seeds = [encoded(picture, kind) for kind in ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")]
    file = io.BytesIO()
    Image.fromarray(picture[..., 0]).save(file, "PNG", pnginfo=None, icc_profile=b"nonsense")
    odd = Image.new("CMYK", (9, 7))
    odd_file = io.BytesIO()
    odd.save(odd_file, "TIFF", compression="tiff_lzw")
    palette = io.BytesIO()
    Image.fromarray(picture).quantize(7).save(palette, "PNG", transparency=3)
    return [*seeds, file.getvalue(), odd_file.getvalue(), palette.getvalue(), bomb(9000, 9000), b""]


SEEDS = _seeds()


@st.composite
def mutated(draw) -> bytes:
    """A file of a picture that is probably damaged."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(("change", "cut", "insert", "repeat", "head"))):
            case "change":
                data[at] = draw(st.integers(0, 255))
            case "cut":
                del data[at : at + draw(st.integers(1, 200))]
            case "insert":
                data[at:at] = draw(st.binary(max_size=40))
            case "repeat":
                data[at:at] = data[at : at + draw(st.integers(1, 300))]
            case "head":
                head = min(at, 60)
                data[head : head + 4] = draw(st.binary(min_size=4, max_size=4))
    return bytes(data)


NAMES = st.sampled_from(
    ("labels", "threshold", "format", "include", "side", "background", "of", "crop", "hair")
    + (
        "skin_tone",
        "size",
        "bg_color",
        "channels",
        "rule",
        "hue_low",
        "image_url",
        "image_file_b64",
    )
    + ("image_file_b64", "type", "roi", "a", "", "é", "x" * 70)
)
VALUES = st.one_of(
    st.sampled_from(
        ("skin", "hair,body", "json", "zip", "png", "jpg", "webp", "overlay", "0.5", "1e400")
        + ("nan", "VI", "-1", "16", "masks,photo", "blur", "transparent", "#fff", "hsl(20,500%,5%)")
        + ("rgb(9,9,9)", "#12345", "true", "alpha", "preview", "hsv", "ellipse", "aGVsbG8=", "\0")
    ),
    st.text(max_size=12),
)
TEXTS = st.dictionaries(NAMES, VALUES, max_size=4)
TYPES = st.sampled_from(
    (None, "image/jpeg", "application/json", "application/x-www-form-urlencoded")
    + ("multipart/form-data; boundary=b", "multipart/form-data", "multipart/form-data; boundary=")
    + ("text/plain; charset=utf-99", "é".encode().decode("latin-1"), ";;;")
)


def check(response) -> None:
    """An answer is a picture or one sentence, and no failure."""
    assert response.status_code < 500 or response.status_code == 503, response.text
    assert "content-security-policy" in response.headers
    if response.status_code != 200:
        told = response.json()
        sentence = told["errors"][0]["title"] if "errors" in told else told["error"]["message"]
        assert sentence and "\n" not in sentence and len(sentence) < 600
        assert "Traceback" not in sentence and "/src/" not in sentence


def send_picture(client, path: str, data: bytes, texts: dict[str, str], as_form: bool) -> None:
    if as_form:
        file = "image_file" if "removebg" in path else "image"
        check(client.post(path, files={file: ("a", data)}, data=texts))
    else:
        check(client.post(path, content=data, params=texts))


def send_body(client, path: str, body: bytes, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind.encode("latin-1")}
    check(client.post(path, content=body, headers=headers))


def form(texts: dict[str, str], data: bytes) -> bytes:
    """A form as a careless client writes it."""
    body = b""
    for name, text in texts.items():
        body += f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
    head = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
    return body + head + data + b"\r\n--b--\r\n"


pictures = {
    "path": st.sampled_from(POSTS),
    "data": mutated(),
    "texts": TEXTS,
    "as_form": st.booleans(),
}
bodies = {
    "path": st.sampled_from(POSTS),
    "body": st.one_of(
        st.binary(max_size=300),
        st.builds(form, TEXTS, mutated()),
        st.builds(
            lambda body, end: body[:end], st.builds(form, TEXTS, mutated()), st.integers(0, 900)
        ),
        st.sampled_from((b"{}", b"[]", b'{"image_file_b64": 3}', b"[" * 9000, b'{"a": {"b": 1}}')),
    ),
    "kind": TYPES,
}


def test_pictures(fuzzed) -> None:
    given(**pictures)(fuzz(4 * FEW)(lambda **one: send_picture(fuzzed, **one)))()


def test_bodies(fuzzed) -> None:
    given(**bodies)(fuzz(2 * FEW)(lambda **one: send_body(fuzzed, **one)))()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_pictures(fuzzed) -> None:
    given(**pictures)(fuzz(2 * MANY)(lambda **one: send_picture(fuzzed, **one)))()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_bodies(fuzzed) -> None:
    given(**bodies)(fuzz(MANY)(lambda **one: send_body(fuzzed, **one)))()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_the_undamaged_ones_are_answered(fuzzed, kind) -> None:
    picture = np.full((24, 33, 3), 99, np.uint8)
    assert fuzzed.post("/v1/segment", content=encoded(picture, kind)).status_code == 200
