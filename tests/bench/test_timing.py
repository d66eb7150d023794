"""Turns are taken, warm-up is not counted, and who fails does not stop the others."""

from __future__ import annotations

import time

from integument.bench.backends import Job
from integument.bench.memory import peak
from integument.bench.timing import side_by_side


def test_all_take_turns_at_every_size() -> None:
    seen: list[tuple[str, int]] = []
    runs = {name: lambda image, name=name: seen.append((name, image.shape[-1])) for name in "ab"}
    rounds = []
    found = side_by_side(runs, (32, 64), 2, warm_up=1, advance=lambda: rounds.append(1))
    assert seen == [(name, size) for size in (32, 64) for _ in range(3) for name in "ab"]
    assert [(t.key, t.size, t.rounds) for t in found.timings] == [
        *(("a", 32, 2), ("b", 32, 2), ("a", 64, 2), ("b", 64, 2))
    ]
    assert len(rounds) == 6


def test_warm_up_does_not_count() -> None:
    waits = iter([0.2, 0.0, 0.02, 0.01])
    (timing,) = side_by_side(
        {"a": lambda image: time.sleep(next(waits))}, (32,), 3, warm_up=1
    ).timings
    assert timing.minimum <= timing.median < 150
    assert timing.median >= 10


def test_who_fails_is_left_out_at_that_size_only() -> None:
    def fixed(image) -> None:
        if image.shape[-1] != 64:
            raise ValueError("expected 64\nand more")

    found = side_by_side({"fixed": fixed, "any": lambda image: None}, (32, 64), 2)
    assert [(t.key, t.size) for t in found.timings] == [("any", 32), ("fixed", 64), ("any", 64)]
    assert found.failures == {("fixed", 32): "expected 64"}


def test_memory_is_that_of_a_process_of_its_own(toy_model) -> None:
    ballast = bytearray(400 << 20)
    taken = peak(Job("toy", "onnxruntime", "float", 1, str(toy_model)), 32)
    assert taken is None or 10 << 20 < taken < len(ballast)
