"""What a name on the command line means."""

from __future__ import annotations

import pytest

from integument.bench.entrants import enter, enter_all
from integument.errors import ModelError, UsageError


@pytest.mark.parametrize(
    ("asked", "source"),
    [
        ("u2netp", "net:u2netp"),
        ("dlmv", "net:deeplab_mobilenet"),
        ("net:u2netp", "net:u2netp"),
        ("net:integument", "net:integument"),
    ],
)
def test_networks_by_plain_name_alias_and_prefix(asked: str, source: str) -> None:
    pytest.importorskip("torch")
    found = enter(asked)
    assert (found.name, found.source, found.is_onnx) == (asked, source, False)


def test_a_model_of_the_registry_comes_before_the_network_of_its_name() -> None:
    found = enter("integument")
    assert found.is_onnx and found.source.endswith("integument.onnx")


def test_each_once_and_by_path_where_names_clash(toy_model, tmp_path) -> None:
    copy = tmp_path / toy_model.name
    copy.write_bytes(toy_model.read_bytes())
    found = enter_all([str(toy_model), str(copy), str(copy)])
    assert [one.name for one in found] == [str(toy_model), str(copy)]


def test_who_is_unknown_or_missing_is_told() -> None:
    with pytest.raises(UsageError, match=r"integumnt.*did you mean 'integument'"):
        enter("integumnt")
    with pytest.raises(ModelError, match=r"gone\.onnx: no such model file"):
        enter("gone.onnx")
