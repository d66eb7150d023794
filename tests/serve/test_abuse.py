"""Clients that ask too much, hang, or send without end, on a real socket."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from live import Held, running, until

pytest.importorskip("fastapi")
pytest.importorskip("python_multipart")
pytest.importorskip("uvicorn")
httpx = pytest.importorskip("httpx")

AT_ONCE = 0.1
"""Seconds in which a refusal must have arrived."""


@pytest.fixture
def segmenter(toy_model):
    from integument.segmenter import Segmenter

    return Segmenter(toy_model, threads=1)


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    port = int(url.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        yield connection


def head(connection: socket.socket, *lines: str) -> bytes:
    """The head of a request for work with these lines."""
    host = f"127.0.0.1:{connection.getpeername()[1]}"
    return "\r\n".join(("POST /v1/segment HTTP/1.1", f"Host: {host}", *lines, "", "")).encode()


def places_taken(url: str) -> int:
    for line in httpx.get(f"{url}metrics").text.splitlines():
        if line.startswith("integument_places_taken"):
            return int(line.split()[1])
    raise AssertionError("not among the metrics")


def refusals(url: str, photo: bytes, status: int) -> list[float]:
    """Seconds that each of several refusals took."""
    with httpx.Client() as client:
        client.get(f"{url}healthz")  # opens the connection
        answers = [client.post(f"{url}v1/segment", content=photo) for _ in range(15)]
    assert {answer.status_code for answer in answers} == {status}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers)
    return [answer.elapsed.total_seconds() for answer in answers]


def test_when_all_places_are_taken_others_hear_so_at_once(segmenter, photo) -> None:
    held = Held(segmenter)
    with running(held, workers=2, waiting=2) as url:
        codes: list[int] = []

        def post() -> None:
            codes.append(httpx.post(f"{url}v1/segment", content=photo, timeout=30).status_code)

        clients = [threading.Thread(target=post) for _ in range(4)]
        for one in clients:
            one.start()
        until(lambda: places_taken(url) == 4)
        assert statistics.median(refusals(url, photo, 503)) < AT_ONCE
        assert httpx.get(f"{url}readyz").status_code == 503
        # Larger than what sockets hold: the refusal must arrive all the same.
        large = httpx.post(f"{url}v1/segment", content=photo + bytes(8 << 20))
        assert large.status_code == 503
        held.go.set()
        for one in clients:
            one.join()
        assert codes == [200] * 4
        assert httpx.post(f"{url}v1/segment", content=photo).status_code == 200
        assert places_taken(url) == 0


def test_who_asks_too_often_hears_so_at_once(segmenter, photo) -> None:
    with running(segmenter, per_minute=1) as url:
        assert httpx.post(f"{url}v1/segment", content=photo).status_code == 200
        assert statistics.median(refusals(url, photo, 429)) < AT_ONCE


@pytest.mark.parametrize("declared", [True, False])
def test_what_is_too_large_is_refused_while_it_is_sent(segmenter, declared) -> None:
    with running(segmenter, max_megabytes=1) as url, connected(url) as connection:
        if declared:
            connection.sendall(head(connection, "Content-Length: 1000000000"))
        else:
            piece = b"10000\r\n" + bytes(0x10000) + b"\r\n"
            connection.sendall(head(connection, "Transfer-Encoding: chunked") + 20 * piece)
        answer = b""
        while not answer.endswith(b"}}"):
            answer += connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413")
        assert b"larger than the limit of 1 MiB" in answer
        assert places_taken(url) == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /v1/segment HTTP/1.1\r\nHo",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGE",
    ],
)
def test_half_a_head_is_given_up(segmenter, monkeypatch, sent) -> None:
    from integument.serve import patience

    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    with running(segmenter) as url, connected(url) as connection:
        connection.sendall(sent)
        started = time.monotonic()
        while connection.recv(65536):
            # One more byte, now and then, buys no time.
            connection.sendall(b"x")
        # The server's own limit on idle connections is 5 seconds.
        assert time.monotonic() - started < 4
        assert httpx.get(f"{url}healthz").status_code == 200


def test_a_head_in_pieces_and_a_slow_answer_are_no_half_a_head(
    segmenter, monkeypatch, photo
) -> None:
    from integument.serve import patience

    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.5)
    held = Held(segmenter)
    with running(held) as url, connected(url) as connection:
        request = head(connection, f"Content-Length: {len(photo)}")
        connection.sendall(request[:20])
        time.sleep(0.1)
        connection.sendall(request[20:] + photo)
        time.sleep(0.8)
        held.go.set()
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_what_is_under_way_is_finished_before_the_stop(segmenter, photo) -> None:
    held = Held(segmenter)
    codes: list[int] = []
    with running(held, workers=1) as url:
        client = threading.Thread(
            target=lambda: codes.append(
                httpx.post(f"{url}v1/segment", content=photo, timeout=30).status_code
            )
        )
        client.start()
        until(lambda: places_taken(url) == 1)
        threading.Timer(0.5, held.go.set).start()
    client.join()
    assert codes == [200]
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}healthz")
