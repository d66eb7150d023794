"""Counts of a graph are what the same network counts to in torch, or by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from integument.bench import counts, graph  # noqa: E402
from integument.errors import ModelError  # noqa: E402
from integument.models import registry  # noqa: E402


def save(path: Path, nodes: list, constants: dict[str, tuple[int, ...]], output: str = "y") -> Path:
    """A float network of ``(N, 3, H, W)`` pictures; ``constants`` are shapes by name."""
    made = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.ones(s, np.float32), name) for name, s in constants.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, path)
    return path


CONVOLUTION = helper.make_node("Conv", ["image", "w", "b"], ["y"], strides=[2, 2])
GROUPED = helper.make_node("Conv", ["image", "w"], ["y"], group=3)
TRANSPOSED = helper.make_node("ConvTranspose", ["image", "w"], ["y"], strides=[2, 2])
PRODUCT = helper.make_node("MatMul", ["image", "w"], ["y"])


@pytest.mark.parametrize(
    ("node", "constants", "parameters", "work"),
    [
        (CONVOLUTION, {"w": (5, 3, 2, 2), "b": (5,)}, 65, 16 * 16 * 60),
        (GROUPED, {"w": (6, 1, 1, 1)}, 6, 32 * 32 * 6),
        (TRANSPOSED, {"w": (3, 4, 2, 2)}, 48, 32 * 32 * 48),
        (PRODUCT, {"w": (32, 7)}, 224, 3 * 32 * 7 * 32),
    ],
    ids=["strided", "grouped", "transposed", "product"],
)
def test_one_layer_is_counted_as_by_hand(tmp_path, node, constants, parameters, work) -> None:
    path = save(tmp_path / "one.onnx", [node], constants)
    assert graph.count(path, 32) == counts.Counts(parameters, work)


def test_a_weight_used_twice_is_one_but_works_twice(tmp_path) -> None:
    nodes = [
        helper.make_node("Conv", ["image", "w"], ["x"]),
        helper.make_node("Mul", ["x", "half"], ["h"]),  # a lone number is not learned
        helper.make_node("Conv", ["h", "w"], ["y"]),
    ]
    path = save(tmp_path / "shared.onnx", nodes, {"w": (3, 3, 1, 1), "half": ()})
    assert graph.count(path, 8) == counts.Counts(9, 2 * 64 * 9)


def test_a_weight_put_together_from_others_is_all_of_them(tmp_path) -> None:
    nodes = [
        helper.make_node("Concat", ["u", "v"], ["w"], axis=0),
        helper.make_node("Conv", ["image", "w"], ["y"]),
    ]
    path = save(tmp_path / "joined.onnx", nodes, {"u": (2, 3, 1, 1), "v": (4, 3, 1, 1)})
    assert graph.count(path, 8) == counts.Counts(18, 64 * 18)


def test_a_shape_that_depends_on_the_picture_gives_no_count(tmp_path) -> None:
    nodes = [
        helper.make_node("NonZero", ["image"], ["places"]),
        helper.make_node("Cast", ["places"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["w", "x"], ["y"]),
    ]
    path = save(tmp_path / "late.onnx", nodes, {"w": (2, 4)})
    assert graph.count(path, 8) == counts.Counts(8, None)


def test_the_bundled_model_counts_like_its_network() -> None:
    torch = pytest.importorskip("torch")
    from integument import nets
    from integument.nets.count import multiply_accumulates

    card = next(iter(registry.cards().values()))
    with torch.device("meta"):
        net = nets.build("integument", len(card.labels), hair=True)
        net.forward = net.describe  # the file has both outputs
        expected = multiply_accumulates(net, 256)
    found = graph.count(card.path, 256)
    assert found.multiply_accumulates == expected


def test_a_file_that_is_no_network_is_refused(tmp_path) -> None:
    path = tmp_path / "text.onnx"
    path.write_text("hello, I am no network")
    with pytest.raises(ModelError, match=r"text\.onnx: not a usable ONNX model"):
        graph.count(path, 32)


def test_without_the_package_nothing_is_counted(toy_model, monkeypatch) -> None:
    monkeypatch.setattr(counts, "find_spec", lambda name: None)
    assert counts.count_file(toy_model, 32) is None
