"""Parameters and multiply-accumulates of an ONNX file, counted from its graph.

Nothing is run. Counted are the same layers as in :mod:`integument.nets.count`: convolutions,
matrix products and recurrent layers, in float or in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import prod
from pathlib import Path

import onnx

from integument.bench.counts import Counts
from integument.errors import ModelError

LEARNED = {
    "Conv": (1, 2),
    "ConvTranspose": (1, 2),
    "ConvInteger": (1,),
    "QLinearConv": (3, 8),
    "FusedConv": (1, 2),
    "Gemm": (1, 2),
    "MatMul": (0, 1),
    "MatMulInteger": (0, 1),
    "QLinearMatMul": (0, 3),
    "LSTM": (1, 2, 3, 7),
    "GRU": (1, 2, 3),
    "RNN": (1, 2, 3),
    "BatchNormalization": (1, 2),
    "InstanceNormalization": (1, 2),
    "LayerNormalization": (1, 2),
    "PRelu": (1,),
    "Add": (0, 1),
    "Mul": (0, 1),
}
"""Operator → the inputs that hold what was learned, where they are constants."""

Shape = tuple[int, ...]


def count(path: Path, size: int) -> Counts:
    """Counts of the file at ``path`` for one picture of ``size × size`` pixels.

    Raises :class:`ModelError` for a file that is not an ONNX network of pictures.
    """
    try:
        model = onnx.load(path)
    except Exception as error:  # the parser's own errors share no base
        raise ModelError(f"{path}: not a usable ONNX model: {error}") from error
    return Counts(_parameters(model.graph), _multiply_accumulates(model, size))


def _parameters(graph: onnx.GraphProto) -> int:
    sizes = {constant.name: prod(constant.dims) for constant in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            for attribute in node.attribute:
                if attribute.name == "value":
                    sizes[node.output[0]] = prod(attribute.t.dims)
    origins = _origins(graph, sizes)
    learned: set[str] = set()
    for node in graph.node:
        # A lone number beside a sum or a product is arithmetic, not something learned.
        lone = 1 if node.op_type in ("Add", "Mul") else 0
        places = LEARNED.get(node.op_type, ())
        for name in (node.input[place] for place in places if place < len(node.input)):
            learned |= {origin for origin in origins.get(name, ()) if sizes[origin] > lone}
    return sum(sizes[name] for name in learned)


def _origins(graph: onnx.GraphProto, constants: Iterable[str]) -> dict[str, frozenset[str]]:
    """Tensor → the constants it is made of, for tensors that do not depend on the picture.

    Only what is arranged, not how: of all operators but a concatenation the first input.
    """
    origins = {name: frozenset([name]) for name in constants}
    for node in graph.node:
        inputs = [name for name in node.input if name]
        if inputs and all(name in origins for name in inputs):
            arranged = inputs if node.op_type == "Concat" else inputs[:1]
            made = frozenset().union(*(origins[name] for name in arranged))
            origins |= dict.fromkeys(node.output, made)
    return origins


def _multiply_accumulates(model: onnx.ModelProto, size: int) -> int | None:
    if any(attribute.HasField("g") for node in model.graph.node for attribute in node.attribute):
        return None  # a loop or a branch: how often it runs is not in the graph
    shapes = _shapes(model, size)
    if shapes is None:
        return None
    total = 0
    for node in model.graph.node:
        rule = WORK.get(node.op_type)
        if rule is None:
            continue
        try:
            total += rule(node, shapes)
        except KeyError:
            return None
    return total


def _shapes(model: onnx.ModelProto, size: int) -> dict[str, Shape] | None:
    """The shape of every tensor that has a known one, for one picture; None if none fits."""
    fixed = onnx.ModelProto()
    fixed.CopyFrom(model)
    # What an exporter noted down has symbols in it, which would win over the numbers.
    del fixed.graph.value_info[:]
    for output in fixed.graph.output:
        output.type.tensor_type.ClearField("shape")
    constants = {constant.name for constant in fixed.graph.initializer}
    pictures = [one for one in fixed.graph.input if one.name not in constants]
    for one in pictures:
        dimensions = one.type.tensor_type.shape.dim
        if len(dimensions) != 4:
            return None
        dimensions[0].dim_value = 1
        for dimension in dimensions[2:]:
            dimension.dim_value = size
    try:
        inferred = onnx.shape_inference.infer_shapes(fixed, data_prop=True)
    except onnx.shape_inference.InferenceError:
        return None
    graph = inferred.graph
    shapes = {constant.name: tuple(constant.dims) for constant in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        dimensions = value.type.tensor_type.shape.dim
        if value.type.tensor_type.HasField("shape") and all(
            dimension.HasField("dim_value") for dimension in dimensions
        ):
            shapes[value.name] = tuple(dimension.dim_value for dimension in dimensions)
    return shapes


def _convolution(weight: int) -> Callable[[onnx.NodeProto, Mapping[str, Shape]], int]:
    def work(node: onnx.NodeProto, shapes: Mapping[str, Shape]) -> int:
        # A convolution touches its kernel once an output pixel, a transposed one an input pixel.
        transposed = node.op_type == "ConvTranspose"
        places = shapes[node.input[0] if transposed else node.output[0]]
        return places[0] * prod(places[2:]) * prod(shapes[node.input[weight]])

    return work


def _product(node: onnx.NodeProto, shapes: Mapping[str, Shape]) -> int:
    inner = shapes[node.input[0]]
    transposed = any(one.name == "transA" and one.i for one in node.attribute)
    return prod(shapes[node.output[0]]) * inner[0 if transposed else -1]


def _recurrent(node: onnx.NodeProto, shapes: Mapping[str, Shape]) -> int:
    steps = prod(shapes[node.input[0]][:2])
    return steps * sum(prod(shapes[name]) for name in node.input[1:3])


WORK: dict[str, Callable[[onnx.NodeProto, Mapping[str, Shape]], int]] = {
    "Conv": _convolution(1),
    "FusedConv": _convolution(1),
    "ConvInteger": _convolution(1),
    "ConvTranspose": _convolution(1),
    "QLinearConv": _convolution(3),
    "Gemm": _product,
    "MatMul": _product,
    "MatMulInteger": _product,
    "QLinearMatMul": _product,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "RNN": _recurrent,
}
"""Operator → its multiply-accumulates, from the shapes; KeyError where one is not known."""
