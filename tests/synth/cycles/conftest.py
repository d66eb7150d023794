"""A stand-in for Blender: small scripts that speak its protocol."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HELLO = """
import json, sys, time
def say(answer):
    print(json.dumps(answer), flush=True)
say({"ready": True, "blender": [5, 0, 1]})
"""


@pytest.fixture
def script(tmp_path):
    """Writes a worker: ``script(body)`` is one that greets and then runs ``body``."""

    def write(body: str, hello: str = HELLO) -> Path:
        path = tmp_path / "worker.py"
        path.write_text(hello + body)
        return path

    return write


@pytest.fixture(scope="session")
def blender_python() -> str:
    """A Python with Blender, or the test is skipped."""
    from integument.synth.cycles import BlenderMissingError
    from integument.synth.cycles.process import find_python

    try:
        return find_python()
    except BlenderMissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def this_python() -> str:
    return sys.executable
