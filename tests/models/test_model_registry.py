"""The registry is complete, and names lead to whole files or clear errors."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest

from integument.errors import ModelError, UsageError
from integument.labels import NAMES
from integument.models import registry

BUNDLED = [card for card in registry.cards().values() if card.bundled]


@pytest.fixture
def card(tmp_path, monkeypatch: pytest.MonkeyPatch):
    """A bundled model whose file is good."""
    content = b"some model"
    (tmp_path / "some.onnx").write_bytes(content)
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    card = replace(
        registry.card("integument"),
        name="some",
        file="some.onnx",
        sha256=hashlib.sha256(content).hexdigest(),
        url="",
    )
    monkeypatch.setattr(registry, "cards", lambda: {"some": card})
    return card


@pytest.mark.parametrize("card", registry.cards().values(), ids=lambda card: card.name)
def test_every_card_is_complete(card) -> None:
    assert card.summary and card.licence and card.training_data and card.command
    assert set(card.labels) <= set(NAMES)
    assert card.file.endswith(".onnx")
    assert card.input_size >= 32
    assert card.bundled or card.url.startswith("https://")


@pytest.mark.parametrize("card", BUNDLED, ids=lambda card: card.name)
def test_bundled_models_are_whole_and_as_described(card) -> None:
    if not card.path.is_file():
        pytest.skip(f"{card.file} is not built yet")
    from integument.session import Session

    registry.verify(card)
    assert re.fullmatch("[0-9a-f]{64}", card.sha256)
    assert card.path.stat().st_size == card.size
    session = Session(card.path, device="cpu")
    assert (session.name, session.labels) == (card.name, card.labels)
    assert (session.input_size, session.licence) == (card.input_size, card.licence)


def test_locate_by_name_and_by_path(card, toy_model) -> None:
    assert registry.locate("some") == card.path
    assert registry.locate(toy_model) == toy_model
    assert registry.locate(str(toy_model)) == toy_model


@pytest.mark.parametrize(
    ("model", "kind", "message"),
    [
        ("sone", UsageError, "unknown model 'sone': did you mean 'some'? Known: some"),
        ("gone.onnx", ModelError, "gone.onnx: no such model file"),
        ("no/such/model", ModelError, "no/such/model: no such model file"),
    ],
)
@pytest.mark.usefixtures("card")
def test_locate_refuses(model, kind, message) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        registry.locate(model)


def test_a_bundled_file_that_is_gone(card) -> None:
    card.path.unlink()
    for action in (lambda: registry.locate("some"), lambda: registry.verify(card)):
        with pytest.raises(ModelError, match=r"some\.onnx: .* missing from this installation"):
            action()


def test_a_bundled_file_that_changed(card) -> None:
    registry.verify(card)
    card.path.write_bytes(b"other bytes")
    with pytest.raises(ModelError, match=r"checksum differs: .*: reinstall integument"):
        registry.verify(card)


def test_locate_fetches_what_is_not_bundled(card, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("INTEGUMENT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("INTEGUMENT_OFFLINE", "1")
    remote = replace(card, url="https://models.example/some.onnx")
    monkeypatch.setattr(registry, "cards", lambda: {"some": remote})
    with pytest.raises(ModelError, match="INTEGUMENT_OFFLINE forbids fetching it"):
        registry.locate("some")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "some.onnx").write_bytes(b"fetched before")
    assert registry.locate("some") == tmp_path / "home" / "some.onnx"
