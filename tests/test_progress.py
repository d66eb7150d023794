"""Progress says enough on a terminal, little in a log, and nothing where nothing is to say."""

from __future__ import annotations

import io

import pytest

from integument import progress as module
from integument.progress import Progress, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Time that passes only when it is told to."""

    class Clock:
        now = 100.0

        def __call__(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(module.time, "monotonic", clock)
    return clock


def test_a_short_task_is_silent(clock) -> None:
    stream = io.StringIO()
    with Progress("segmenting", total=3, unit="pictures", stream=stream) as progress:
        for _ in range(3):
            progress.advance()
    assert stream.getvalue() == ""


def test_a_log_gets_a_plain_line_after_each_interval(clock) -> None:
    stream = io.StringIO()
    with Progress("segmenting", total=100, unit="pictures", stream=stream) as progress:
        clock.now += 5
        progress.advance(10)
        clock.now += 5
        progress.advance(10)
        progress.advance(10)
    assert stream.getvalue() == "segmenting: 20/100 pictures, 2.0/s, 40 s left\n"


@pytest.mark.parametrize(
    ("total", "done", "seconds", "status", "line"),
    [
        (None, 0, 1, "", "training: 0 steps"),
        (None, 4, 2, "loss 0.3", "training: 4 steps, 2.0/s, loss 0.3"),
        (10, 2, 60, "", "training: 2/10 steps, 30.0 s each, 4 min 0 s left"),
        (10, 10, 5, "", "training: 10/10 steps, 2.0/s"),
    ],
)
def test_the_line(clock, total, done, seconds, status, line) -> None:
    progress = Progress("training", total=total, unit="steps", stream=io.StringIO())
    clock.now += seconds
    if done:
        progress.advance(done)
    progress.status(status)
    assert progress.line() == line


def test_a_terminal_gets_a_live_bar_and_whole_notes() -> None:
    stream = Terminal()
    with Progress("segmenting", total=2, unit="pictures", stream=stream) as progress:
        progress.advance()
        progress.note("x.jpg: [red] is no markup")
    assert "segmenting" in stream.getvalue()
    assert "x.jpg: [red] is no markup" in stream.getvalue()


def test_a_terminal_sees_no_bar_for_one_piece() -> None:
    stream = Terminal()
    with Progress("segmenting", total=1, stream=stream) as progress:
        progress.advance()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (90000, "25 h 0 min")],
)
def test_duration(seconds, text) -> None:
    assert duration(seconds) == text
