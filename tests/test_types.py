"""What users write is understood by a type checker, with the types that the docstrings state."""

from __future__ import annotations

from pathlib import Path

import pytest

import integument

USAGE = Path(__file__).parent / "usage.py"


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(integument.__file__).parent / "py.typed").is_file()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_usage_is_typed() -> None:
    api = pytest.importorskip("mypy.api", reason="needs mypy")
    said, errors, code = api.run(["--strict", "--cache-dir=/dev/null", str(USAGE)])
    assert code == 0, said + errors
