"""A service that runs for weeks must not grow."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

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


def resident(process: int) -> int:
    """Bytes of memory that a process holds."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) << 10
    raise AssertionError("no VmRSS")


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
    command = [sys.executable, "-m", "integument", "serve", "--port", "0"]
    command += ["--model", str(toy_model)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            url = ""
            while not url:
                line = process.stderr.readline()
                assert line, "the server ended early"
                url = line.split()[2].rstrip("/") if line.startswith("serving at") else ""

            def post(number: int) -> int:
                path, picture = PATHS[number % len(PATHS)], pictures[number % len(pictures)]
                return client.post(f"{url}{path}", content=picture).status_code

            with httpx.Client(timeout=60) as client, ThreadPoolExecutor(CLIENTS) as clients:
                codes = set(clients.map(post, range(FIRST)))
                before = resident(process.pid)
                codes |= set(clients.map(post, range(MORE)))
                after = resident(process.pid)
        finally:
            process.terminate()
    print(f"{before >> 20} MiB after {FIRST} requests, {after >> 20} MiB after {MORE} more")
    assert codes <= {200, 400, 422}
    assert after - before <= MOST_GROWTH
