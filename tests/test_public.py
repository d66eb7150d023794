"""``import integument`` is immediate and offers exactly what it promises."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import integument

HEAVY = ("numpy", "cv2", "PIL", "onnxruntime", "torch", "rich", "numba")


def heavy_modules_after(code: str) -> set[str]:
    """Heavy packages that are loaded after ``code`` has run in a fresh interpreter."""
    report = f"\nimport sys\nprint('|' + ' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("|")[2].split())


@pytest.mark.parametrize(
    "code",
    [
        "import integument; integument.__version__",
        "from integument import labels; labels.NAMES",
        "from integument import IntegumentError",
        "from integument.cli import main; main(['--help'])",
        "from integument.cli import main; main(['segment', '--help'])",
        "from integument.cli import main; main(['segmnt'])",
        "from integument.cli import main; main(['models'])",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code) -> None:
    assert heavy_modules_after(code) == set()


def test_inference_never_loads_torch(toy_model) -> None:
    code = (
        "import integument, numpy; "
        f"integument.segment(numpy.zeros((9, 9, 3), 'uint8'), model={str(toy_model)!r}).overlay()"
    )
    assert "torch" not in heavy_modules_after(code)


def test_everything_promised_is_there() -> None:
    for name in integument.__all__:
        assert getattr(integument, name) is not None
    assert set(integument.__all__) == set(dir(integument))
    with pytest.raises(AttributeError, match="no attribute 'segmnt'"):
        integument.segmnt  # noqa: B018


def test_segment_in_one_line(toy_model, person) -> None:
    people = integument.segment(person, "skin", model=toy_model)
    assert isinstance(people, integument.People)
    assert people.found
    assert people.labels == ("skin",)


def test_segment_keeps_its_model(toy_model, person, monkeypatch: pytest.MonkeyPatch) -> None:
    integument.segment(person, model=toy_model, threads=1)
    from integument import session

    monkeypatch.setattr(session.ort, "InferenceSession", None)
    integument.segment(np.ascontiguousarray(person[::-1]), model=toy_model, threads=1)
