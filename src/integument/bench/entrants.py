"""From the models that were asked for to the jobs that are timed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from integument.bench.backends import NETWORK, Job, build
from integument.errors import IntegumentError, MissingExtraError, ModelError

CHECKPOINT_SUFFIXES = (".pt", ".pth")
CALIBRATION_SIZE = 256
"""Side of the noise with which ranges of whole numbers are set: the time does not depend on it."""


@dataclass(slots=True)
class Entrant:
    """One model.

    Attributes
    ----------
    name : what it is called in the results
    source : its ONNX file, its checkpoint, or ``net:NAME``
    size : bytes of its file; None for a network that is built here
    precision : of its ONNX file; None where both can be made
    files : its ONNX files by precision
    """

    name: str
    source: str
    size: int | None
    precision: str | None = None
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def is_onnx(self) -> bool:
        """Whether it came as an ONNX file, which torch cannot run."""
        return self.precision is not None


def enter_all(models: Sequence[str]) -> list[Entrant]:
    """The entrants that ``models`` name, each once; those of one name go by their whole path.

    Raises what :func:`enter` raises.
    """
    entrants = [enter(model) for model in dict.fromkeys(models)]
    names = [entrant.name for entrant in entrants]
    for entrant, name in zip(entrants, names, strict=True):
        if names.count(name) > 1:
            entrant.name = entrant.source
    return entrants


def enter(model: str) -> Entrant:
    """The entrant that ``model`` names: of the registry, a file, or a network.

    A network is ``net:NAME``, or its plain name where no model of the registry has that one.

    Raises :class:`UsageError` for an unknown name, :class:`ModelError` for a file that is not
    there and :class:`MissingExtraError` where it needs torch.
    """
    from integument import nets
    from integument.models import registry

    network = nets.ALIASES.get(model, model)
    if network in nets.ARCHITECTURES and model not in registry.cards():
        network = NETWORK + network
    if network.startswith(NETWORK) or model.endswith(CHECKPOINT_SUFFIXES):
        if find_spec("torch") is None:
            raise MissingExtraError(f"timing {model}", extra="train")
        if network.startswith(NETWORK):
            return Entrant(model, network, None)
        path = Path(model)
        if not path.is_file():
            raise ModelError(f"{path}: no such checkpoint")
        return Entrant(path.stem, model, path.stat().st_size)
    path = registry.locate(model)
    name = path.stem if model.endswith(".onnx") else model
    precision = _precision(path)
    return Entrant(name, str(path), path.stat().st_size, precision, {precision: path})


def jobs_of(
    entrant: Entrant,
    backends: Sequence[str],
    threads: Sequence[int],
    folder: Path,
    note: Callable[[str], None],
) -> list[Job]:
    """All jobs of one entrant; ONNX files that must be made first go to ``folder``.

    ``note`` is told that they are made, or why they cannot be: their backends are left out then.
    """
    of_files = [backend for backend in backends if not backend.startswith("torch")]
    of_torch = [] if entrant.is_onnx else [name for name in backends if name.startswith("torch")]
    if of_files and not entrant.is_onnx:
        note(f"{entrant.name}: exporting in float and int8")
        try:
            entrant.files = _export(entrant, folder)
        except IntegumentError as error:
            note(f"{entrant.name}: {', '.join(of_files)} left out: {error}")
    sources = [(backend, "float", entrant.source) for backend in of_torch]
    for precision, path in entrant.files.items():
        sources += [(backend, precision, str(path)) for backend in of_files]
    return [
        Job(entrant.name, backend, precision, count, source)
        for backend, precision, source in sources
        for count in threads
    ]


def _export(entrant: Entrant, folder: Path) -> dict[str, Path]:
    """Float and whole-number files of a network; its weights do not matter for the time."""
    if find_spec("onnx") is None or find_spec("onnxscript") is None:
        raise MissingExtraError("exporting", extra="train")
    from integument.export import onnx, quantize

    stem = f"{len(list(folder.iterdir()))}-{Path(entrant.source).stem.replace(':', '-')}"
    files = {"float": folder / f"{stem}.onnx", "int8": folder / f"{stem}.int8.onnx"}
    rng = np.random.default_rng(0)
    noise = [rng.random((1, 3, CALIBRATION_SIZE, CALIBRATION_SIZE), dtype=np.float32)]
    net = build(entrant.source)
    try:
        onnx.export(net, files["float"], {})
        quantize.quantize(files["float"], files["int8"], noise)
    except IntegumentError:
        raise
    except Exception as error:  # whatever the exporter does not know ends in one of many ways
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelError(f"it cannot be exported: {first}") from error
    return files


def _precision(path: Path) -> str:
    """``"int8"`` for a graph that computes in whole numbers, told by the names of its operators.

    The file is searched, not parsed: that needs no further package.
    """
    content = path.read_bytes()
    return "int8" if b"QuantizeLinear" in content or b"QLinearConv" in content else "float"
