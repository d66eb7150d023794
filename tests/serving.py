"""What tests of the service share: clients of an application, and files to send it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

BASE = "http://127.0.0.1:8000"


@contextmanager
def client_of(model: Path, **settings: Any) -> Iterator[Any]:
    """A client of a fresh application with the model of this file."""
    pytest.importorskip("fastapi")
    pytest.importorskip("python_multipart")
    testclient = pytest.importorskip("fastapi.testclient")
    from integument.segmenter import Segmenter
    from integument.serve import ServeSettings, create_app

    app = create_app(Segmenter(model, threads=1), ServeSettings(**settings))
    with testclient.TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def encoded(picture: np.ndarray, kind: str = "PNG", **options: Any) -> bytes:
    """The file of ``(H, W, 3) uint8`` RGB."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, kind, **options)
    return file.getvalue()


def decoded(data: bytes) -> np.ndarray:
    """The pixels of a file, as they are stored."""
    return np.asarray(Image.open(io.BytesIO(data)))


def bomb(width: int, height: int) -> bytes:
    """A small PNG whose header claims to be large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def message_of(response: Any) -> str:
    """The one sentence of a refusal."""
    sentence = response.json()["error"]["message"]
    assert "\n" not in sentence
    return sentence


def fuzz(examples: int) -> Any:
    """Settings of a test by Hypothesis: the same examples in every run."""
    from hypothesis import HealthCheck, settings

    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
