"""Parameters and multiply-accumulates of an ONNX file, where there is a package to read it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Counts:
    """What a graph contains.

    Attributes
    ----------
    parameters : learned numbers; a normalisation that was joined with its convolution, as
        exporters do, is no longer there to be counted
    multiply_accumulates : for one picture; None where a shape cannot be worked out beforehand
    """

    parameters: int
    multiply_accumulates: int | None


def count_file(path: Path, size: int) -> Counts | None:
    """Counts for one picture of ``size × size`` pixels; None without the package ``onnx``.

    Raises :class:`~integument.errors.ModelError` for a file that is not an ONNX network.
    """
    if find_spec("onnx") is None:
        return None
    from integument.bench import graph

    return graph.count(path, size)
