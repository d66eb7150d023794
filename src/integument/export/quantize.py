"""A float ONNX file in whole numbers: static quantisation with pictures to calibrate on.

Activations become unsigned, weights signed 8-bit integers with a scale per channel: the pairing
that ONNX Runtime's CPU kernels run fastest. The graph keeps float inputs and outputs, and the
sigmoid stays in float: it is cheap, and small probabilities keep their resolution.
"""

from __future__ import annotations

import contextlib
import io
import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from integument.data.dataset import DataSet
from integument.errors import unknown
from integument.evaluate.scoring import picked
from integument.export.onnx import PREFIX, write
from integument.export.qat import Ranges
from integument.letterbox import MULTIPLE, letterbox

METHODS = {
    "minmax": CalibrationMethod.MinMax,
    "percentile": CalibrationMethod.Percentile,
    "entropy": CalibrationMethod.Entropy,
}
KEPT_IN_FLOAT = ("Sigmoid", "Softmax")

SAME_RANGE = ("MaxPool", "Resize")
"""Their output has the scale of their input, so a range learned behind them is needed before."""


@dataclass(frozen=True, slots=True)
class QuantizeSettings:
    """How a network is turned into whole numbers.

    Attributes
    ----------
    method : how the range of an activation is chosen from what calibration saw: ``minmax`` takes
        all of it; ``percentile`` and ``entropy`` cut off rare extremes and so keep finer steps
    pictures : how many to calibrate on; ranges hardly move after the first hundred
    seven_bits : weights in [-64, 63] instead of [-128, 127]. Processors without VNNI (before
        about 2019) add products of 8 bits in pairs in 16 bits, where two large ones overflow
        and wrong pixels follow; with seven bits they cannot.
    """

    method: str = "minmax"
    pictures: int = 100
    seven_bits: bool = True

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise unknown("calibration method", self.method, METHODS)


def calibration_images(pack: DataSet, input_size: int, limit: int) -> list[NDArray[np.float32]]:
    """Pictures of a pack as the network will see them, ``(1, 3, S, S) float32`` in [0, 1] each.

    Fitted into a square whose rest repeats the border: histograms want equal shapes. S is
    ``input_size``, or the next multiple of 32.
    """
    side = input_size + -input_size % MULTIPLE
    images = []
    for stem in picked(pack, limit):
        fitted = letterbox(pack.read(stem, labels=()).image, input_size).image
        rest = ((0, 0), *((0, side - length) for length in fitted.shape[1:]))
        images.append(np.pad(fitted, rest, mode="edge")[None])
    return images


def quantize(
    source: Path,
    target: Path,
    images: Sequence[NDArray[np.float32]],
    settings: QuantizeSettings | None = None,
    learned: Ranges | None = None,
) -> None:
    """Writes ``source`` in whole numbers to ``target``; its metadata comes along.

    ``images`` are inputs ``(N, 3, H, W) float32`` in [0, 1], all of one shape. What convolutions
    read has the ranges ``learned`` in training where there are such; the rest is calibrated.
    """
    settings = settings or QuantizeSettings()
    entries = {entry.key: entry.value for entry in onnx.load(source).metadata_props}
    with tempfile.TemporaryDirectory() as folder, _quietly():
        prepared, result = Path(folder) / "prepared.onnx", Path(folder) / "result.onnx"
        # Joins convolutions with their batch normalisation, and works out all shapes.
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        graph = onnx.load(prepared).graph
        quantize_static(
            str(prepared),
            str(result),
            _Images(images),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=settings.seven_bits,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=METHODS[settings.method],
            nodes_to_exclude=[node.name for node in graph.node if node.op_type in KEPT_IN_FLOAT],
            extra_options={"TensorQuantOverrides": _overrides(graph, learned or {})},
        )
        model = onnx.load(result)
        share_constants(model.graph)
        write(model, target, entries)


def share_constants(graph: onnx.GraphProto) -> None:
    """Keep one of equal constants, in place.

    A convolution that a network uses twice, such as for the mirror image, has its weights written
    in whole numbers once for each use.
    """
    first: dict[tuple[int, tuple[int, ...], bytes], str] = {}
    instead: dict[str, str] = {}
    kept = []
    for constant in graph.initializer:
        content = onnx.numpy_helper.to_array(constant).tobytes()
        name = first.setdefault((constant.data_type, tuple(constant.dims), content), constant.name)
        instead[constant.name] = name
        if name == constant.name:
            kept.append(constant)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    for node in graph.node:
        node.input[:] = [instead.get(name, name) for name in node.input]


def _overrides(graph: onnx.GraphProto, learned: Ranges) -> dict[str, list[dict[str, Any]]]:
    """Learned ranges by the name of the tensor, in the quantiser's form.

    Convolutions are recognised by their weights, which are named as in torch. One tensor read by
    several convolutions gets the range that suffices for all.
    """
    made_by = {name: node for node in graph.node for name in node.output}
    ranges: dict[str, tuple[float, float]] = {}
    for node in graph.node:
        if node.op_type != "Conv":
            continue
        convolution = node.input[1].removeprefix(PREFIX).removesuffix(".weight")
        if convolution not in learned:
            continue
        low, high = learned[convolution]
        maker: onnx.NodeProto | None = node
        while maker is node or (maker is not None and maker.op_type in SAME_RANGE):
            tensor = maker.input[0]
            lowest, highest = ranges.get(tensor, (low, high))
            ranges[tensor] = min(low, lowest), max(high, highest)
            maker = made_by.get(tensor)
    return {
        tensor: [{"rmin": np.float32(low), "rmax": np.float32(high)}]
        for tensor, (low, high) in ranges.items()
    }


class _Images(CalibrationDataReader):
    """Hands inputs to the calibrator one by one."""

    def __init__(self, images: Sequence[NDArray[np.float32]]) -> None:
        self._images = iter(images)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        image = next(self._images, None)
        return None if image is None else {"image": image}


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Without the quantiser's advice to pre-process, which has been followed, and its remarks."""
    logger = logging.getLogger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
