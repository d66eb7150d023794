"""Load a service with pictures and print what it made of it.

    python tools/load_serve.py
    python tools/load_serve.py --megapixels 0.1 --requests 5000
    U2NET_HOME=… python tools/load_serve.py --path '/v1/cutout?format=png' --rembg rembg --rounds 2

Starts ``integument serve`` on a free port, lets so many clients at once post JPEGs of the bundled
photograph, and prints requests a second, times, processor time, errors, and the memory of the
server after the first requests and at the end. With ``--rembg COMMAND`` it does the same, in turn,
to rembg's server with its u2netp model, and prints the ratio. Reads ``/proc``, so Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from PIL import Image, ImageOps

FIRST = 200
"""Requests after which pools are filled and memory should stay."""

START_SECONDS, ANSWER_SECONDS = 600, 300
"""A loaded machine takes long to import what rembg imports."""

BOUNDARY = "picture-boundary"

SERVE = (sys.executable, "-m", "integument", "serve", "--port", "{port}")
"""The command that serves, without options."""


@dataclass(frozen=True)
class Target:
    """A server: how it is started on a port, and how it wants its pictures."""

    name: str
    command: tuple[str, ...]
    path: str
    field: str
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Figures:
    """What came of one load."""

    seconds: float
    processor_seconds: float
    latencies: list[float]
    codes: Counter[int]
    memory_first: int
    memory_last: int

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def errors(self) -> int:
        return sum(count for code, count in self.codes.items() if code != 200)

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.latencies, n=20)
        milliseconds = 1000 * self.processor_seconds / len(self.latencies)
        return (
            f"{self.per_second:.2f} requests/s, p50 {cuts[9]:.3f} s, p95 {cuts[18]:.3f} s, "
            f"{milliseconds:.0f} ms of processor each, {self.errors} errors, memory "
            f"{self.memory_first >> 20} MiB after {FIRST}, {self.memory_last >> 20} MiB at the end"
        )


class Load:
    """So many requests from so many clients, each with a connection of its own."""

    def __init__(self, target: Target, port: int, pictures: list[bytes]) -> None:
        self.target = target
        self.port = port
        self.bodies = [_form(target, picture) for picture in pictures]
        self._lock = threading.Lock()

    def run(self, process: int, clients: int, requests: int) -> Figures:
        """Send them all; ``process`` is the server's, whose memory and time are read."""
        self._numbers = iter(range(requests))
        self._latencies: list[float] = []
        self._codes: Counter[int] = Counter()
        self._memory_first = 0
        self._process = process
        worked, started = processor_seconds(process), time.perf_counter()
        threads = [threading.Thread(target=self._client) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Figures(
            time.perf_counter() - started,
            processor_seconds(process) - worked,
            self._latencies,
            self._codes,
            self._memory_first or memory(process),
            memory(process),
        )

    def _client(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        while (number := self._next()) is not None:
            started = time.perf_counter()
            body = self.bodies[number % len(self.bodies)]
            try:
                connection.request("POST", self.target.path, body, headers)
                response = connection.getresponse()
                response.read()
                code = response.status
            except (OSError, http.client.HTTPException):
                connection.close()
                code = 0
            self._note(code, time.perf_counter() - started)

    def _next(self) -> int | None:
        with self._lock:
            return next(self._numbers, None)

    def _note(self, code: int, seconds: float) -> None:
        with self._lock:
            self._codes[code] += 1
            self._latencies.append(seconds)
            if len(self._latencies) == FIRST:
                self._memory_first = memory(self._process)


@contextlib.contextmanager
def started(command: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Process and port of a running server, which is stopped at the end.

    ``{port}`` in ``command`` stands for the port.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [part.format(port=port) for part in command]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield process.pid, port
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    ends = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise SystemExit("the server did not start: run its command by hand to see why")


def pictures(megapixels: float) -> list[bytes]:
    """JPEGs of the bundled photograph at this size: as it is, mirrored, darker and in grey."""
    with (resources.files("integument") / "assets" / "astronaut.jpg").open("rb") as file:
        photograph = Image.open(file).convert("RGB")
    side = round((megapixels * 1e6) ** 0.5)
    photograph = photograph.resize((side, side), Image.Resampling.BICUBIC)
    variants = (
        photograph,
        ImageOps.mirror(photograph),
        photograph.point(lambda level: level * 3 // 4),
        ImageOps.grayscale(photograph).convert("RGB"),
    )
    return [_jpeg(variant) for variant in variants]


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


def _form(target: Target, picture: bytes) -> bytes:
    texts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in target.texts
    )
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{target.field}"; '
        'filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    return (texts + head).encode() + picture + f"\r\n--{BOUNDARY}--\r\n".encode()


def memory(process: int) -> int:
    """Bytes of memory that a process holds."""
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def processor_seconds(process: int) -> float:
    """Seconds that a process has computed, by itself and for it in the system."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def targets(args: argparse.Namespace) -> list[Target]:
    found = [Target("integument", (*SERVE, *args.option), args.path, args.field)]
    if args.rembg:
        command = (args.rembg, "s", "--host", "127.0.0.1", "--port", "{port}", "--no-ui")
        found.append(Target("rembg", command, "/api/remove", "file", (("model", "u2netp"),)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--megapixels", type=float, default=1.0)
    parser.add_argument("--path", default="/v1/cutout", help="route, with its query")
    parser.add_argument("--field", default="image", help="name of the picture in the form")
    parser.add_argument("--rounds", type=int, default=1, help="how often, each in turn")
    parser.add_argument("--rembg", metavar="COMMAND", help="also load rembg's server")
    parser.add_argument("--option", action="append", default=[], help="for 'integument serve'")
    args = parser.parse_args()
    sent = pictures(args.megapixels)
    print(f"{args.clients} clients, {args.requests} requests, {args.megapixels:g} megapixels")
    for _ in range(args.rounds):
        rates = []
        for target in targets(args):
            with started(target.command) as (process, port):
                load = Load(target, port, sent)
                load.run(process, args.clients, 2 * args.clients)
                figures = load.run(process, args.clients, args.requests)
            print(f"{target.name} {target.path}: {figures}", flush=True)
            rates.append(figures.per_second)
        if len(rates) == 2:
            print(f"ratio of requests/s: {rates[0] / rates[1]:.2f}", flush=True)


if __name__ == "__main__":
    main()
