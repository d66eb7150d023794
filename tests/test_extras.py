"""Optional dependencies that are absent are named, with what they are needed for."""

from __future__ import annotations

import sys

import pytest

from integument.errors import MissingExtraError
from integument.extras import require


def test_what_is_there_is_imported(monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    require("a thing", "train", "json", "colorsys")
    assert "colorsys" in sys.modules


def test_one_that_is_absent_names_the_extra(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "colorsys", None)
    with pytest.raises(MissingExtraError, match=r"^a thing needs the 'train' extra.*\[train\]"):
        require("a thing", "train", "json", "colorsys")
