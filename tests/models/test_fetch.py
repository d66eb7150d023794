"""Downloads resume, are verified, and leave no half file under the real name."""

from __future__ import annotations

import hashlib
import http.server
import threading
from pathlib import Path

import pytest

from integument.errors import ModelError, OutputError
from integument.models import fetch
from integument.models.fetch import cache_folder, download, is_offline

CONTENT = bytes(range(256)) * 4000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    """Serves CONTENT from this machine to itself; can break off, refuse, and ignore ranges."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.break_after: list[int] = []  # bytes after which each of the next answers ends
        self.refuse: list[int] = []  # status codes of the next answers
        self.ranges = True
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/model.onnx"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append(wanted)
        if self.server.refuse:
            self.send_error(self.server.refuse.pop(0))
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if start >= len(CONTENT):
            self.send_error(416)
            return
        partial = bool(start) and self.server.ranges
        body = CONTENT[start:] if partial else CONTENT
        self.send_response(206 if partial else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.break_after:
            body = body[: self.server.break_after.pop(0)]
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "INTEGUMENT_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "model.onnx"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_downloads_and_reports(server, target) -> None:
    steps: list[tuple[int, int]] = []
    download(server.url, target, sha256=SHA256, on_progress=lambda *step: steps.append(step))
    assert target.read_bytes() == CONTENT
    assert files(target.parent) == ["model.onnx"]
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    assert server.asked == [None]


def test_goes_on_where_the_connection_broke(server, target) -> None:
    server.break_after = [1000, 5000]
    download(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=1000-", "bytes=6000-"]


def test_goes_on_where_an_earlier_process_stopped(server, target) -> None:
    server.break_after = [1000] * fetch.ATTEMPTS
    with pytest.raises(ModelError, match="what has arrived is kept"):
        download(server.url, target, sha256=SHA256)
    assert files(target.parent) == ["model.onnx.part"]
    download(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT
    assert server.asked[-1] == f"bytes={1000 * fetch.ATTEMPTS}-"


def test_starts_again_where_the_server_knows_no_ranges(server, target) -> None:
    server.ranges = False
    server.break_after = [1000]
    download(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT


def test_a_complete_part_needs_no_bytes(server, target) -> None:
    target.parent.mkdir()
    Path(f"{target}.part").write_bytes(CONTENT)
    download(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT


def test_a_wrong_checksum_is_thrown_away(server, target) -> None:
    with pytest.raises(ModelError, match="damaged or not the file expected"):
        download(server.url, target, sha256="0" * 64)
    assert files(target.parent) == []


def test_a_stale_part_is_found_out_by_the_checksum(server, target) -> None:
    target.parent.mkdir()
    Path(f"{target}.part").write_bytes(b"x" * 500)
    with pytest.raises(ModelError, match="try again"):
        download(server.url, target, sha256=SHA256)
    download(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT


def test_server_errors(server, target) -> None:
    server.refuse = [503]
    download(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT
    target.unlink()
    server.refuse = [404]
    with pytest.raises(ModelError, match="the server refused: 404"):
        download(server.url, target, sha256=SHA256)
    assert len(server.asked) == 3


def test_nobody_answers(server, target) -> None:
    url = server.url
    server.shutdown()
    server.server_close()
    with pytest.raises(ModelError, match=r"cannot be fetched: .*check the connection"):
        download(url, target, sha256=SHA256)


def test_a_place_that_cannot_be_written(server, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"model\.onnx: cannot be written"):
        download(server.url, tmp_path / "file" / "model.onnx", sha256=SHA256)


def test_offline(server, target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGUMENT_OFFLINE", "1")
    with pytest.raises(ModelError, match=f"INTEGUMENT_OFFLINE forbids .* from {server.url}"):
        download(server.url, target, sha256=SHA256)
    assert server.asked == []


@pytest.mark.parametrize(
    ("value", "offline"), [("", False), ("0", False), ("no", False), ("1", True), ("yes", True)]
)
def test_the_offline_switch(monkeypatch: pytest.MonkeyPatch, value, offline) -> None:
    monkeypatch.setenv("INTEGUMENT_OFFLINE", value)
    assert is_offline() is offline


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"INTEGUMENT_HOME": "/models"}, "/models"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/integument"),
        ("linux", {}, "/home/me/.cache/integument"),
        ("darwin", {}, "/home/me/Library/Caches/integument"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/integument"),
        ("win32", {}, "/home/me/AppData/Local/integument"),
    ],
)
def test_cache_folder(monkeypatch: pytest.MonkeyPatch, platform, environment, expected) -> None:
    for name in ("INTEGUMENT_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(fetch.sys, "platform", platform)
    monkeypatch.setattr(fetch.Path, "home", lambda: Path("/home/me"))
    assert cache_folder() == Path(expected)
