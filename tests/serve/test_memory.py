"""A service that runs for weeks must not grow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from load_serve import SERVE, memory, started

from serving import encoded

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")
pytest.importorskip("python_multipart")
httpx = pytest.importorskip("httpx")

FIRST, MORE = 200, 600
"""Requests until everything is loaded and pools are filled, and those that may add nothing."""

MOST_GROWTH = 20 << 20
CLIENTS = 4

PATHS = (
    "/v1/segment",
    "/v1/segment?format=zip",
    "/v1/segment?include=probabilities&side=640",
    "/v1/background?background=blur&format=jpg",
    "/v1/cutout?format=webp",
    "/v1/recolor?hair=teal&format=jpg",
    "/v1/segment?labels=nose",
    "/v1.0/removebg",
)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_memory_stays_flat(toy_model) -> None:
    rng = np.random.default_rng(0)
    pictures = [
        encoded(rng.integers(0, 255, (height, width, 3), dtype=np.uint8), "JPEG", quality=60)
        for height, width in ((600, 800), (1000, 750), (480, 640), (333, 999))
    ]
    pictures.append(pictures[0][:5000])  # cut short
    with (
        started((*SERVE, "--model", str(toy_model))) as (process, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):

        def post(number: int) -> int:
            path, picture = PATHS[number % len(PATHS)], pictures[number % len(pictures)]
            return client.post(path, content=picture).status_code

        codes = set(clients.map(post, range(FIRST)))
        before = memory(process)
        codes |= set(clients.map(post, range(MORE)))
        after = memory(process)
    print(f"{before >> 20} MiB after {FIRST} requests, {after >> 20} MiB after {MORE} more")
    assert codes <= {200, 400, 422}
    assert after - before <= MOST_GROWTH
