"""``demo``, ``models`` and ``doctor``."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from integument.cli import demo, doctor
from integument.errors import ExitCode
from integument.labels import NAMES
from integument.models import registry


@pytest.fixture
def installed(tmp_path, toy_model, monkeypatch: pytest.MonkeyPatch):
    """A registry whose only model, bundled and whole, is the colour network."""
    path = tmp_path / "integument.onnx"
    path.write_bytes(toy_model.read_bytes())
    from integument.session import Session

    card = replace(
        registry.card("integument"), sha256=Session(path).sha256, size=path.stat().st_size
    )
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    monkeypatch.setattr(registry, "cards", lambda: {"integument": card})
    return card


def test_demo(cli, toy_model, tmp_path) -> None:
    result = cli("demo", "--out", tmp_path / "d", "--model", toy_model)
    assert result.code == 0
    expected = {f"astronaut_{label}.png" for label in NAMES}
    assert {path.name for path in (tmp_path / "d").iterdir()} == {
        *expected,
        "astronaut_overlay.png",
        "astronaut.json",
    }
    assert "NASA" in result.text
    assert "network" in result.text
    assert str(tmp_path / "d" / "astronaut_overlay.png") in result.text
    # Once more: a demo replaces what it wrote.
    assert cli("demo", "--out", tmp_path / "d", "--model", toy_model).code == 0


def test_the_bundled_model_finds_the_astronaut(cli, tmp_path) -> None:
    if not registry.card("integument").path.is_file():
        pytest.skip("the bundled model is not built yet")
    assert cli("demo", "--out", tmp_path).code == 0
    facts = json.loads((tmp_path / "astronaut.json").read_text())
    assert facts["found"] is True
    for label in ("skin", "hair", "body"):
        assert facts["labels"][label]["found"] is True
    skin = np.asarray(Image.open(tmp_path / "astronaut_skin.png")) > 0
    assert skin[60:170, 190:270].mean() > 0.6  # the face
    assert skin[300:].mean() < 0.1  # the orange suit and the desk


def test_the_demo_photograph_is_small_and_whole() -> None:
    assert demo.PHOTOGRAPH.stat().st_size < 500_000
    with Image.open(demo.PHOTOGRAPH) as image:
        assert image.size == (512, 512)


def test_models_lists_and_describes(cli, installed) -> None:
    listing = cli("models")
    assert listing.code == 0
    assert "integument: " in listing.text
    assert "Apache-2.0" in listing.text
    full = cli("models", "integument")
    for detail in (installed.sha256, installed.training_data, installed.command):
        assert detail in full.text
    (entry,) = json.loads(cli("models", "--json").text)
    assert entry["labels"] == list(NAMES)
    assert "problem" not in entry


def test_models_unknown_name(cli) -> None:
    result = cli("models", "integumnt")
    assert result.code == ExitCode.USAGE
    assert "did you mean 'integument'?" in result.err


def test_models_verify(cli, installed) -> None:
    assert "whole" in cli("models", "--verify").text
    installed.path.write_bytes(b"damaged")
    result = cli("models", "--verify")
    assert result.code == ExitCode.MODEL
    assert "checksum differs" in result.text
    (entry,) = json.loads(cli("models", "--verify", "--json").text)
    assert "checksum differs" in entry["problem"]


def test_doctor_all_well(cli, installed) -> None:
    result = cli("doctor")
    assert result.code == 0, result.text
    assert "!!" not in result.text
    for what in ("python", "numpy", "onnxruntime", "model integument", "device cpu", "cache"):
        assert what in result.text
    assert "works" in next(line for line in result.text.splitlines() if "device cpu" in line)


def test_doctor_finds_a_damaged_model(cli, installed) -> None:
    installed.path.write_bytes(b"damaged")
    result = cli("doctor", "--json")
    assert result.code == ExitCode.MODEL
    broken = {entry["what"] for entry in json.loads(result.text) if entry["code"]}
    assert broken == {"model integument", "device cpu"}


def test_doctor_finds_missing_files_and_packages(cli, installed, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "ASSETS", ("gone.jpg",))
    monkeypatch.setattr(doctor, "REQUIRED", ("no-such-package",))
    result = cli("doctor")
    assert result.code == ExitCode.MISSING
    assert "no-such-package          missing" in result.text
    assert "file gone.jpg            missing" in result.text


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_doctor_reports_a_device_that_is_offered_but_does_not_work(
    cli, installed, monkeypatch
) -> None:
    from integument import session

    monkeypatch.setattr(session, "available_devices", lambda: ("cpu", "cuda"))
    result = cli("doctor")
    assert result.code == 0
    assert "does not work" in next(x for x in result.text.splitlines() if "device cuda" in x)
