"""The frame around every command: help, slips of the fingers, errors, signals, pipes."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from integument import __version__
from integument.cli import main, parser
from integument.errors import ExitCode, InputError


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch):
    """Make ``integument segment x`` run a function of the test's own."""

    def install(run) -> None:
        def register(verbs) -> None:
            sub = verbs.add_parser("segment")
            sub.add_argument("inputs", nargs="*")
            sub.set_defaults(run=run)

        monkeypatch.setattr(
            parser.importlib, "import_module", lambda name: SimpleNamespace(register=register)
        )

    return install


def test_help_names_every_command_and_exit_code(cli) -> None:
    result = cli("--help")
    assert result.code == 0
    for name in parser.VERBS:
        assert name in result.text
    for code in ExitCode:
        assert str(int(code)) in result.text
    assert "examples:" in result.text


@pytest.mark.parametrize("name", parser.VERBS)
def test_every_command_has_help(cli, name) -> None:
    result = cli(name, "--help")
    assert (result.code, result.err) == (0, "")
    assert f"usage: integument {name}" in result.text


def test_version(cli) -> None:
    assert cli("--version").text == f"integument {__version__}\n"


def test_no_command_shows_the_help_and_fails(cli) -> None:
    result = cli()
    assert result.code == ExitCode.USAGE
    assert "commands:" in result.text


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["segmnt", "a.jpg"], "unknown command 'segmnt': did you mean 'segment'? Known: segment,"),
        (["segment", "a.jpg", "--lables", "x"], "'--lables': did you mean '--labels'?"),
        (["segment", "a.jpg", "--lables=x"], "'--lables': did you mean '--labels'?"),
        (["segment", "a.jpg", "--label", "skin"], "did you mean '--labels'?"),  # no abbreviation
        (
            ["segment", "a.jpg", "--qqq"],
            "unknown argument '--qqq' (see: integument segment --help)",
        ),
        (["segment"], "the following arguments are required: INPUT"),
        (
            ["segment", "a.jpg", "--threads", "many"],
            "argument --threads: invalid int value: 'many'",
        ),
        (["--verison"], "unknown argument '--verison': did you mean '--version'?"),
    ],
)
def test_slips_of_the_fingers(cli, argv, message) -> None:
    result = cli(*argv)
    assert result.code == ExitCode.USAGE
    assert message in result.err
    assert result.err.startswith("integument: error: ")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InputError("a.jpg: two\nlines"), 3, "integument: error: a.jpg: two lines\n"),
        (KeyboardInterrupt(), 130, "integument: interrupted\n"),
        (
            RuntimeError("boom"),
            1,
            "integument: error: unexpected RuntimeError: boom (--debug shows where)\n",
        ),
    ],
)
def test_an_exception_becomes_one_line_and_a_code(cli, verb, error, code, line) -> None:
    def run(args, console) -> int:
        raise error

    verb(run)
    result = cli("segment")
    assert (result.code, result.err, result.out) == (code, line, b"")


def test_a_polite_kill_is_an_interruption(cli, verb) -> None:
    def run(args, console) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        return 0

    verb(run)
    before = signal.getsignal(signal.SIGTERM)
    assert cli("segment").code == ExitCode.INTERRUPTED
    assert signal.getsignal(signal.SIGTERM) is before


def test_debug_shows_where(cli, verb) -> None:
    def run(args, console) -> int:
        raise InputError("a.jpg: gone")

    verb(run)
    for argv in (["--debug", "segment"], ["segment", "--debug"]):
        result = cli(*argv)
        assert result.code == 3
        assert "Traceback" in result.err
        assert result.err.endswith("integument: error: a.jpg: gone\n")


def test_names_that_no_encoding_has_can_be_said() -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii")
    err = io.TextIOWrapper(io.BytesIO(), "ascii")
    assert main(["segment", "\udcff\u00e9.jpg"], stdout=out, stderr=err) == ExitCode.INPUT
    err.flush()
    assert b"\\udcff\\xe9.jpg" in err.buffer.getvalue()


def test_a_reader_that_leaves_is_no_drama() -> None:
    """``integument --help | head -0``: no traceback, and the exit code tells."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "integument", "--help"], stdout=write, stderr=subprocess.PIPE
    )
    os.close(write)
    assert done.returncode == ExitCode.OUTPUT
    assert done.stderr == b""


def test_help_is_immediate() -> None:
    """Promised: 0.3 s. Processor time, since the machine may be busy; the best of three."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "integument", "--help"], check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.5
