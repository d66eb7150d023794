"""Every network can be exported, in float and in whole numbers, and computes the same there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from integument import nets  # noqa: E402
from integument.bench.backends import onnxruntime_session  # noqa: E402
from integument.export import onnx as float_export  # noqa: E402
from integument.export import quantize  # noqa: E402
from integument.export.quantize import QuantizeSettings  # noqa: E402

FAST = ("chrominance_mlp", "integument_fast")
"""Those that are traced in seconds; tracing the others takes up to a minute."""

METHODS = ("minmax", "percentile")
LEAST_CORRELATION = 0.5
"""Random weights amplify rounding as no trained network does; agreement is asked for loosely."""

LEAST_OF = {"deeplab_v3_resnet50": 0.4}
"""The deepest network comes to 0.47."""


@pytest.fixture
def lively(name: str) -> torch.nn.Module:
    """An untrained network in evaluation mode whose signals keep their strength to the end."""
    return enlivened(name)


def enlivened(name: str, **options: bool) -> torch.nn.Module:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = nets.build(name, len(nets.ARCHITECTURES[name].labels) or 2, **options)
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    with torch.no_grad():
        for _ in range(20):
            net.train().segment(torch.rand(2, 3, 64, 64))
    return net.eval()


def smooth_pictures(count: int) -> list[np.ndarray]:
    """Blotches of colour, ``(1, 3, 64, 64) float32`` in [0, 1]."""
    coarse = torch.rand(count, 3, 6, 6, generator=torch.Generator().manual_seed(1))
    pictures = torch.nn.functional.interpolate(coarse, size=64, mode="bicubic").clamp(0, 1)
    return list(pictures[:, None].numpy())


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in FAST else pytest.mark.slow)
        for name in nets.ARCHITECTURES
    ],
)
def test_network_is_the_same_in_onnx_and_nearly_so_in_whole_numbers(
    name: str, lively: torch.nn.Module, tmp_path: Path
) -> None:
    path = tmp_path / "float.onnx"
    float_export.export(lively, path, {})
    float_export.parity(lively, path)  # raises

    least = LEAST_OF.get(name, LEAST_CORRELATION)
    pictures = smooth_pictures(4)
    before = onnxruntime_session(path, threads=1).run(None, {"image": pictures[0]})[0]
    assert before.std() > 1e-3, "a network that says the same everywhere proves nothing"
    for method in METHODS:
        whole = tmp_path / f"{method}.onnx"
        quantize.quantize(path, whole, pictures, QuantizeSettings(method))
        assert in_whole_numbers(whole) == 1.0
        after = onnxruntime_session(whole, threads=1).run(None, {"image": pictures[0]})[0]
        assert after.shape == before.shape
        assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > least, method


def in_whole_numbers(path: Path) -> float:
    """Share of a file's convolutions whose picture and weights both come from integers."""
    graph = onnx.load(path).graph
    made_by = {output: node.op_type for node in graph.node for output in node.output}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    whole = [
        node
        for node in convolutions
        if [made_by.get(name) for name in node.input[:2]] == ["DequantizeLinear"] * 2
    ]
    return len(whole) / len(convolutions)


def test_guidance_is_exported_too(tmp_path: Path) -> None:
    net, path = enlivened("integument_fast", guided=True), tmp_path / "float.onnx"
    float_export.export(net, path, {})
    float_export.parity(net, path)  # raises
    operations = [node.op_type for node in onnx.load(path).graph.node]
    assert operations.count("Sigmoid") == 2, "of what was found first, and of the answer"
