"""Where the command line reads and writes: three streams, passed in rather than reached for."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO


class Console:
    """The surroundings of one command.

    Results go to ``stdout``; everything said to the person beside them goes to ``stderr``,
    so that a result can be piped on.
    """

    def __init__(
        self,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.stdin = sys.stdin if stdin is None else stdin
        self.stdout = sys.stdout if stdout is None else stdout
        self.stderr = sys.stderr if stderr is None else stderr
        for stream in (self.stdout, self.stderr):
            # A file name may hold bytes that no encoding has; naming it must not fail.
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")

    def say(self, text: str = "") -> None:
        """Write a line for a person to standard output."""
        print(text, file=self.stdout)

    def note(self, text: str) -> None:
        """Write a line beside the results, to standard error."""
        print(text, file=self.stderr, flush=True)

    def json(self, value: Any) -> None:
        """Write ``value`` as JSON to standard output."""
        print(json.dumps(value, indent=2, ensure_ascii=False), file=self.stdout)

    def read_bytes(self) -> bytes:
        """Everything that comes through standard input."""
        return self.stdin.buffer.read()

    def write_bytes(self, data: bytes) -> None:
        """Write raw bytes, such as a picture, to standard output."""
        self.stdout.flush()
        self.stdout.buffer.write(data)
        self.stdout.buffer.flush()

    def flush(self) -> None:
        """Push everything out, so that a failure to write is noticed now."""
        self.stdout.flush()
        self.stderr.flush()
