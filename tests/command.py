"""The command line in this process, with texts for streams."""

from __future__ import annotations

import io

from integument.cli import main


def command(*words: object) -> tuple[int, str, str]:
    """``command("evaluate", "--data", pack)`` → exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    code = main([str(word) for word in words], stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()
