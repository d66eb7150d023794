"""The command line in this process: no subprocess, its streams caught."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from integument.cli import main


@dataclass(frozen=True)
class Result:
    """What one command returned and wrote."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


@pytest.fixture
def cli():
    """``cli("segment", "a.jpg", stdin=b"…")`` → :class:`Result`."""

    def run(*argv: object, stdin: bytes = b"") -> Result:
        out, err = io.BytesIO(), io.BytesIO()
        code = main(
            [str(argument) for argument in argv],
            stdin=io.TextIOWrapper(io.BytesIO(stdin)),
            stdout=(stdout := io.TextIOWrapper(out, "utf-8")),
            stderr=(stderr := io.TextIOWrapper(err, "utf-8")),
        )
        stdout.flush()
        stderr.flush()
        return Result(code, out.getvalue(), err.getvalue().decode())

    return run
