"""Whatever is sent, the service answers, and never with a failure of its own.

In every run some requests go to the application itself, which shows where it fails. The slow test
sends thousands to a server that is a process of its own, which may neither end nor grow.
"""

from __future__ import annotations

import socket
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from load_serve import SERVE, memory, started

from serving import client_of, encoded, fuzz

pytest.importorskip("fastapi")
pytest.importorskip("python_multipart")
pytest.importorskip("hypothesis")
httpx = pytest.importorskip("httpx")
from hypothesis import given  # noqa: E402

from fuzzing import (  # noqa: E402
    BODY_REQUESTS,
    HEAD_REQUESTS,
    PICTURE_REQUESTS,
    RAW_REQUESTS,
)

FEW, RAW = 150, 500
"""Examples of each kind in every run, and of bytes that may be no request in the slow test."""

FIRST = 400
"""Requests until a server has loaded everything and filled its pools."""

MOST_GROWTH = 20 << 20

LIMITS = {"max_megapixels": 0.2, "max_megabytes": 0.5}
"""So low that they are met."""

# Pillow warns of much that is odd in a file; here all of it is meant to be.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")


@pytest.fixture(scope="module")
def fuzzed(toy_model):
    """A client of the application."""
    with client_of(toy_model, **LIMITS) as client:
        yield client


def check(response) -> None:
    """An answer is a picture, a page or one sentence, and no failure."""
    assert response.status_code < 500 or response.status_code == 503, response.text
    assert "content-security-policy" in response.headers
    if response.status_code >= 400 and response.request.method != "HEAD":
        told = response.json()
        sentence = told["errors"][0]["title"] if "errors" in told else told["error"]["message"]
        assert sentence and "\n" not in sentence and len(sentence) < 600
        assert "Traceback" not in sentence and "/src/" not in sentence


def send_picture(client, path: str, data: bytes, texts: dict[str, str], as_form: bool):
    if not as_form:
        return client.post(path, content=data, params=texts)
    file = "image_file" if "removebg" in path else "image"
    return client.post(path, files={file: ("a", data)}, data=texts)


def send_body(client, path: str, body: bytes, kind: str | None):
    headers = {} if kind is None else {"Content-Type": kind.encode("latin-1")}
    return client.post(path, content=body, headers=headers)


def send_head(client, method: str, path: str, texts, headers, body: bytes):
    # A host in front keeps a path such as // from being read as one.
    url = httpx.URL(client.base_url, path=path, params=texts)
    return client.request(method, url, headers=headers, content=body)


REQUESTS = {
    "pictures": (PICTURE_REQUESTS, send_picture, 2500),
    "bodies": (BODY_REQUESTS, send_body, 1250),
    "heads": (HEAD_REQUESTS, send_head, 1250),
}
"""Kind → the requests, how one is sent, and how many in the slow test."""


def send_many(client, kind: str, examples: int) -> Counter[int]:
    """Check the answers to so many requests of a kind; returns how often each status came."""
    requests, send, _ = REQUESTS[kind]
    statuses: Counter[int] = Counter()

    def one(**request) -> None:
        response = send(client, **request)
        statuses[response.status_code] += 1
        check(response)

    given(**requests)(fuzz(examples)(one))()
    return statuses


@pytest.mark.parametrize(
    ("kind", "meant"), [("pictures", {200, 422}), ("bodies", {415, 422}), ("heads", {404, 405})]
)
def test_every_request_is_answered(fuzzed, kind, meant) -> None:
    statuses = send_many(fuzzed, kind, FEW)
    assert meant <= statuses.keys(), statuses  # these were meant to be sent


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory from /proc")
def test_thousands_of_requests_neither_end_a_server_nor_make_it_grow(toy_model) -> None:
    options = ("--model", str(toy_model), "--max-megapixels", "0.2", "--max-megabytes", "0.5")
    statuses: Counter[int] = Counter()
    with (
        started(SERVE + options) as (process, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        for kind in REQUESTS:
            send_many(client, kind, FIRST)
        before = memory(process)
        for kind, (_, _, count) in REQUESTS.items():
            statuses += send_many(client, kind, count)
        given(**RAW_REQUESTS)(fuzz(RAW)(lambda sent: check_raw(port, sent)))()
        after = memory(process)
        assert client.get("/readyz").status_code == 200
    print(f"{dict(statuses)}; {before >> 20} MiB after the first, {after >> 20} MiB at the end")
    assert statuses.total() >= 5000
    assert after - before <= MOST_GROWTH


def check_raw(port: int, sent: bytes) -> None:
    """Bytes that may be no request at all: an answer, if there is one, is no failure."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()
    assert not answer or answer.split()[1] in (b"503", b"501") or answer.split()[1] < b"500", answer


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_the_undamaged_ones_are_answered(fuzzed, kind) -> None:
    picture = np.full((24, 33, 3), 99, np.uint8)
    assert fuzzed.post("/v1/segment", content=encoded(picture, kind)).status_code == 200
