"""A trained network as an ONNX file, and the proof that both compute the same.

The file has one input ``image (N, 3, H, W) float32`` RGB in [0, 1], H and W at least 32 and
multiples of what the network needs (:attr:`~integument.nets.network.Network.multiple`), and an
output ``probabilities (N, L, H / stride, W / stride) float32`` in [0, 1]. Networks that also tell
attributes of the person, such as HairNet, have a second one: ``attributes (N, A) float32`` in
[0, 1]. The metadata says what the channels of both mean, so that no other file is needed.
"""

from __future__ import annotations

import contextlib
import copy
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from integument.bench.backends import onnxruntime_session
from integument.errors import ModelError
from integument.files import atomic_path
from integument.nets.network import Network
from integument.presence import Presence
from integument.session import (
    ATTRIBUTES_KEY,
    CLOSER_KEY,
    CONFIRM_KEY,
    INPUT_SIZE_KEY,
    LABELS_KEY,
    OVERVIEW_KEY,
    PRESENCE_KEY,
)

OPSET = 18
SMALLEST = 32
"""Least height and width."""

PREFIX = "net."
"""Before the names that weights have in the network, in the file."""

PARITY_LIMIT = 1e-4
"""Largest difference of any probability between torch and ONNX Runtime, both in float32.

Different kernels sum in different orders, which is worth some 1e-6; a real difference, such as
another way of enlarging, is worth 1e-2.
"""

ROUNDING_FACTOR = 3.0
"""How many times torch's own rounding error the file may be off where that exceeds the limit."""

PARITY_SIZES = ((1, 64, 96), (2, 160, 128), (1, 384, 256))
"""(N, H, W) of the inputs compared, each larger by one multiple of the network's: not square, not
those the graph was traced with."""


class Probabilities(nn.Module):
    """A network's labels with the sigmoid that its loss otherwise contains, and its attributes."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net

    @property
    def outputs(self) -> list[str]:
        """Names of what it gives."""
        return ["probabilities", *(["attributes"] if self.net.attribute_names else [])]

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        if not self.net.attribute_names:
            return (torch.sigmoid(self.net.segment(image)),)
        logits, attributes = self.net.describe(image)
        return torch.sigmoid(logits), attributes


def metadata(
    labels: Sequence[str],
    input_size: int,
    name: str,
    licence: str,
    *,
    presence: Presence | None = None,
    overview: float = 0.0,
    confirm: float = 0.0,
    closer: float = 0.0,
    attributes: Sequence[str] = (),
) -> dict[str, str]:
    """What goes into the file beside the graph (see :class:`integument.session.Session`)."""
    entries = {
        LABELS_KEY: ",".join(labels),
        INPUT_SIZE_KEY: str(input_size),
        "integument.name": name,
        "integument.licence": licence,
    }
    if presence:
        entries[PRESENCE_KEY] = str(presence)
    if overview:
        entries[OVERVIEW_KEY] = f"{overview:g}"
    if confirm:
        entries[CONFIRM_KEY] = f"{confirm:g}"
    if closer:
        entries[CLOSER_KEY] = f"{closer:g}"
    if attributes:
        entries[ATTRIBUTES_KEY] = ",".join(attributes)
    return entries


def export(net: Network, path: Path, entries: Mapping[str, str]) -> None:
    """Writes ``net`` (evaluation mode, on the CPU) to ``path`` with metadata ``entries``.

    Raises :class:`OutputError` if the file cannot be written.
    """
    dimension = torch.export.Dim
    # Exporting means tracing: sizes of the example are sizes that the graph must not depend on.
    example = torch.rand(2, 3, 2 * SMALLEST, 3 * SMALLEST)
    height, width = (dimension(name, min=SMALLEST // net.multiple) for name in ("height", "width"))
    if net.multiple > 1:
        height, width = net.multiple * height, net.multiple * width
    shapes = {0: dimension("batch"), 2: height, 3: width}
    whole = Probabilities(net).eval()
    with _quietly():
        program = torch.onnx.export(
            whole,
            (example,),
            dynamo=True,
            opset_version=OPSET,
            external_data=False,
            input_names=["image"],
            output_names=whole.outputs,
            dynamic_shapes=(shapes,),
            verbose=False,
        )
    assert program is not None
    write(program.model_proto, path, entries)


def write(model: onnx.ModelProto, path: Path, entries: Mapping[str, str]) -> None:
    """Saves ``model`` whole or not at all, with ``entries`` as its only metadata.

    The exporter notes at each node by which lines of which files it came about: a third of a small
    model, and names of folders that are nobody's business.
    """
    graph = model.graph
    parts = (*graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer)
    for part in (model, graph, *parts, *model.functions):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.helper.set_model_props(model, dict(entries))
    with atomic_path(path) as temporary:
        temporary.write_bytes(model.SerializeToString())


def parity(net: Network, path: Path, seed: int = 0) -> float:
    """The largest difference of any output of torch and the file, over :data:`PARITY_SIZES`.

    Raises :class:`ModelError` if it exceeds :data:`PARITY_LIMIT`, unless the network magnifies
    rounding (as untrained deep ones do) so that torch itself is as far from what double precision
    gives: then the file is not to blame.
    """
    session = onnxruntime_session(path, threads=1)
    rng = np.random.default_rng(seed)
    worst = 0.0
    more = net.multiple
    for count, height, width in PARITY_SIZES:
        image = rng.random((count, 3, height + more, width + more), dtype=np.float32)
        found = session.run(None, {"image": image})
        expected = _by_torch(net, image)
        shapes, wanted = [part.shape for part in found], [part.shape for part in expected]
        if shapes != wanted:
            raise ModelError(
                f"{path}: exported wrongly: expected an output of shape {_words(wanted)} for an "
                f"input of {image.shape}, got {_words(shapes)}"
            )
        difference = _distance(found, expected)
        if not difference <= PARITY_LIMIT:
            exact = _by_torch(copy.deepcopy(net).double(), image.astype(np.float64))
            rounding = _distance(expected, exact)
            if not _distance(found, exact) <= ROUNDING_FACTOR * rounding:
                raise ModelError(
                    f"{path}: differs from torch by {difference:.2g}, expected at most "
                    f"{PARITY_LIMIT:g}"
                )
        worst = max(worst, difference)
    return worst


def _by_torch(net: Network, image: np.ndarray) -> list[np.ndarray]:
    with torch.no_grad():
        return [part.numpy() for part in Probabilities(net).eval()(torch.from_numpy(image))]


def _distance(a: Sequence[np.ndarray], b: Sequence[np.ndarray]) -> float:
    return max(float(np.abs(x - y).max()) for x, y in zip(a, b, strict=True))


def _words(shapes: Sequence[tuple[int, ...]]) -> str:
    return " and ".join(map(str, shapes))


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Without the exporter's remarks about packages it could have used."""
    exporter = logging.getLogger("torch.onnx")
    level = exporter.level
    exporter.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        exporter.setLevel(level)
