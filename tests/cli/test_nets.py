"""``integument nets``."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("torch")

from integument.errors import ExitCode
from integument.nets import ARCHITECTURES


def test_every_network_is_counted_beside_what_is_published(cli) -> None:
    rows = {row["name"]: row for row in json.loads(cli("nets", "--json").out)}
    assert rows.keys() == ARCHITECTURES.keys()
    for row in rows.values():
        assert row["published_parameters"] in (None, row["parameters"])
    assert rows["u2netp"]["gmacs"] == pytest.approx(50.58, abs=0.01)
    assert rows["u2netp"]["published_gmacs"] == 51.271


def test_chosen_networks_are_printed_as_a_table(cli) -> None:
    result = cli("nets", "lrn", "hairnet")
    assert result.code == 0
    heading, lrn, hairnet = result.text.splitlines()
    assert heading.split()[:2] == ["network", "parameters"]
    assert lrn.split()[:3] == ["lrn", "15,568,069", "15,568,069"]
    assert "224x224" in hairnet


def test_unknown_network_is_refused(cli) -> None:
    result = cli("nets", "u2nt")
    assert result.code == ExitCode.USAGE
    assert "unknown network 'u2nt': did you mean 'u2net'?" in result.err
