"""The command line. Here, and only here, an exception becomes one line and an exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from typing import TextIO

from integument.cli.console import Console
from integument.errors import ExitCode, IntegumentError


def main(
    argv: Sequence[str] | None = None,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Run one command and return its exit code (see :class:`integument.errors.ExitCode`).

    Parameters
    ----------
    argv : the arguments after the program's name; those of the process by default
    stdin, stdout, stderr : text streams with a ``buffer`` of bytes; those of the process
        by default
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    console = Console(stdin, stdout, stderr)
    try:
        with _stopped_politely():
            code = _run(argv, console)
        console.flush()
    except IntegumentError as error:
        return _fail(console, argv, str(error), error.exit_code)
    except KeyboardInterrupt:
        console.note("integument: interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _silence(console.stdout)
        return ExitCode.OUTPUT
    except Exception as error:
        what = f"unexpected {type(error).__name__}: {error} (--debug shows where)"
        return _fail(console, argv, what, ExitCode.FAILED)
    return code


def _run(argv: Sequence[str], console: Console) -> int:
    from integument.cli.parser import parse

    with contextlib.redirect_stdout(console.stdout):
        try:
            args = parse(argv)
        except SystemExit as end:  # after --help and --version
            return end.code if isinstance(end.code, int) else ExitCode.OK
    return args.run(args, console)


@contextlib.contextmanager
def _stopped_politely() -> Iterator[None]:
    """SIGTERM, as schedulers and service managers send it, stops a command as Ctrl-C does."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _fail(console: Console, argv: Sequence[str], message: str, code: ExitCode) -> ExitCode:
    if "--debug" in argv:
        console.note(traceback.format_exc().rstrip())
    console.note(f"integument: error: {' '.join(message.split())}")
    return code


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere: the reader left, and the exit would complain again."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
