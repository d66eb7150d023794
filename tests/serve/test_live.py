"""What only a real server on a real socket shows: waiting, hurrying, stopping."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from live import Held, running, until
from serving import encoded

pytest.importorskip("fastapi")
pytest.importorskip("python_multipart")
pytest.importorskip("uvicorn")
httpx = pytest.importorskip("httpx")


@pytest.fixture
def segmenter(toy_model):
    from integument.segmenter import Segmenter

    return Segmenter(toy_model, threads=1)


def test_work_that_takes_too_long_keeps_its_place_until_it_ends(segmenter, photo) -> None:
    held = Held(segmenter)
    with running(held, workers=1, waiting=0, seconds=0.2) as url:
        late = httpx.post(f"{url}v1/segment", content=photo)
        assert late.status_code == 503
        assert "longer than 0.2 seconds" in late.json()["error"]["message"]
        again = httpx.post(f"{url}v1/segment", content=photo)
        assert "all 1 places are taken" in again.json()["error"]["message"]
        held.go.set()
        until(lambda: "integument_places_taken 0" in httpx.get(f"{url}metrics").text)
        assert httpx.post(f"{url}v1/segment", content=photo).status_code == 200


def test_half_an_upload_is_given_up(segmenter, photo) -> None:
    with running(segmenter, workers=1, waiting=0, upload_seconds=0.3) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            head = f"POST /v1/segment HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            head += f"Content-Length: {len(photo) * 2}\r\n\r\n"
            connection.sendall(head.encode() + photo)
            answer = connection.recv(65536)
        assert b"408" in answer.split(b"\r\n")[0]
        until(lambda: "integument_places_taken 0" in httpx.get(f"{url}metrics").text)
        assert httpx.post(f"{url}v1/segment", content=photo).status_code == 200


def test_a_client_that_leaves_frees_its_place(segmenter, photo) -> None:
    with running(segmenter, workers=1, waiting=0) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        connection = socket.create_connection(("127.0.0.1", port))
        head = f"POST /v1/segment HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 999\r\n\r\n"
        connection.sendall(head.encode() + b"some")
        until(lambda: "integument_places_taken 1" in httpx.get(f"{url}metrics").text)
        connection.close()
        until(lambda: "integument_places_taken 0" in httpx.get(f"{url}metrics").text)


def test_an_address_in_use_is_one_clear_line() -> None:
    from integument.errors import UsageError
    from integument.serve import ServeSettings
    from integument.serve.run import listen

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"127.0.0.1 port {port}: cannot be listened on"):
            listen(ServeSettings(port=port))


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_command_serves_and_stops_when_told(toy_model, person) -> None:
    command = [
        sys.executable,
        "-m",
        "integument",
        "serve",
        "--port",
        "0",
        "--model",
        str(toy_model),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            url = ""
            while not url:
                line = process.stderr.readline()
                assert line, "the server ended early"
                url = line.split()[2] if line.startswith("serving at") else ""
            found = httpx.post(f"{url}v1/segment", content=encoded(person), timeout=20).json()
            assert found["found"] is True
        finally:
            process.send_signal(signal.SIGTERM)
            rest = process.stderr.read()
    assert process.returncode == 0
    assert rest.strip() == "stopped"
