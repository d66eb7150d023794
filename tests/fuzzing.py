"""Pictures, texts, heads and bodies for the service that are probably wrong: strategies of
Hypothesis.

Pictures are real files of several formats, cut, stretched and with bytes changed; requests are
forms and queries of right and wrong names and values.
"""

from __future__ import annotations

import io
from urllib.parse import quote

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from serving import bomb, encoded

POSTS = (
    "/v1/segment",
    "/v1/background",
    "/v1/cutout",
    "/v1/recolor",
    "/v1/hair",
    "/v1.0/removebg",
    "/tuner/mask",
    "/tuner/load",
)
GETS = ("/", "/tuner", "/tuner/save", "/tuner/rules", "/page/settings", "/healthz", "/readyz")
GETS += ("/metrics", "/openapi.json", "/sample.jpg", "/docs", "/..", "/v1/%00", "//")


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
def mutated(draw, seeds: st.SearchStrategy[bytes]) -> bytes:
    """One of ``seeds`` that is probably damaged."""
    data = bytearray(draw(seeds))
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


DAMAGED = mutated(st.sampled_from(SEEDS))

NAMES = st.sampled_from(
    ("labels", "threshold", "format", "include", "side", "background", "of", "crop", "hair")
    + ("skin_tone", "edges", "size", "bg_color", "channels", "rule", "hue_low", "image_url")
    + ("image_file_b64", "type", "roi", "a", "", "é", "x" * 70)
)
VALUES = st.one_of(
    st.sampled_from(
        ("skin", "hair,body", "json", "zip", "png", "jpg", "webp", "overlay", "0.5", "1e400")
        + ("nan", "VI", "-1", "16", "masks,photo", "blur", "transparent", "#fff", "hsl(20,500%,5%)")
        + ("rgb(9,9,9)", "#12345", "true", "alpha", "preview", "hsv", "ellipse", "aGVsbG8=", "\0")
        + ("fine", "fast")
    ),
    st.text(max_size=12),
)
TEXTS = st.dictionaries(NAMES, VALUES, max_size=4)
TYPES = st.sampled_from(
    6 * ("multipart/form-data; boundary=b",)  # of the forms below, which should often be read
    + (None, "image/jpeg", "application/json", "application/x-www-form-urlencoded")
    + ("multipart/form-data", "multipart/form-data; boundary=")
    + ("text/plain; charset=utf-99", "é".encode().decode("latin-1"), ";;;")
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ("Host", "Origin", "Accept", "Authorization", "X-Api-Key", "Content-Encoding", "Range")
        + ("If-None-Match", "Cookie", "X-Forwarded-For", "Accept-Encoding", "Sec-Fetch-Site")
    ),
    st.one_of(
        st.sampled_from(
            (b"127.0.0.1", b"localhost:8000", b"[::1", b"http://[", b"null", b"application/json")
            + (b"Bearer x", b"gzip", b"identity", b"bytes=5-1", b"*", b'"', b"\xff\xfe", b"")
        ),
        # What a head may hold: other bytes end the connection before the application is asked.
        st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"))
        .map(lambda text: text.encode("latin-1"))
        .filter(lambda value: len(value) < 300),
    ),
    max_size=3,
)


def form(texts: dict[str, str], data: bytes) -> bytes:
    """A form as a careless client writes it."""
    body = b""
    for name, text in texts.items():
        body += f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
    head = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
    return body + head + data + b"\r\n--b--\r\n"


BODIES = st.one_of(
    st.binary(max_size=300),
    st.builds(form, TEXTS, DAMAGED),
    st.builds(lambda body, end: body[:end], st.builds(form, TEXTS, DAMAGED), st.integers(0, 900)),
    st.sampled_from((b"{}", b"[]", b'{"image_file_b64": 3}', b"[" * 9000, b'{"a": {"b": 1}}')),
)


def exchange(path: str, texts: dict[str, str], data: bytes) -> bytes:
    """A whole request as it goes over the wire, for a service under any name."""
    body = form(texts, data)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode() + body


PICTURE_REQUESTS = {
    "path": st.sampled_from(POSTS),
    "data": DAMAGED,
    "texts": st.one_of(st.just({}), TEXTS),  # without any, the picture is always looked at
    "as_form": st.booleans(),
}
BODY_REQUESTS = {"path": st.sampled_from(POSTS), "body": BODIES, "kind": TYPES}
HEAD_REQUESTS = {
    "method": st.sampled_from(("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "X")),
    "path": st.one_of(
        st.sampled_from(GETS + POSTS), st.text(max_size=20).map(lambda text: f"/{quote(text)}")
    ),
    "texts": TEXTS,
    "headers": HEADERS,
    "body": BODIES,
}
RAW_REQUESTS = {
    "sent": mutated(st.builds(exchange, st.sampled_from(POSTS), TEXTS, st.sampled_from(SEEDS)))
}
