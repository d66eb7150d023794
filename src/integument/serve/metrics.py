"""Counters in the text format of Prometheus, version 0.0.4."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict

from integument import __version__

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper ends, in seconds: small pictures take tens of milliseconds, large ones seconds."""


class Metrics:
    """What has been served since the start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(BUCKETS))
        self._pictures = 0
        self._pixels = 0

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """One answered request; ``route`` is one of ours, never what a client made up."""
        with self._lock:
            self._requests[route, status] += 1
            self._seconds[route] += seconds
            for index, most in enumerate(BUCKETS):
                self._buckets[route][index] += seconds <= most

    def count_picture(self, pixels: int) -> None:
        """One picture that was segmented."""
        with self._lock:
            self._pictures += 1
            self._pixels += pixels

    def text(self, *, taken: int, capacity: int) -> str:
        """Everything, for the answer of ``/metrics``."""
        with self._lock:
            lines = [
                *_head("integument_info", "gauge", "Version of the program."),
                f'integument_info{{version="{__version__}"}} 1',
                *_head("integument_requests_total", "counter", "Answers by route and status."),
                *(
                    f'integument_requests_total{{route="{route}",status="{status}"}} {count}'
                    for (route, status), count in sorted(self._requests.items())
                ),
                *_head("integument_request_seconds", "histogram", "Time to the whole answer."),
                *(line for route in sorted(self._buckets) for line in self._histogram(route)),
                *_head("integument_pictures_total", "counter", "Pictures segmented."),
                f"integument_pictures_total {self._pictures}",
                *_head("integument_pixels_total", "counter", "Pixels of these pictures."),
                f"integument_pixels_total {self._pixels}",
                *_head("integument_places_taken", "gauge", "Requests being worked on or waiting."),
                f"integument_places_taken {taken}",
                *_head("integument_places", "gauge", "Places in all."),
                f"integument_places {capacity}",
            ]
        return "\n".join(lines) + "\n"

    def _histogram(self, route: str) -> list[str]:
        name = "integument_request_seconds"
        count = sum(n for (one, _), n in self._requests.items() if one == route)
        return [
            *(
                f'{name}_bucket{{route="{route}",le="{most:g}"}} {inside}'
                for most, inside in zip(BUCKETS, self._buckets[route], strict=True)
            ),
            f'{name}_bucket{{route="{route}",le="+Inf"}} {count}',
            f'{name}_sum{{route="{route}"}} {self._seconds[route]:.6f}',
            f'{name}_count{{route="{route}"}} {count}',
        ]


def _head(name: str, kind: str, told: str) -> tuple[str, str]:
    return f"# HELP {name} {told}", f"# TYPE {name} {kind}"
